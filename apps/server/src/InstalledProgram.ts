/**
 * Programs that the user has installed: where they are, what they need beside them, which version they say they are.
 */
import { Config, Effect, FileSystem, Option, Path } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface InstalledProgram {
  /** Absolute path, links resolved. */
  readonly path: string
  /** What must be seen for it to run: the packages it was installed with, or itself. Empty for what the system brings. */
  readonly readable: ReadonlyArray<string>
}

/** By a path, or by a name as the search path has it. None when there is no such file. */
export const find = Effect.fn("InstalledProgram.find")(function* (name: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const search = Option.getOrElse(yield* Config.option(Config.String("PATH")), () => "")
  const candidates = name.includes("/")
    ? [path.resolve(name)]
    : search
        .split(":")
        .filter((folder) => path.isAbsolute(folder))
        .map((folder) => path.join(folder, name))
  for (const candidate of candidates) {
    const real = yield* Effect.option(files.realPath(candidate))
    const stat = yield* Effect.option(files.stat(candidate))
    if (
      Option.isSome(real) &&
      Option.isSome(stat) &&
      stat.value.type === "File" &&
      (stat.value.mode & 0o111) !== 0
    )
      return Option.some<InstalledProgram>({ path: real.value, readable: readableFor(real.value) })
  }
  return Option.none<InstalledProgram>()
})

/** Its own word, in one line; none when it does not answer. */
export const versionOf = Effect.fn("InstalledProgram.versionOf")(function* ({ path }: InstalledProgram) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  return yield* spawner
    .string(ChildProcess.make(path, ["--version"], { stdin: "ignore", stderr: "ignore" }))
    .pipe(
      Effect.timeout("10 seconds"),
      Effect.map((text) => text.trim().split("\n")[0] ?? ""),
      Effect.option
    )
})

const system = /^\/(?:usr|bin|sbin|lib|lib64)\//

/** A package of npm stands among those that it needs. */
const readableFor = (real: string): ReadonlyArray<string> => {
  const modules = real.indexOf("/node_modules/")
  if (modules !== -1) return [real.slice(0, modules + "/node_modules".length)]
  return system.test(real) ? [] : [real]
}
