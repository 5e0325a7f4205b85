/**
 * A `Sandbox` on Anthropic's `sandbox-runtime` (Linux): the command reads a few folders of the system and the toolchain,
 * writes its own folder, and reaches listed hosts through the proxy of that library.
 *
 * - What the library leaves open is closed here: the environment, time, output, memory, disk and number of processes.
 * - Never runs a command as root. Where LayerCake is root, the folder is given (chown) to a throw-away user, except `.git`
 *   at its top, and must lie where every user can come.
 * - The library's proxy refuses names that lead to this machine, but lets names through that lead into its network.
 */
import { randomBytes } from "node:crypto"
import {
  type NetworkAccess,
  Sandbox,
  type SandboxCommand,
  SandboxUnavailable
} from "@layercake/core/port/Sandbox"
import { Context, Effect, FileSystem, Layer, Option } from "effect"
import { ChildProcessSpawner } from "effect/process"
import type { PreparedCommand } from "./CommandProcess.ts"
import * as NamespaceMemory from "./NamespaceMemory.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as PrivateFolder from "./PrivateFolder.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"
import * as SandboxNetwork from "./SandboxNetwork.ts"
import * as SandboxRun from "./SandboxRun.ts"
import * as SandboxRuntimeManager from "./SandboxRuntimeManager.ts"
import * as SandboxRuntimeScript from "./SandboxRuntimeScript.ts"
import * as SandboxSelfTest from "./SandboxSelfTest.ts"
import * as SandboxSession from "./SandboxSession.ts"
import * as ThrowAwayUser from "./ThrowAwayUser.ts"

export interface SandboxRuntimeOptions {
  /** Found on this machine when left out. */
  readonly toolchain?: NodeToolchain.NodeToolchain
  /** For commands with network `registry`; none can be reached when left out. */
  readonly registry?: RegistryAccess.RegistryAccess
  /** Processes and threads a command may have at a time. */
  readonly processes?: number
}

export const name = "sandbox-runtime"

const unavailable = (reason: string) => new SandboxUnavailable({ sandbox: name, reason })

type Services = ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem

/** Fails when the library, or a program it needs, is missing or does not work here, or would not hold a command. */
export const layerWith = (
  options: SandboxRuntimeOptions
): Layer.Layer<Sandbox, SandboxUnavailable, Services> =>
  Layer.effect(
    Sandbox,
    Effect.gen(function* () {
      if (process.platform !== "linux") return yield* unavailable("it is used on Linux only")
      const services = Context.pick(
        ChildProcessSpawner.ChildProcessSpawner,
        FileSystem.FileSystem
      )(yield* Effect.context<Services>())
      const setup: Setup = {
        toolchain: options.toolchain ?? (yield* NodeToolchain.detect()),
        registry: options.registry ?? RegistryAccess.none,
        processes: options.processes ?? 1024,
        uid: process.getuid?.() === 0 ? ThrowAwayUser.id : undefined
      }
      const failed = (error: { readonly message: string }) => unavailable(error.message)
      const missing = yield* Effect.mapError(SandboxRuntimeManager.missing, failed)
      if (missing.length > 0) return yield* unavailable(`${missing.join("; ")}; install what is missing`)
      if (!(yield* isThere(setup.toolchain.node))) {
        return yield* unavailable(`the Node of LayerCake, ${setup.toolchain.node}, is not there`)
      }
      yield* Effect.mapError(SandboxRuntimeManager.hold(setup.registry.env), failed)
      yield* Effect.mapError(openSocket(setup.uid), failed)

      const sandbox = Sandbox.of({
        name,
        isolated: true,
        run: Effect.fn("SandboxRuntimeSandbox.run")(
          function* (command) {
            return yield* SandboxRun.run(name, command, yield* prepare(setup, command, "together"))
          },
          Effect.scoped,
          Effect.provideContext(services)
        ),
        start: Effect.fn("SandboxRuntimeSandbox.start")(function* (command) {
          return yield* SandboxSession.start(name, command, yield* prepare(setup, command, "apart"))
        }, Effect.provideContext(services))
      })
      yield* SandboxSelfTest.check(sandbox)
      return sandbox
    })
  )

