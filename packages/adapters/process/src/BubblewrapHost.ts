/**
 * What bubblewrap needs to know of this machine, found once when the layer is made: the program and the
 * user that commands run as. Decides nothing about a single command.
 */
import { SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, FileSystem, Option } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface BubblewrapHost {
  /** Absolute path of `bwrap`, links resolved. */
  readonly program: string
  /** Whether it can forbid user namespaces inside, since 0.8. */
  readonly disablesUserNamespaces: boolean
  /** The user to become first; none when LayerCake is not root, and commands run as its own user. */
  readonly dropTo: Option.Option<number>
}

export const name = "bubblewrap"

export const inspect = Effect.fn("BubblewrapHost.inspect")(function* (options: { readonly uid: number }) {
  const files = yield* FileSystem.FileSystem
  if (process.platform !== "linux") return yield* unavailable("bubblewrap exists for Linux only")
  const candidates = yield* Effect.filter(programs, (path) => isThere(path))
  const program = candidates[0]
  if (program === undefined) {
    return yield* unavailable("the program bwrap is missing; install the package bubblewrap")
  }
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const help = yield* Effect.orElseSucceed(
    spawner.string(ChildProcess.make(program, ["--help"], { cwd: "/", env: {}, stdin: "ignore" })),
    () => ""
  )
  return {
    program: yield* Effect.orElseSucceed(files.realPath(program), () => program),
    disablesUserNamespaces: help.includes("--disable-userns"),
    dropTo: process.getuid?.() === 0 ? Option.some(options.uid) : Option.none()
  } satisfies BubblewrapHost
})

export const unavailable = (reason: string) => new SandboxUnavailable({ sandbox: name, reason })

const programs = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"]

const isThere = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => Effect.orElseSucceed(files.exists(path), () => false))
