/**
 * What this machine can do for LayerCake, and what to do about what it cannot.
 */
import * as PgStore from "@layercake/postgres/PgStore"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Effect, FileSystem, Option, Path } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import * as ExecutorChoice from "./ExecutorChoice.ts"
import * as InstalledProgram from "./InstalledProgram.ts"
import * as SandboxChoice from "./SandboxChoice.ts"
import { EventStore } from "@layercake/core/store/EventStore"

export interface Examination {
  readonly name: string
  /** `bad`: LayerCake cannot work. `warning`: it can, but not as well. */
  readonly verdict: "good" | "warning" | "bad"
  readonly detail: string
}

export interface DoctorOptions {
  readonly dataDirectory: string
  readonly model: string
  readonly sandbox: SandboxChoice.SandboxSetting
}

export const examine = Effect.fn("Doctor.examine")(function* (options: DoctorOptions) {
  return [...(yield* examineMachine(options)), yield* store(options.dataDirectory)]
})

/** Without the data folder, which an owner holds. */
export const examineMachine = Effect.fn("Doctor.examineMachine")(function* (options: DoctorOptions) {
  return yield* Effect.all(
    [
      node,
      program("git", "Install git; every agent run becomes a commit."),
      program("npm", "Install npm; builds of Node projects use it."),
      claudeCode,
      sandbox(options.sandbox),
      model(options.model)
    ],
    { concurrency: 2 }
  )
})

const good = (name: string, detail: string): Examination => ({ name, verdict: "good", detail })
const bad = (name: string, detail: string): Examination => ({ name, verdict: "bad", detail })
const warning = (name: string, detail: string): Examination => ({ name, verdict: "warning", detail })

const node = Effect.sync(() => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  return major > 22 || (major === 22 && minor >= 19)
    ? good("node", process.versions.node)
    : bad("node", `${process.versions.node} is too old; 22.19 or newer is needed`)
})

const program = (name: string, advice: string) =>
  Effect.gen(function* () {
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    return yield* spawner.string(ChildProcess.make(name, ["--version"], { stderr: "ignore" })).pipe(
      Effect.map((version) => good(name, version.trim())),
      Effect.catch(() => Effect.succeed(bad(name, `not found. ${advice}`)))
    )
  })

/** Not needed by anything else than `--model claude-code`. */
const claudeCode = Effect.gen(function* () {
  const program = yield* InstalledProgram.find("claude")
  if (Option.isNone(program))
    return good("claude", "not installed; it is only needed for --model claude-code")
  const version = yield* InstalledProgram.versionOf(program.value)
  return Option.match(version, {
    onNone: () => warning("claude", `${program.value.path} does not say its version`),
    onSome: (version) => good("claude", version)
  })
})

const sandbox = (setting: SandboxChoice.SandboxSetting) =>
  Effect.gen(function* () {
    const path = yield* Path.Path
    const found = yield* Effect.provide(
      Sandbox,
      SandboxChoice.layer({ setting, cacheDirectory: path.resolve(".") })
    )
    return found.isolated
      ? good("sandbox", `${found.name}; its self-test passed`)
      : warning("sandbox", `${found.name} protects nothing: builds see all that you see`)
  }).pipe(
    Effect.scoped,
    Effect.catch((error) =>
      Effect.succeed(
        bad("sandbox", `${error.message} Install bubblewrap, or accept the risk with --sandbox process.`)
      )
    )
  )

const model = (setting: string) =>
  Effect.gen(function* () {
    return good("model", yield* ExecutorChoice.check(setting))
  }).pipe(Effect.catch((error) => Effect.succeed(warning("model", error.message))))

const store = (dataDirectory: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const directory = path.resolve(dataDirectory, "database")
    if (!(yield* files.exists(directory)))
      return good("data", `${dataDirectory} is not there yet; the first command makes it`)
    yield* Effect.provide(EventStore, PgStore.layerEmbedded({ directory }))
    return good("data", `${dataDirectory} opens`)
  }).pipe(
    Effect.scoped,
    Effect.catch((error) => Effect.succeed(bad("data", error.message)))
  )
