/**
 * Runs the steps of a build one after another in the sandbox and reports each as soon as it is done. Records nothing.
 */
import type { PlannedStep, StepCommand } from "@layercake/core/build/BuildPlan"
import { endsBuild } from "@layercake/core/build/BuildEnd"
import * as BuildPlan from "@layercake/core/build/BuildPlan"
import * as BuildReport from "@layercake/core/build/BuildReport"
import { type BuildStep, inOrder } from "@layercake/core/build/BuildStep"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import type { ProofReport, ToolVersions } from "@layercake/core/proof/Proof"
import { textOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { type Duration, Effect, type Option, Result, Stream } from "effect"
import { packageVersions, programVersions } from "./BuildToolVersions.ts"

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
export const run = <E, R>(request: BuildRequest<E, R>): Stream.Stream<StepReport, E, R | Sandbox> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const steps = inOrder(request.steps)
      const packageJson = yield* request.read(FilePath.make("package.json"))
      const planned = BuildPlan.plan({ packageJson, paths: request.files }, steps)
      if (Result.isFailure(planned)) {
        const report = BuildReport.reportInvalid(planned.failure, {})
        return Stream.fromIterable(steps.slice(0, 1).map((step) => withoutOutput(step, report)))
      }
      const limits = limitsOf(request)
      const isRunning = planned.success.some((step) => step._tag === "StepCommand")
      const programs = isRunning ? yield* programVersions(limits) : {}
      return Stream.fromIterable(planned.success).pipe(
        Stream.mapEffect((step) => runStep(step, request, limits, programs)),
        Stream.takeUntil(({ report, step }) => endsBuild(step, report))
      )
    })
  )

const runStep = Effect.fn("BuildRunner.runStep")(function* <E, R>(
  planned: PlannedStep,
  request: BuildRequest<E, R>,
  limits: Limits,
  programs: ToolVersions
): Effect.fn.Return<StepReport, E, R | Sandbox> {
  if (planned._tag === "StepMissing") {
    return withoutOutput(planned.step, BuildReport.reportMissing(planned, programs))
  }
  const sandbox = yield* Sandbox
  if (request.restore !== undefined) yield* request.restore
  const ended = yield* Effect.result(sandbox.run(commandOf(planned, request, limits)))
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
  limits: Limits
): SandboxCommand => ({
  ...limits,
  argv: planned.argv,
  env: planned.env,
  network: planned.network,
  timeout: request.stepTimeout
})

const withoutOutput = (step: BuildStep, report: ProofReport): StepReport => ({
  step,
  report,
  output: new Uint8Array()
})
