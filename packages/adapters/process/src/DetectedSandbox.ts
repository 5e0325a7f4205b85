/**
 * The best `Sandbox` of this machine: bubblewrap, and a plain process only where that was asked for by name.
 */
import type { Sandbox, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, type FileSystem, Layer } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import * as BubblewrapSandbox from "./BubblewrapSandbox.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as ProcessSandbox from "./ProcessSandbox.ts"

export interface DetectedSandboxOptions
  extends BubblewrapSandbox.BubblewrapSandboxOptions, ProcessSandbox.ProcessSandboxOptions {
  /** Runs commands without any protection where there is no isolating sandbox. Agents wrote what runs there. */
  readonly allowUnisolated: boolean
}

/** Fails with the reason why there is no isolating sandbox, unless an unisolated one will do. */
export const layer = (
  options: DetectedSandboxOptions
): Layer.Layer<
  Sandbox,
  SandboxUnavailable,
  ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem
> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const found = { ...options, toolchain: options.toolchain ?? (yield* NodeToolchain.detect()) }
      const bubblewrap = BubblewrapSandbox.layerWith(found)
      return options.allowUnisolated
        ? Layer.catch(bubblewrap, (unavailable) =>
            Layer.tap(ProcessSandbox.layerWith(found), () =>
              Effect.logWarning(`${unavailable.message}; commands run without any protection instead`)
            )
          )
        : bubblewrap
    })
  )
