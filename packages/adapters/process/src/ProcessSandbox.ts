/**
 * A `Sandbox` that protects nothing: a plain child process with a cleared environment and the limits of the port. It
 * sees every file, process and network that LayerCake sees, and does not bound the number of processes.
 */
import { Sandbox, type SandboxCommand, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Context, Effect, FileSystem, Layer, Option } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"
import * as SandboxRun from "./SandboxRun.ts"

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
      const services = yield* Effect.context<
        ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem
      >()
      const files = Context.get(services, FileSystem.FileSystem)
      const toolchain = options.toolchain ?? (yield* NodeToolchain.detect())
      return Sandbox.of({
        name,
        isolated: false,
        run: Effect.fn("ProcessSandbox.run")(
          function* (command) {
            const stat = yield* Effect.option(files.stat(command.directory))
            yield* SandboxRun.check(name, command, Option.isSome(stat) && stat.value.type === "Directory")
            const folder = yield* Effect.mapError(
              prepareFolder(toolchain, command, options),
              (error) => new SandboxUnavailable({ sandbox: name, reason: error.message })
            )
            return yield* SandboxRun.run(name, command, {
              argv: SandboxLauncher.launch(
                { fileSize: command.diskLimit + 4_096, processes: undefined },
                command.argv
              ),
              cwd: command.directory,
              env: environmentOf(folder, command, options),
              mark: `HOME=${folder}/home`
            })
          },
          Effect.scoped,
          Effect.provideContext(services)
        )
      })
    })
  )

export const layer = layerWith({})

/** The command's private folder, removed with its scope: home, temporary files and the toolchain. */
const prepareFolder = Effect.fnUntraced(function* (
  toolchain: NodeToolchain.NodeToolchain,
  command: SandboxCommand,
  options: ProcessSandboxOptions
) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped({ prefix: "layercake-" })
  for (const inner of ["bin", "home", "tmp"]) yield* files.makeDirectory(`${folder}/${inner}`)
  yield* NodeToolchain.link(toolchain, `${folder}/bin`)
  if (command.network === "registry" && options.registry !== undefined) {
    yield* files.writeFileString(`${folder}/home/.npmrc`, options.registry.npmrc)
  }
  return folder
})

const environmentOf = (folder: string, command: SandboxCommand, options: ProcessSandboxOptions) => ({
  LANG: "C.UTF-8",
  CI: "1",
  ...(command.network === "registry"
    ? RegistryAccess.environmentOf(options.registry ?? RegistryAccess.direct, {
        caFile: options.registry?.caFile,
        cache: options.cacheDirectory
      })
    : {}),
  ...command.env,
  PATH: `${folder}/bin:${options.path ?? NodeToolchain.systemPath}`,
  HOME: `${folder}/home`,
  TMPDIR: `${folder}/tmp`
})
