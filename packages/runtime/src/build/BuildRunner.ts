/**
 * Runs the steps of a build one after another in the sandbox and reports each as soon as it is done. Records nothing.
 */
import type { PlannedStep, StepCommand } from "@layercake/core/build/BuildPlan"
import { endsBuild } from "@layercake/core/build/BuildEnd"
import * as BuildPlan from "@layercake/core/build/BuildPlan"
import * as BuildReport from "@layercake/core/build/BuildReport"
import { type BuildStep, inOrder } from "@layercake/core/build/BuildStep"
import type { PackageRules } from "@layercake/core/build/PackageRules"
import { type PackagesAdmitted, withAdmission } from "@layercake/core/build/PackageVerdict"
import { PackageRegistry } from "@layercake/core/port/PackageRegistry"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import type { ProofReport, ToolVersions } from "@layercake/core/proof/Proof"
import { textOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { type Duration, Effect, Option, Result, Stream } from "effect"
import { packageVersions, programVersions } from "./BuildToolVersions.ts"
import type { JudgedPackages } from "./JudgedPackages.ts"
import * as MissingManager from "./MissingManager.ts"
import * as PackageGuard from "./PackageGuard.ts"

export interface BuildRequest<E = never, R = never> {
  /** Absolute path of the workspace. */
  readonly directory: string
  /** Paths of the tracked files. */
  readonly files: Iterable<string>
  /** Text of a file in the workspace, tracked or left by an earlier step; none when it is not there. */
  readonly read: (path: FilePath) => Effect.Effect<Option.Option<string>, E, R>
  /** Brings the tracked files back before each step: what an earlier one wrote over them is not what is proven. */
  readonly restore?: Effect.Effect<unknown, E, R>
  /** Run in the order of a build, whatever order they come in. */
  readonly steps: ReadonlyArray<BuildStep>
  readonly stepTimeout: Duration.Duration
  /** Which packages may be installed; strict when left out. */
  readonly rules?: PackageRules
  /** Bytes that one step may print; 10 MB when left out. */
  readonly outputLimit?: number
  /** Bytes that one step may add to the workspace; 1 GB when left out. */
  readonly diskLimit?: number
  /** Bytes of memory that one step may use; 2 GB when left out. */
  readonly memoryLimit?: number
}

export interface StepReport {
  readonly step: BuildStep
  readonly report: ProofReport
  /** What the step printed, as it came; empty when nothing was run. */
  readonly output: Uint8Array
}

/**
 * One report for each step, first to last. After an install that did not pass, or a build that failed, the steps that
 * follow are not run and get no report. A workspace or machine that cannot build is a report too; the stream fails
 * only when package.json cannot be read at all. Interrupting it kills the command that runs.
 */
export const run = <E, R>(asked: BuildRequest<E, R>): Stream.Stream<StepReport, E, R | Machine> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const request = { ...asked, files: [...asked.files] }
      const steps = inOrder(request.steps)
      const packageJson = yield* request.read(FilePath.make("package.json"))
      const texts = yield* readTexts(request)
      const planned = BuildPlan.plan({ packageJson, paths: request.files, texts }, steps)
      if (Result.isFailure(planned)) {
        const report = BuildReport.reportInvalid(planned.failure, {})
        return Stream.fromIterable(steps.slice(0, 1).map((step) => withoutOutput(step, report)))
      }
      const limits = limitsOf(request)
      const first = planned.success.find((step) => step._tag === "StepCommand")
      const programs = first === undefined ? {} : yield* programVersions(limits, first.manager)
      return Stream.fromIterable(planned.success).pipe(
        Stream.mapEffect((step) => runStep(step, request, limits, programs)),
        Stream.takeUntil(({ report, step }) => endsBuild(step, report))
      )
    })
  )

/** What a build needs of the machine it runs on. */
export type Machine = Sandbox | PackageRegistry | JudgedPackages

