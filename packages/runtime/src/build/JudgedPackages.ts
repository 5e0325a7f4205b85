/**
 * The packages that this process has judged and let pass, with what was noted about them. Not in the log: what a registry
 * says today is no fact about the project.
 */
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { Context, Layer } from "effect"

export interface JudgedPackage {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly warnings: ReadonlyArray<Diagnostic>
}

/** By name, version or range, and the rules they were judged by. */
export class JudgedPackages extends Context.Service<JudgedPackages, Map<string, JudgedPackage>>()(
  "@layercake/runtime/build/JudgedPackages"
) {}

export const layer: Layer.Layer<JudgedPackages> = Layer.sync(JudgedPackages, () => new Map())
