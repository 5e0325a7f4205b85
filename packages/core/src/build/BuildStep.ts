/**
 * The steps of a build, in their order. Each makes one proof whose kind has the name of the step.
 */
import { Schema } from "effect"
import { ProofKind } from "../proof/Proof.ts"

/** Test coverage is counted with the step `test`. */
export const BuildStep = Schema.Literals(["install", "build", "lint", "test", "audit"])
export type BuildStep = typeof BuildStep.Type

/** Every step, first to last. */
export const buildSteps: ReadonlyArray<BuildStep> = BuildStep.literals

export const proofKind = (step: BuildStep): ProofKind => ProofKind.make(step)

/** Each step of `wanted` once, first to last. Kinds of proof that are no build step are left out. */
export const inOrder = (wanted: Iterable<string>): ReadonlyArray<BuildStep> => {
  const names = new Set(wanted)
  return buildSteps.filter((step) => names.has(step))
}
