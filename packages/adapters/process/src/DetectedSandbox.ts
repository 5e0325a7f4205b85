/**
 * The best `Sandbox` of this machine: bubblewrap, sandbox-runtime, a container, and a plain process only where that was
 * asked for by name.
 */
import { type Sandbox, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, type FileSystem, Layer } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import * as BubblewrapSandbox from "./BubblewrapSandbox.ts"
import * as DockerSandbox from "./DockerSandbox.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as ProcessSandbox from "./ProcessSandbox.ts"
import * as SandboxRuntimeSandbox from "./SandboxRuntimeSandbox.ts"

export interface DetectedSandboxOptions
  extends BubblewrapSandbox.BubblewrapSandboxOptions, ProcessSandbox.ProcessSandboxOptions {
  /** Runs commands without any protection where there is no isolating sandbox. Agents wrote what runs there. */
  readonly allowUnisolated: boolean
  /** For a container; see `DockerSandbox`. */
  readonly container?: Pick<DockerSandbox.DockerSandboxOptions, "program" | "image" | "env">
}

type Services = ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem

/** Fails with the reasons why there is no isolating sandbox, unless an unisolated one will do. */
export const layer = (options: DetectedSandboxOptions): Layer.Layer<Sandbox, SandboxUnavailable, Services> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const found = { ...options, toolchain: options.toolchain ?? (yield* NodeToolchain.detect()) }
      const isolating = firstOf([
        BubblewrapSandbox.layerWith(found),
        SandboxRuntimeSandbox.layerWith(found),
        DockerSandbox.layerWith({ ...found, ...options.container })
      ])
      return options.allowUnisolated
        ? Layer.catch(isolating, (unavailable) =>
            Layer.tap(ProcessSandbox.layerWith(found), () =>
              Effect.logWarning(`${unavailable.message}; commands run without any protection instead`)
            )
          )
        : isolating
    })
  )

type SandboxLayer = Layer.Layer<Sandbox, SandboxUnavailable, Services>

/** The first that can be made; when none can, the first one's failure with the reasons of the others. */
const firstOf = ([first, ...others]: readonly [SandboxLayer, ...ReadonlyArray<SandboxLayer>]): SandboxLayer =>
  others.reduce(
    (before, next) =>
      Layer.catch(before, (earlier) =>
        Layer.catch(next, (later) =>
          Layer.unwrap(
            Effect.fail(
              new SandboxUnavailable({
                sandbox: earlier.sandbox,
                reason: `${earlier.reason}; ${later.sandbox}: ${later.reason}`
              })
            )
          )
        )
      ),
    first
  )