interface Request<E, R> extends BuildRequest<E, R> {
  readonly files: ReadonlyArray<string>
}

const readTexts = Effect.fnUntraced(function* <E, R>({ files, read }: Request<E, R>) {
  const tracked = new Set(files)
  const found = yield* Effect.forEach(
    BuildPlan.textsNeeded.filter((path) => tracked.has(path)),
    (path) =>
      Effect.map(read(FilePath.make(path)), (text) => [path, Option.getOrElse(text, () => "")] as const)
  )
  return Object.fromEntries(found)
})

const runStep = Effect.fn("BuildRunner.runStep")(function* <E, R>(
  planned: PlannedStep,
  request: Request<E, R>,
  limits: Limits,
  programs: ToolVersions
): Effect.fn.Return<StepReport, E, R | Machine> {
  if (planned._tag === "StepMissing") {
    return withoutOutput(planned.step, BuildReport.reportMissing(planned, programs))
  }
  if (planned._tag === "StepRefused") {
    return withoutOutput(planned.step, BuildReport.reportRefused(planned, programs))
  }
  const lacking = MissingManager.reasonOf(planned.manager, programs)
  if (lacking !== undefined) {
    return withoutOutput(planned.step, BuildReport.reportLacking(lacking, programs))
  }
  if (request.restore !== undefined) yield* request.restore
  if (planned.step !== "install") return yield* runCommand(planned, request, limits, programs)
  const admission = yield* PackageGuard.judge({
    manager: planned.manager.name,
    files: request.files,
    read: request.read,
    rules: request.rules ?? {},
    timeout: request.stepTimeout,
    tools: programs
  })
  return admission._tag === "PackagesStopped"
    ? withoutOutput(planned.step, admission.report)
    : yield* Effect.map(runCommand(planned, request, limits, programs), (ran) => admitted(ran, admission))
})

const admitted = (ran: StepReport, admission: PackagesAdmitted): StepReport => ({
  ...ran,
  report: withAdmission(ran.report, admission)
})

const runCommand = Effect.fnUntraced(function* <E, R>(
  planned: StepCommand,
  request: Request<E, R>,
  limits: Limits,
  programs: ToolVersions
): Effect.fn.Return<StepReport, E, R | Machine> {
  const sandbox = yield* Sandbox
  const registry = yield* PackageRegistry
  const environment = planned.network === "registry" ? yield* registry.environment : {}
  const ended = yield* Effect.result(sandbox.run(commandOf(planned, request, limits, environment)))
  const tools = { ...programs, ...(yield* packageVersions(request.read)) }
  if (Result.isFailure(ended)) {
    return withoutOutput(planned.step, BuildReport.reportUnavailable(ended.failure, tools))
  }
  const { output, ...result } = ended.success
  const report = BuildReport.reportRun({
    command: planned,
    result,
    output: textOf(output),
    directory: request.directory,
    tools,
    sandbox
  })
  return { step: planned.step, report, output }
})

type Limits = Pick<SandboxCommand, "directory" | "outputLimit" | "diskLimit" | "memoryLimit">

const megabyte = 1_000_000

const limitsOf = (request: BuildRequest<unknown, unknown>): Limits => ({
  directory: request.directory,
  outputLimit: request.outputLimit ?? 10 * megabyte,
  diskLimit: request.diskLimit ?? 1000 * megabyte,
  memoryLimit: request.memoryLimit ?? 2000 * megabyte
})

const commandOf = (
  planned: StepCommand,
  request: BuildRequest<unknown, unknown>,
  limits: Limits,
  environment: Readonly<Record<string, string>>
): SandboxCommand => ({
  ...limits,
  argv: planned.argv,
  env: { ...environment, ...planned.env },
  network: planned.network,
  timeout: request.stepTimeout
})

const withoutOutput = (step: BuildStep, report: ProofReport): StepReport => ({
  step,
  report,
  output: new Uint8Array()
})
