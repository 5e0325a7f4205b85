/**
 * From a project's files to what each step of its build runs. Runs nothing.
 */
import { Option, Result, Schema } from "effect"
import type { NetworkAccess } from "../port/Sandbox.ts"
import { type ReaderName, testReaders } from "./BuildReader.ts"
import type { BuildStep } from "./BuildStep.ts"
import { type Argv, foreignLockFiles, npm, type PackageManager, packageManagers } from "./PackageManager.ts"

export interface BuildFiles {
  /** The text of package.json; none when there is no such file. */
  readonly packageJson: Option.Option<string>
  /** Paths of the tracked files. */
  readonly paths: Iterable<string>
}

/** A command to run in the workspace. */
export interface StepCommand {
  readonly _tag: "StepCommand"
  readonly step: BuildStep
  readonly argv: Argv
  readonly network: NetworkAccess
  readonly env: Readonly<Record<string, string>>
  /** What its output is read with. */
  readonly readers: ReadonlyArray<ReaderName>
}

/** Nothing to run, so nothing can be proven. */
export interface StepMissing {
  readonly _tag: "StepMissing"
  readonly step: BuildStep
  /** Which file or script is missing, and what to add. */
  readonly summary: string
}

export type PlannedStep = StepCommand | StepMissing

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
  const manager = managerOf(paths)
  if (typeof manager === "string") return missing(manager)
  return Result.map(readManifest(files.packageJson.value), (manifest) => {
    const scripts = manifest.scripts ?? {}
    return steps.map((step) => planStep(step, { manager, paths, scripts }))
  })
}

interface Context {
  readonly manager: PackageManager
  readonly paths: ReadonlySet<string>
  readonly scripts: Readonly<Record<string, string>>
}

const planStep = (step: BuildStep, context: Context): PlannedStep => {
  const { manager, paths, scripts } = context
  switch (step) {
    case "install": {
      const locked = manager.lockFiles.some((path) => paths.has(path))
      return command(step, manager, manager.install(locked), "registry", manager.readers.install)
    }
    case "audit":
      return command(step, manager, manager.audit, "registry", manager.readers.audit)
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
  { manager, paths, scripts }: Context,
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
    : command(step, manager, manager.script(step, more), network, readers, env)
}

const exampleOf = (step: "build" | "lint" | "test", paths: ReadonlySet<string>) => {
  if (step === "lint") return "oxlint src test"
  if (step === "test") return "node --test --experimental-test-coverage"
  return paths.has("tsconfig.json") ? "tsc -p tsconfig.json" : "node --check src/main.js"
}

/** Scripts that succeed or fail whatever the tree holds; the last is what `npm init` writes. */
const isIdle = (text: string) => /^(?:true|:|exit \d+|echo\b[^&|;<>]*(?:&& exit \d+)?)$/.test(text)

/** Vitest names every test with its reporter `verbose` only. Arguments reach it when it is the last command. */
const reporterArguments = (text: string): ReadonlyArray<string> => {
  const last = text.split(/&&|\|\||[;|]/).at(-1) ?? ""
  const isVitest = /^\s*(?:\w+=\S+\s+)*(?:npx\s+)?(?:\S*\/)?vitest(?:\s|$)/.test(last)
  return isVitest && !/--(?:reporter|outputFile)\b/.test(text) ? ["--reporter=verbose"] : []
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
  manager: PackageManager,
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
  env: { CI: "true", NO_COLOR: "1", ...manager.env, ...env }
})

const stepMissing = (step: BuildStep, summary: string): StepMissing => ({
  _tag: "StepMissing",
  step,
  summary
})

/** The reason when nobody here can manage the project. */
const managerOf = (paths: ReadonlySet<string>): PackageManager | string => {
  const manager = packageManagers.find(({ lockFiles }) => lockFiles.some((path) => paths.has(path)))
  if (manager !== undefined) return manager
  const foreign = Object.keys(foreignLockFiles).find((path) => paths.has(path))
  return foreign === undefined
    ? npm
    : `${foreign} asks for ${foreignLockFiles[foreign]}, which is not supported: replace it by a package-lock.json.`
}

const Manifest = Schema.Struct({
  scripts: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})
const decodeManifest = Schema.decodeUnknownResult(Schema.fromJsonString(Manifest))

const readManifest = (text: string) =>
  Result.mapError(
    decodeManifest(text.replace(/^\uFEFF/, "")),
    (error) => new InvalidPackageJson({ detail: `${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}.` })
  )
