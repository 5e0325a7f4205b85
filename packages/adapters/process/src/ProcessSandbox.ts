/**
 * A `Sandbox` that protects nothing: a plain child process with a cleared environment and the limits of the port. It
 * sees every file, process and network that LayerCake sees, whatever network was asked for, and does not bound the number
 * of processes.
 */
import { Sandbox, type SandboxCommand, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Context, Effect, FileSystem, Layer, Option } from "effect"
import { ChildProcessSpawner } from "effect/process"
import type { PreparedCommand } from "./CommandProcess.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as PrivateFolder from "./PrivateFolder.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"
import * as SandboxRun from "./SandboxRun.ts"
import * as SandboxSession from "./SandboxSession.ts"

export interface ProcessSandboxOptions {
  /** Found on this machine when left out. */
  readonly toolchain?: NodeToolchain.NodeToolchain
  /** Folders in which programs are looked for, after the toolchain. */
  readonly path?: string
  /** For commands with network `registry`; npm's own defaults when left out. */
  readonly registry?: RegistryAccess.RegistryAccess
  /** npm's cache for commands with network `registry`; none is kept when left out. */
  readonly cacheDirectory?: string
}

const name = "process"

export const layerWith = (
  options: ProcessSandboxOptions
): Layer.Layer<Sandbox, never, ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem> =>
  Layer.effect(
    Sandbox,
    Effect.gen(function* () {
      // Without the scope of the layer: what a command starts belongs to the scope of who asked.
      const services = Context.pick(
        ChildProcessSpawner.ChildProcessSpawner,
        FileSystem.FileSystem
      )(yield* Effect.context<ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem>())
      const files = Context.get(services, FileSystem.FileSystem)
      const toolchain = options.toolchain ?? (yield* NodeToolchain.detect())
      const prepare = Effect.fnUntraced(function* (
        command: SandboxCommand,
        streams: SandboxLauncher.Streams
      ) {
        const stat = yield* Effect.option(files.stat(command.directory))
        yield* SandboxRun.check(name, command, Option.isSome(stat) && stat.value.type === "Directory")
        const folder = yield* Effect.mapError(
          PrivateFolder.make({
            toolchain,
            ...(command.network === "registry" && options.registry !== undefined
              ? { npmrc: options.registry.npmrc }
              : {})
          }),
          (error) => new SandboxUnavailable({ sandbox: name, reason: error.message })
        )
        const limits = { fileSize: command.diskLimit + 4_096, processes: undefined }
        return {
          argv: SandboxLauncher.launch(limits, streams, command.argv),
          cwd: command.directory,
          env: environmentOf(folder, command, options),
          mark: `HOME=${folder}/home`
        } satisfies PreparedCommand
      })
      return Sandbox.of({
        name,
        isolated: false,
        run: Effect.fn("ProcessSandbox.run")(
          function* (command) {
            return yield* SandboxRun.run(name, command, yield* prepare(command, "together"))
          },
          Effect.scoped,
          Effect.provideContext(services)
        ),
        start: Effect.fn("ProcessSandbox.start")(function* (command) {
          return yield* SandboxSession.start(name, command, yield* prepare(command, "apart"))
        }, Effect.provideContext(services))
      })
    })
  )

export const layer = layerWith({})

const environmentOf = (folder: string, command: SandboxCommand, options: ProcessSandboxOptions) => ({
  LANG: "C.UTF-8",
  CI: "1",
  ...(command.network === "registry"
    ? {
        ...options.registry?.env,
        ...RegistryAccess.environmentOf({
          caFile: options.registry?.caFile,
          cache: options.cacheDirectory
        })
      }
    : {}),
  ...command.env,
  ...PrivateFolder.environment(folder, options.path)
})
