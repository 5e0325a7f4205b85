/**
 * Which sandbox builds run in. A plain process protects nothing, so it has to be asked for.
 */
import { Sandbox, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import * as BubblewrapSandbox from "@layercake/process/BubblewrapSandbox"
import * as DetectedSandbox from "@layercake/process/DetectedSandbox"
import * as DockerSandbox from "@layercake/process/DockerSandbox"
import * as NodeToolchain from "@layercake/process/NodeToolchain"
import * as ProcessSandbox from "@layercake/process/ProcessSandbox"
import * as RegistryAccess from "@layercake/process/RegistryAccess"
import * as SandboxRuntimeSandbox from "@layercake/process/SandboxRuntimeSandbox"
import { Effect, Layer, Record } from "effect"

/**
 * `auto`: an isolating sandbox, or no builds at all. `tolerant`: an isolating sandbox, or a plain process with a
 * warning at every build. The others: that one.
 */
export type SandboxSetting =
  | "auto"
  | "tolerant"
  | "bubblewrap"
  | "sandbox-runtime"
  | "docker"
  | "podman"
  | "process"

export interface SandboxChoiceOptions {
  readonly setting: SandboxSetting
  /** npm's cache, used by installs alone. */
  readonly cacheDirectory: string
}

export const layer = ({ cacheDirectory, setting }: SandboxChoiceOptions) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const toolchain = yield* NodeToolchain.detect()
      const registry = yield* RegistryAccess.readFromHost(toolchain, process.env)
      const options = { toolchain, registry, cacheDirectory }
      const container = { env: engineEnvironment(process.env) }
      switch (setting) {
        case "process":
          return ProcessSandbox.layerWith(options)
        case "bubblewrap":
          return BubblewrapSandbox.layerWith(options)
        case "sandbox-runtime":
          return SandboxRuntimeSandbox.layerWith(options)
        case "docker":
        case "podman":
          return DockerSandbox.layerWith({
            ...options,
            program: setting,
            env: engineEnvironment(process.env)
          })
        case "auto":
          return DetectedSandbox.layer({ ...options, container, allowUnisolated: false }).pipe(
            Layer.catch(advised)
          )
        case "tolerant":
          return DetectedSandbox.layer({ ...options, container, allowUnisolated: true })
      }
    })
  )

/** What the program of a container engine needs to find its engine. */
const engineEnvironment = (environment: Readonly<Record<string, string | undefined>>) =>
  Record.filter(
    environment,
    (value, name): value is string =>
      value !== undefined &&
      (["PATH", "HOME", "XDG_RUNTIME_DIR"].includes(name) || /^(?:DOCKER|CONTAINER)_/.test(name))
  )

/** What to do about it. */
const advised = ({ reason, sandbox }: SandboxUnavailable) =>
  Layer.effect(
    Sandbox,
    new SandboxUnavailable({
      sandbox,
      reason: `${reason}. Install bubblewrap or a container engine, or accept with --sandbox process that builds see all that you see`
    })
  )
