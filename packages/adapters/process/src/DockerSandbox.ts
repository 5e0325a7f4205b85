/**
 * A `Sandbox` in a container, through the program `docker` or `podman`. The system, Node and npm are those of the image.
 *
 * - The container has no network. Networks `registry` and `hosts` add a proxy on its own 127.0.0.1, as in bubblewrap.
 * - Never runs a command as root. Where LayerCake is root, the folder is given (chown) to a throw-away user, except `.git`
 *   at its top.
 * - Values of the environment must be of one line, and paths must hold no comma or quote: the program cannot say them.
 */
import { randomBytes } from "node:crypto"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { Context, Effect, FileSystem, Layer, Option } from "effect"
import { ChildProcessSpawner } from "effect/process"
import type { PreparedCommand } from "./CommandProcess.ts"
import * as ContainerEngine from "./ContainerEngine.ts"
import * as DockerCommandLine from "./DockerCommandLine.ts"
import * as DockerScript from "./DockerScript.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"
import * as SandboxNetwork from "./SandboxNetwork.ts"
import * as SandboxRun from "./SandboxRun.ts"
import * as SandboxSelfTest from "./SandboxSelfTest.ts"
import * as SandboxSession from "./SandboxSession.ts"
import * as ThrowAwayUser from "./ThrowAwayUser.ts"

export interface DockerSandboxOptions {
  /** `docker` when left out; `podman` does as well. */
  readonly program?: string
  /** An image with a shell, Node and npm; the official image of Node 24 when left out. */
  readonly image?: string
  /** What the program itself runs with, for example DOCKER_HOST; the search path when left out. */
  readonly env?: Readonly<Record<string, string>>
  /** For commands with network `registry`; none can be reached when left out. */
  readonly registry?: RegistryAccess.RegistryAccess
  /** npm's cache for commands with network `registry`, an existing folder for nothing else. */
  readonly cacheDirectory?: string
  /** Processes and threads a command may have at a time. */
  readonly processes?: number
}

type Services = ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem
const { name, unavailable } = ContainerEngine

/** Fails when no engine answers, the image is not here, or the container would not hold a command. */
export const layerWith = (options: DockerSandboxOptions) =>
  Layer.effect(
    Sandbox,
    Effect.gen(function* () {
      const services = Context.pick(
        ChildProcessSpawner.ChildProcessSpawner,
        FileSystem.FileSystem
      )(yield* Effect.context<Services>())
      const image = options.image ?? "docker.io/library/node:24-bookworm-slim"
      const engine = yield* ContainerEngine.inspect({
        program: options.program ?? "docker",
        image,
        env: options.env ?? { PATH: "/usr/local/bin:/usr/bin:/bin" }
      })
      const uid = process.getuid?.() ?? 0
      const setup: Setup = {
        engine,
        image,
        registry: options.registry ?? RegistryAccess.none,
        cacheDirectory: options.cacheDirectory,
        processes: options.processes ?? 1024,
        isRoot: uid === 0,
        user:
          uid === 0
            ? { uid: ThrowAwayUser.id, gid: ThrowAwayUser.id }
            : { uid, gid: process.getgid?.() ?? uid }
      }
      const sandbox = Sandbox.of({
        name,
        isolated: true,
        run: Effect.fn("DockerSandbox.run")(
          function* (command) {
            return yield* SandboxRun.run(name, command, yield* prepare(setup, command, "together"))
          },
          Effect.scoped,
          Effect.provideContext(services)
        ),
        start: Effect.fn("DockerSandbox.start")(function* (command) {
          return yield* SandboxSession.start(name, command, yield* prepare(setup, command, "apart"))
        }, Effect.provideContext(services))
      })
      yield* SandboxSelfTest.check(sandbox)
      return sandbox
    })
  )

export const layer = layerWith({})

interface Setup {
  readonly engine: ContainerEngine.ContainerEngine
  readonly image: string
  readonly registry: RegistryAccess.RegistryAccess
  readonly cacheDirectory: string | undefined
  readonly processes: number
  readonly isRoot: boolean
  readonly user: { readonly uid: number; readonly gid: number }
}

const prepare = Effect.fnUntraced(
  function* (setup: Setup, command: SandboxCommand, streams: SandboxLauncher.Streams) {
    const files = yield* FileSystem.FileSystem
    const guarded = yield* look(command)
    const proxy = yield* SandboxNetwork.open(name, command.network, setup.registry)
    const isInstall = command.network === "registry"
    const cache = isInstall ? setup.cacheDirectory : undefined
    const caFile = proxy === undefined ? undefined : setup.registry.caFile
    const folder = yield* DockerScript.makeFolder({
      variables: DockerScript.variables(command, {
        isOnline: proxy !== undefined,
        caFile,
        cache
      }),
      npmrc: isInstall ? setup.registry.npmrc : ""
    })
    const container = `layercake-${randomBytes(12).toString("hex")}`
    const limits = { fileSize: command.diskLimit + 4_096, processes: undefined }
    const launched = SandboxLauncher.launch(limits, streams, command.argv)
    const argv = DockerCommandLine.make(setup.engine, {
      command,
      container,
      folder,
      guarded,
      caFile,
      cache,
      image: setup.image,
      user: setup.user,
      processes: setup.processes,
      proxy: proxy?.socket,
      argv: DockerScript.inside(folder, proxy?.socket, launched)
    })
    const services = yield* Effect.context<ChildProcessSpawner.ChildProcessSpawner>()
    const said = (path: string) => Effect.orElseSucceed(files.readFileString(`${folder}/${path}`), () => "")
    return {
      argv: setup.isRoot ? DockerScript.givingAway(setup.user.uid, cache, argv) : argv,
      cwd: command.directory,
      env: setup.engine.env,
      progress: said("progress"),
      stop: Effect.provideContext(ContainerEngine.remove(setup.engine, container), services),
      overrun: Effect.map(said("memory"), (text) => (text === "" ? null : "memory")),
      ...(proxy === undefined ? {} : { refused: proxy.refused })
    } satisfies PreparedCommand
  },
  Effect.catchTag("PlatformError", (error) => Effect.fail(unavailable(error.message)))
)

/** Checks the command and says what at the top of its folder is to be guarded. */
const look = Effect.fnUntraced(function* (command: SandboxCommand) {
  const files = yield* FileSystem.FileSystem
  const typeOf = (path: string) =>
    Effect.map(
      Effect.option(files.lstat(path)),
      Option.map((stat) => stat.type)
    )
  const directory = yield* typeOf(command.directory)
  yield* SandboxRun.check(name, command, Option.contains(directory, "Directory"))
  const odd = [command.directory, ...(command.readable ?? [])].find(
    (path) => !DockerCommandLine.isNameable(path)
  )
  if (odd !== undefined) return yield* unavailable(`${odd} holds a comma, a quote or a line break; rename it`)
  const long = Object.entries(command.env ?? {}).find(([, value]) => value.includes("\n"))
  if (long !== undefined) return yield* unavailable(`the variable ${long[0]} has more than one line`)
  const git = `${command.directory}/.git`
  const type = yield* typeOf(git)
  // An empty folder, which git takes for none, keeps the command from making one.
  if (Option.isNone(type)) yield* files.makeDirectory(git)
  else if (type.value !== "Directory" && type.value !== "File") {
    return yield* unavailable(`${git} is neither a folder nor a file; remove it`)
  }
  const npmrc = `${command.directory}/.npmrc`
  return Option.contains(yield* typeOf(npmrc), "File") ? [git, npmrc] : [git]
})
