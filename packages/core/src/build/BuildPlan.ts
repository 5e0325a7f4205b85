/**
 * From a project's files to what each step of its build runs. Runs nothing.
 */
import { Option, Result, Schema } from "effect"
import type { NetworkAccess } from "../port/Sandbox.ts"
import type { Diagnostic } from "../proof/Proof.ts"
import { type ReaderName, testReaders } from "./BuildReader.ts"
import type { BuildStep } from "./BuildStep.ts"
import type { Argv, PackageManager } from "./PackageManager.ts"
import { type ChosenManager, choose, managerTexts } from "./PackageManagerChoice.ts"

export interface BuildFiles {
  /** The text of package.json; none when there is no such file. */
  readonly packageJson: Option.Option<string>
  /** Paths of the tracked files. */
  readonly paths: Iterable<string>
  /** The texts of those of `textsNeeded` that are tracked. */
  readonly texts?: Readonly<Record<string, string>>
}

/** What else of a project has to be read before its build is planned, if it is tracked. */
export const textsNeeded: ReadonlyArray<string> = managerTexts

/** A command to run in the workspace. */
export interface StepCommand {
  readonly _tag: "StepCommand"
  readonly step: BuildStep
  readonly argv: Argv
  readonly network: NetworkAccess
  readonly env: Readonly<Record<string, string>>
  /** What its output is read with. */
  readonly readers: ReadonlyArray<ReaderName>
  readonly manager: Pick<ChosenManager, "isLocked" | "major"> &
    Pick<PackageManager, "name" | "program" | "env">
  /** What the plan itself noticed; said with the first step. */
  readonly warnings: ReadonlyArray<Diagnostic>
}

/** Nothing to run, so nothing can be proven. */
export interface StepMissing {
  readonly _tag: "StepMissing"
  readonly step: BuildStep
  /** Which file or script is missing, and what to add. */
  readonly summary: string
}

/** The tree asks for something that is not done, or contradicts itself: failed without being run. */
export interface StepRefused {
  readonly _tag: "StepRefused"
  readonly step: BuildStep
  readonly finding: Diagnostic
}

export type PlannedStep = StepCommand | StepMissing | StepRefused

/** package.json is there, and is not what npm expects. */
export class InvalidPackageJson extends Schema.TaggedError<InvalidPackageJson>()("InvalidPackageJson", {
  detail: Schema.String
}) {
  override get message() {
    return `package.json cannot be read: ${this.detail} Write it as a JSON object whose scripts are strings.`
  }
}

/** One entry for each of `steps`, in their order. */
export const plan = (
  files: BuildFiles,
  steps: ReadonlyArray<BuildStep>
): Result.Result<ReadonlyArray<PlannedStep>, InvalidPackageJson> => {
  const paths = new Set(files.paths)
  const missing = (summary: string) => Result.succeed(steps.map((step) => stepMissing(step, summary)))
  if (Option.isNone(files.packageJson)) {
    return missing("package.json is missing: add it, with the scripts `build`, `lint` and `test`.")
  }
  return Result.map(readManifest(files.packageJson.value), (manifest): ReadonlyArray<PlannedStep> => {
    const choice = choose({ field: manifest.packageManager, paths, texts: files.texts ?? {} })
    if (choice._tag === "RefusedManager") {
      return steps.map((step) => ({ _tag: "StepRefused", step, finding: choice.finding }))
    }
    const scripts = manifest.scripts ?? {}
    return steps.map((step, index) =>
      withWarnings(
        planStep(step, { choice, manager: choice.manager, paths, scripts }),
        index === 0 ? choice.warnings : []
      )
    )
  })
}

const withWarnings = (planned: PlannedStep, warnings: ReadonlyArray<Diagnostic>): PlannedStep =>
  planned._tag === "StepCommand" ? { ...planned, warnings } : planned

interface Context {
  readonly choice: ChosenManager
  readonly manager: PackageManager
  readonly paths: ReadonlySet<string>
  readonly scripts: Readonly<Record<string, string>>
}