export const layer = layerWith({})

interface Setup {
  readonly toolchain: NodeToolchain.NodeToolchain
  readonly registry: RegistryAccess.RegistryAccess
  readonly processes: number
  /** Who commands run as; LayerCake's own user when left out. */
  readonly uid: number | undefined
}

const prepare = Effect.fnUntraced(
  function* (setup: Setup, command: SandboxCommand, streams: SandboxLauncher.Streams) {
    const files = yield* FileSystem.FileSystem
    const stat = yield* Effect.option(files.stat(command.directory))
    yield* SandboxRun.check(name, command, Option.isSome(stat) && stat.value.type === "Directory")
    const hosts = yield* hostsOf(command.network, setup.registry)
    const isInstall = command.network === "registry"
    const folder = yield* PrivateFolder.make({
      toolchain: setup.toolchain,
      ...(isInstall ? { npmrc: setup.registry.npmrc } : {}),
      ...(setup.uid === undefined ? {} : { uid: setup.uid })
    })
    const id = randomBytes(24).toString("base64url")
    const limits = { fileSize: command.diskLimit + 4_096, processes: setup.processes }
    const { caFile } = setup.registry
    const socket = yield* SandboxRuntimeManager.socket
    const online = hosts.length === 0 ? [] : [socket, caFile].filter((path) => path !== undefined)
    const argv = yield* SandboxRuntimeManager.wrap({
      id,
      script: SandboxRuntimeScript.line(hosts.length > 0),
      directory: command.directory,
      files: SandboxRuntimeScript.filesOf(command, folder, setup.toolchain, online),
      hosts
    })
    const variables = {
      LANG: "C.UTF-8",
      CI: "1",
      ...(hosts.length === 0 ? {} : RegistryAccess.environmentOf({ caFile, cache: undefined })),
      ...command.env,
      ...PrivateFolder.environment(folder)
    }
    return {
      argv: SandboxRuntimeScript.asUser(setup.uid, argv),
      cwd: command.directory,
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" },
      input: SandboxRuntimeScript.text(variables, SandboxLauncher.launch(limits, streams, command.argv)),
      mark: `HOME=${folder}/home`,
      refused: SandboxRuntimeManager.violations(id),
      memory: NamespaceMemory.tmpfsBytes,
      growing: folder
    } satisfies PreparedCommand
  },
  Effect.catchTags({
    PlatformError: (error) => Effect.fail(unavailable(error.message)),
    UnknownError: (error) => Effect.fail(unavailable(String(error.cause)))
  })
)

/** As the library writes them. */
const hostsOf = Effect.fnUntraced(function* (
  network: NetworkAccess,
  registry: RegistryAccess.RegistryAccess
) {
  const rules = yield* Effect.mapError(Effect.fromResult(SandboxNetwork.rulesOf(network)), unavailable)
  const own = rules.find(({ name }) => !name.includes(".") || name.endsWith(".localhost"))
  // The library lets such names through to this machine when they are on a list.
  if (own !== undefined) return yield* unavailable(`the host ${own.name} is this machine or its neighbour`)
  const configured = network === "registry" ? RegistryAccess.hostsOf(registry) : []
  return [
    ...rules.map(({ isSuffix, name, port }) => `${isSuffix ? "*." : ""}${name}:${port}`),
    ...configured.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`)
  ]
})

/** Lets the throw-away user through to the library's proxy, who asks every connection for a word that nobody can guess. */
const openSocket = Effect.fnUntraced(function* (uid: number | undefined) {
  const files = yield* FileSystem.FileSystem
  const path = yield* SandboxRuntimeManager.socket
  if (uid !== undefined && path !== undefined) yield* files.chown(path, uid, uid)
})

const isThere = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => Effect.orElseSucceed(files.exists(path), () => false))
