/**
 * A `Sandbox` on bubblewrap (Linux): the command sees a minimal read-only system, the running Node with npm, and its own
 * folder; everything else of the machine is not there.
 *
 * - Every command has a network of its own with nothing but 127.0.0.1. Networks `registry` and `hosts` add a proxy there,
 *   which is the only way out and leads to listed hosts alone; a process of Node's in the sandbox forwards to it.
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
import { Context, Effect, Exit, FileSystem, Layer, Option, Scope } from "effect"
import type { PlatformError } from "effect/PlatformError"
import { ChildProcessSpawner } from "effect/process"
import type { AllowListProxy } from "./AllowListProxy.ts"
import * as BubblewrapHost from "./BubblewrapHost.ts"
import * as BubblewrapProfile from "./BubblewrapProfile.ts"
import * as BubblewrapSystem from "./BubblewrapSystem.ts"
import type { PreparedCommand } from "./CommandProcess.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"
import * as SandboxNetwork from "./SandboxNetwork.ts"
import * as SandboxRun from "./SandboxRun.ts"
import * as SandboxSelfTest from "./SandboxSelfTest.ts"
import * as SandboxSession from "./SandboxSession.ts"
import * as ThrowAwayUser from "./ThrowAwayUser.ts"

export interface BubblewrapSandboxOptions {
  /** Found on this machine when left out. */
  readonly toolchain?: NodeToolchain.NodeToolchain
  /** For commands with network `registry`; none can be reached when left out. */
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
      const scope = yield* Effect.scope
      // Without the scope of the layer: what a command starts belongs to the scope of who asked.
      const services = Context.pick(
        ChildProcessSpawner.ChildProcessSpawner,
        FileSystem.FileSystem
      )(yield* Effect.context<Services>())
      const setup: BubblewrapProfile.BubblewrapSetup = {
        host: yield* BubblewrapHost.inspect({ uid: options.uid ?? ThrowAwayUser.id }),
        toolchain: options.toolchain ?? (yield* NodeToolchain.detect()),
        registry: options.registry ?? RegistryAccess.none,
        cacheDirectory: options.cacheDirectory,
        processes: options.processes ?? 1024
      }
      // Made anew each day, before those who clean up temporary files take it for forgotten.
      const [currentSystem, forget] = yield* Effect.cachedInvalidateWithTTL(
        Scope.provide(prepareSystem(setup), scope),
        (exit: Exit.Exit<BubblewrapSystem.BubblewrapSystem, PlatformError>) =>
          Exit.isSuccess(exit) ? "1 day" : 0
      )
      const prepared = Effect.fnUntraced(function* (asked: SandboxCommand, streams: SandboxLauncher.Streams) {
        const command = { ...asked, directory: plain(asked.directory) }
        const guarded = yield* look(command)
        const system = yield* Effect.mapError(currentSystem, (error) =>
          BubblewrapHost.unavailable(error.message)
        )
        const proxy = yield* SandboxNetwork.open(BubblewrapHost.name, command.network, setup.registry)
        return [
          BubblewrapHost.name,
          command,
          prepare(setup, command, { guarded, proxy }, system, streams)
        ] as const
      })
      const sandbox = Sandbox.of({
        name: BubblewrapHost.name,
        isolated: true,
        run: Effect.fn("BubblewrapSandbox.run")(
          function* (command) {
            return yield* SandboxRun.run(...(yield* prepared(command, "together")))
          },
          Effect.tapError(() => forget),
          Effect.scoped,
          Effect.provideContext(services)
        ),
        start: Effect.fn("BubblewrapSandbox.start")(
          function* (command) {
            return yield* SandboxSession.start(...(yield* prepared(command, "apart")))
          },
          Effect.tapError(() => forget),
          Effect.provideContext(services)
        )
      })
      yield* SandboxSelfTest.check(sandbox)
      return sandbox
    })
  )

export const layer = layerWith({})

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
  {
    guarded,
    proxy
  }: {
    readonly guarded: BubblewrapProfile.GuardedFiles
    readonly proxy: AllowListProxy | undefined
  },
  system: BubblewrapSystem.BubblewrapSystem,
  streams: SandboxLauncher.Streams
): PreparedCommand => {
  const [program, ...args] = BubblewrapProfile.outer(setup, command, system, proxy?.socket)
  const limits = { fileSize: command.diskLimit + 4_096, processes: setup.processes }
  const launched = SandboxLauncher.launch(limits, streams, command.argv)
  return {
    argv: [program, ...args, ...BubblewrapProfile.behindProxy(proxy?.socket, launched)],
    cwd: "/",
    env: BubblewrapProfile.outerEnvironment,
    input: BubblewrapProfile.inner(setup, command, { guarded, proxy: proxy?.socket }),
    ...(proxy === undefined ? {} : { refused: proxy.refused })
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