const planStep = (step: BuildStep, context: Context): PlannedStep => {
  const { choice, manager, scripts } = context
  switch (step) {
    case "install":
      return command(step, choice, manager.install(choice.isLocked), "registry", manager.readers.install)
    case "audit":
      return command(step, choice, manager.audit, "registry", manager.readers.audit)
    case "build":
      return script(step, context, "none", ["typescript"])
    case "lint":
      return script(step, context, "none", ["oxlint", "eslint", "typescript"])
    case "test":
      return script(
        step,
        context,
        "loopback",
        testReaders,
        reporterArguments(scripts["test"] ?? ""),
        reporterOptions(scripts)
      )
  }
}

const script = (
  step: "build" | "lint" | "test",
  { choice, manager, paths, scripts }: Context,
  network: NetworkAccess,
  readers: ReadonlyArray<ReaderName>,
  more: ReadonlyArray<string> = [],
  env: Readonly<Record<string, string>> = {}
): PlannedStep => {
  const text = (scripts[step] ?? "").trim()
  const example = `for example "${step}": "${exampleOf(step, paths)}"`
  if (text === "") return stepMissing(step, `package.json has no script \`${step}\`: add one, ${example}.`)
  return isIdle(text)
    ? stepMissing(
        step,
        `The script \`${step}\` in package.json does nothing (${text}): write a real one, ${example}.`
      )
    : command(step, choice, manager.script(step, more), network, readers, env)
}

const exampleOf = (step: "build" | "lint" | "test", paths: ReadonlySet<string>) => {
  if (step === "lint") return "oxlint src test"
  if (step === "test") return "node --test --experimental-test-coverage"
  return paths.has("tsconfig.json") ? "tsc -p tsconfig.json" : "node --check src/main.js"
}

/** Scripts that succeed or fail whatever the tree holds; the last is what `npm init` writes. */
const isIdle = (text: string) => /^(?:true|:|exit \d+|echo\b[^&|;<>]*(?:&& exit \d+)?)$/.test(text)

/** Vitest and Jest name every test on demand only. Arguments reach them when they are the last command. */
const reporterArguments = (text: string): ReadonlyArray<string> => {
  const last = text.split(/&&|\|\||[;|]/).at(-1) ?? ""
  const runner =
    /^\s*(?:\w+=\S+\s+)*(?:(?:npx|pnpm|yarn)\s+(?:exec\s+)?)?(?:\S*\/)?(vitest|jest)(?:\s|$)/.exec(last)?.[1]
  if (runner === "vitest" && !/--(?:reporter|outputFile)\b/.test(text)) return ["--reporter=verbose"]
  return runner === "jest" && !/--(?:verbose|json|silent|reporters|outputFile)\b/.test(text)
    ? ["--verbose"]
    : []
}

/** node:test tells tests from groups in TAP only. A second reporter beside a chosen one would be an error. */
const reporterOptions = (scripts: Context["scripts"]): Readonly<Record<string, string>> => {
  const texts = Object.values(scripts)
  const isNodeTest = texts.some((text) => /\s--test(?=\s|$)/.test(text))
  return isNodeTest && !texts.some((text) => text.includes("--test-reporter"))
    ? { NODE_OPTIONS: "--test-reporter=tap" }
    : {}
}

const command = (
  step: BuildStep,
  { isLocked, major, manager }: ChosenManager,
  argv: Argv,
  network: NetworkAccess,
  readers: ReadonlyArray<ReaderName>,
  env: Readonly<Record<string, string>> = {}
): StepCommand => ({
  _tag: "StepCommand",
  step,
  argv,
  network,
  readers,
  env: { CI: "true", NO_COLOR: "1", ...manager.env, ...env },
  manager: { name: manager.name, program: manager.program, env: manager.env, isLocked, major },
  warnings: []
})

const stepMissing = (step: BuildStep, summary: string): StepMissing => ({
  _tag: "StepMissing",
  step,
  summary
})

const Manifest = Schema.Struct({
  scripts: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  packageManager: Schema.optionalKey(Schema.String)
})
const decodeManifest = Schema.decodeUnknownResult(Schema.fromJsonString(Manifest))

const readManifest = (text: string) =>
  Result.mapError(
    decodeManifest(text.replace(/^\uFEFF/, "")),
    (error) => new InvalidPackageJson({ detail: `${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}.` })
  )
