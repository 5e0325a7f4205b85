/**
 * The Node that runs LayerCake and an npm that works with it, so that commands in a sandbox use the same ones. Installs
 * nothing.
 */
import { dirname, join } from "node:path"
import { Effect, FileSystem, Option, Schema } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface NodeToolchain {
  /** Absolute path of the program `node`, links resolved. */
  readonly node: string
  /** Absolute path of the npm package, the folder that holds `bin/npm-cli.js`; none when this machine has no npm. */
  readonly npm: Option.Option<string>
}

/** Where the programs of npm lie in its package, by the name they are called by. */
export const npmPrograms = { npm: "bin/npm-cli.js", npx: "bin/npx-cli.js" } as const

/**
 * Looks for npm beside the running Node, then at what the search path calls `npm`, then where systems put it. Only one
 * that answers under the running Node is taken.
 */
export const detect = Effect.fn("NodeToolchain.detect")(function* () {
  const files = yield* FileSystem.FileSystem
  const node = yield* Effect.orElseSucceed(files.realPath(process.execPath), () => process.execPath)
  const beside = join(dirname(dirname(node)), "lib/node_modules/npm")
  const candidates = [
    Effect.succeed(beside),
    firstLine("/bin/sh", ["-c", "command -v npm"]),
    Effect.map(firstLine("npm", ["root", "-g"]), (folder) => join(folder, "npm")),
    Effect.succeed("/usr/local/lib/node_modules/npm"),
    Effect.succeed("/usr/lib/node_modules/npm")
  ]
  for (const candidate of candidates) {
    const npm = yield* Effect.option(
      candidate.pipe(
        Effect.flatMap((path) => files.realPath(path)),
        Effect.map((path) => (path.endsWith(npmPrograms.npm) ? dirname(dirname(path)) : path)),
        Effect.tap((folder) => answersAsNpm(node, folder))
      )
    )
    if (Option.isSome(npm)) return { node, npm } satisfies NodeToolchain
  }
  return { node, npm: Option.none() } satisfies NodeToolchain
})

/** Puts links called `node`, `npm` and `npx` into an existing folder, to be the first of a search path. */
export const link = Effect.fnUntraced(function* (toolchain: NodeToolchain, folder: string) {
  const files = yield* FileSystem.FileSystem
  yield* files.symlink(toolchain.node, join(folder, "node"))
  if (Option.isNone(toolchain.npm)) return
  for (const [name, program] of Object.entries(npmPrograms)) {
    yield* files.symlink(join(toolchain.npm.value, program), join(folder, name))
  }
})

/** Where systems keep their programs. */
export const systemPath = "/usr/local/bin:/usr/bin:/bin"

const decodePackage = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Schema.Struct({ name: Schema.Literal("npm"), version: Schema.String }))
)

const answersAsNpm = Effect.fnUntraced(function* (node: string, folder: string) {
  const files = yield* FileSystem.FileSystem
  const { version } = yield* Effect.flatMap(files.readFileString(join(folder, "package.json")), (text) =>
    decodePackage(text)
  )
  const answer = yield* firstLine(node, [join(folder, npmPrograms.npm), "--version"])
  if (answer !== version) return yield* Effect.fail("another version answers")
})

const firstLine = (program: string, args: ReadonlyArray<string>) =>
  ChildProcessSpawner.ChildProcessSpawner.pipe(
    Effect.flatMap((spawner) =>
      spawner.string(ChildProcess.make(program, args, { cwd: "/", stdin: "ignore", stderr: "ignore" }))
    ),
    Effect.map((text) => text.split("\n")[0]?.trim() ?? ""),
    Effect.timeout("10 seconds")
  )
