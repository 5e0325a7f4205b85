/**
 * A `Sandbox` on bubblewrap (Linux): the command sees a minimal read-only system, the running Node with npm, and its own
 * folder; everything else of the machine is not there.
 *
 * - Network `none` and `loopback` are one and the same: a network of the command's own with nothing but 127.0.0.1.
 *   Network `registry` is the network of the machine, its loopback services included; use it for installing only.
 * - Never runs a command as root. Where LayerCake is root, the folder and npm's cache are given (chown) to a throw-away
 *   user, except `.git` at the top of the folder. Root reads and writes them as before; git run by root outside must be
 *   told that this is meant (`-c safe.directory=<folder>`). Files with hard links elsewhere change their owner there too.
 * - `.git` and `.npmrc` at the top of the folder cannot be changed. Where there is no `.git`, an empty folder stays behind
 *   in its place, which git takes for none.
 * - Memory is what the processes hold resident; `/tmp` and the home folder live in memory as well, a quarter of the
 *   limit at most.
 */
import { isAbsolute, resolve } from "node:path"
import { Sandbox, type SandboxCommand, type SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, Exit, FileSystem, Layer, Option, type Scope } from "effect"
import type { PlatformError } from "effect/PlatformError"
import type { ChildProcessSpawner } from "effect/process"
import * as BubblewrapHost from "./BubblewrapHost.ts"
import * as BubblewrapProfile from "./BubblewrapProfile.ts"
import * as BubblewrapSelfTest from "./BubblewrapSelfTest.ts"
import * as BubblewrapSystem from "./BubblewrapSystem.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"
import * as SandboxRun from "./SandboxRun.ts"

export interface BubblewrapSandboxOptions {
  /** Found on this machine when left out. */
  readonly toolchain?: NodeToolchain.NodeToolchain
  /** For commands with network `registry`; npm's own defaults when left out. */
  readonly registry?: RegistryAccess.RegistryAccess
  /** npm's cache for commands with network `registry`, a folder for nothing else, made when it is not there. */
  readonly cacheDirectory?: string
  /** Processes and threads a command may have at a time. */
  readonly processes?: number
  /** The throw-away user when LayerCake is root: an id nobody on this machine has. */
  readonly uid?: number
}

type Services = ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem

/** Fails when bubblewrap is missing, does not work here, or would not hold a command. */
export const layerWith = (
  options: BubblewrapSandboxOptions
): Layer.Layer<Sandbox, SandboxUnavailable, Services> =>
  Layer.effect(
    Sandbox,
    Effect.gen(function* () {
      const services = yield* Effect.context<Services | Scope.Scope>()
      const setup: BubblewrapProfile.BubblewrapSetup = {
        host: yield* BubblewrapHost.inspect({ uid: options.uid ?? throwAwayUser }),
        toolchain: options.toolchain ?? (yield* NodeToolchain.detect()),
        registry: options.registry ?? RegistryAccess.direct,
        cacheDirectory: options.cacheDirectory,
        processes: options.processes ?? 1024
      }
      // Made anew each day, before those who clean up temporary files take it for forgotten.
      const [currentSystem, forget] = yield* Effect.cachedInvalidateWithTTL(
        prepareSystem(setup),
        (exit: Exit.Exit<BubblewrapSystem.BubblewrapSystem, PlatformError>) =>
          Exit.isSuccess(exit) ? "1 day" : 0
      )
      const sandbox = Sandbox.of({
        name: BubblewrapHost.name,
        isolated: true,
        run: Effect.fn("BubblewrapSandbox.run")(
          function* (asked) {
            const command = { ...asked, directory: plain(asked.directory) }
            const guarded = yield* look(command)
            const system = yield* Effect.mapError(currentSystem, (error) =>
              BubblewrapHost.unavailable(error.message)
            )
            return yield* SandboxRun.run(
              BubblewrapHost.name,
              command,
              prepare(setup, command, guarded, system)
            )
          },
          Effect.tapError(() => forget),
          Effect.provideContext(services)
        )
      })
      yield* BubblewrapSelfTest.check(sandbox)
      return sandbox
    })
  )

export const layer = layerWith({})

/** Between the ranges that systems hand out by themselves. */
const throwAwayUser = 60_914

const prepareSystem = Effect.fnUntraced(function* (setup: BubblewrapProfile.BubblewrapSetup) {
  const files = yield* FileSystem.FileSystem
  if (setup.cacheDirectory !== undefined) {
    yield* files.makeDirectory(setup.cacheDirectory, { recursive: true })
  }
  return yield* BubblewrapSystem.prepare(setup.registry.npmrc)
})

const prepare = (
  setup: BubblewrapProfile.BubblewrapSetup,
  command: SandboxCommand,
  guarded: BubblewrapProfile.GuardedFiles,
  system: BubblewrapSystem.BubblewrapSystem
): SandboxRun.PreparedCommand => {
  const [program, ...args] = BubblewrapProfile.outer(setup, command, system)
  const limits = { fileSize: command.diskLimit + 4_096, processes: setup.processes }
  return {
    argv: [program, ...args, ...SandboxLauncher.launch(limits, command.argv)],
    cwd: "/",
    env: BubblewrapProfile.outerEnvironment,
    input: BubblewrapProfile.inner(setup, command, guarded)
  }
}

/** Without a slash at the end, dots and the like. What is not absolute is refused later as it is. */
const plain = (directory: string) => (isAbsolute(directory) ? resolve(directory) : directory)

/** What lies at the top of the folder, links not followed. */
const look = Effect.fnUntraced(function* (command: SandboxCommand) {
  const files = yield* FileSystem.FileSystem
  const typeOf = (path: string) =>
    Effect.map(
      Effect.option(files.lstat(path)),
      Option.map((stat) => stat.type)
    )
  const [directory, git, npmrc] = yield* Effect.all([
    typeOf(command.directory),
    typeOf(`${command.directory}/.git`),
    typeOf(`${command.directory}/.npmrc`)
  ])
  const isFolder = Option.contains(directory, "Directory")
  yield* SandboxRun.check(BubblewrapHost.name, command, isFolder)
  if (BubblewrapProfile.isSystemFolder(command.directory)) {
    return yield* BubblewrapHost.unavailable(`${command.directory} is a folder of the system`)
  }
  if (Option.isSome(git) && git.value !== "Directory" && git.value !== "File") {
    return yield* BubblewrapHost.unavailable(
      `${command.directory}/.git is neither a folder nor a file; remove it`
    )
  }
  return {
    git: Option.isSome(git),
    npmrc: Option.contains(npmrc, "File")
  } satisfies BubblewrapProfile.GuardedFiles
})
