/**
 * Which sandbox builds run in. A plain process protects nothing, so it has to be asked for.
 */
import { Sandbox, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import * as BubblewrapSandbox from "@layercake/process/BubblewrapSandbox"
import * as DetectedSandbox from "@layercake/process/DetectedSandbox"
import * as NodeToolchain from "@layercake/process/NodeToolchain"
import * as ProcessSandbox from "@layercake/process/ProcessSandbox"
import * as RegistryAccess from "@layercake/process/RegistryAccess"
import { Effect, Layer } from "effect"

/**
 * `auto`: an isolating sandbox, or no builds at all. `tolerant`: an isolating sandbox, or a plain process with a
 * warning at every build. `bubblewrap` and `process`: that one.
 */
export type SandboxSetting = "auto" | "tolerant" | "bubblewrap" | "process"

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
      switch (setting) {
        case "process":
          return ProcessSandbox.layerWith(options)
        case "bubblewrap":
          return BubblewrapSandbox.layerWith(options)
        case "auto":
          return DetectedSandbox.layer({ ...options, allowUnisolated: false }).pipe(Layer.catch(advised))
        case "tolerant":
          return DetectedSandbox.layer({ ...options, allowUnisolated: true })
      }
    })
  )

/** What to do about it. */
const advised = ({ reason, sandbox }: SandboxUnavailable) =>
  Layer.effect(
    Sandbox,
    new SandboxUnavailable({
      sandbox,
      reason: `${reason}. Install bubblewrap, or accept with --sandbox process that builds see all that you see`
    })
  )
