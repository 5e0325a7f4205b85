/**
 * How well a tree does at a gate, proof by proof, so that two trees can be compared. A tree that does not install is
 * worse than one that does not build, and so on in the order in which the gate asks for its proofs.
 */
import { Schema } from "effect"
import type { ProofRequirement } from "../pipeline/Pipeline.ts"
import { type Proof, ProofKind } from "../proof/Proof.ts"

export const ProofHealth = Schema.Struct({
  kind: ProofKind,
  /** Failures, 0 when it passed; null when it was not reached or could not be carried out. */
  failed: Schema.NullOr(Schema.Int),
  /** Tests that passed, where tests were counted; null otherwise. */
  passed: Schema.NullOr(Schema.Int)
})
export type ProofHealth = typeof ProofHealth.Type

export const TreeHealth = Schema.Array(ProofHealth)
export type TreeHealth = typeof TreeHealth.Type

type Measured = Pick<Proof, "outcome" | "counts" | "diagnostics">

/** One entry for each requirement, in the order of the gate. */
export const healthOf = (
  requirements: ReadonlyArray<ProofRequirement>,
  proofOf: (requirement: ProofRequirement) => Measured | undefined,
  isMendable: (proof: Measured) => boolean
): TreeHealth =>
  requirements.map((requirement) => {
    const proof = proofOf(requirement)
    const passed = proof?.counts["tests.passed"]
    return {
      kind: requirement.kind,
      failed:
        proof === undefined
          ? null
          : proof.outcome === "passed"
            ? 0
            : isMendable(proof)
              ? failuresOf(proof)
              : null,
      passed: passed === undefined ? null : Math.round(passed)
    }
  })

/** What the tool counted, or the errors it reported; of coverage the per cent that are missing. At least 1. */
const failuresOf = ({ counts, diagnostics }: Measured): number => {
  const errors = diagnostics.filter(({ rule, severity }) => severity === "error" && rule !== "more").length
  const gap = (counts["coverage.threshold"] ?? 0) - (counts["coverage.lines"] ?? Infinity)
  return Math.max(1, errors, counts["errors"] ?? 0, counts["tests.failed"] ?? 0, Math.ceil(gap))
}

/**
 * Negative when `a` does better than `b`, 0 when neither does. The first proof in which they differ decides. Of two
 * test runs the one with more passing tests is better, since a file that cannot be loaded hides all of its tests.
 */
export const compareHealth = (a: TreeHealth, b: TreeHealth): number => {
  for (const one of a) {
    const other = b.find((health) => health.kind === one.kind)
    const difference = other === undefined ? 0 : compareProof(one, other)
    if (difference !== 0) return difference
  }
  return 0
}

const compareProof = (a: ProofHealth, b: ProofHealth): number => {
  if (a.failed === null || b.failed === null) return Number(a.failed === null) - Number(b.failed === null)
  if (a.failed === 0 || b.failed === 0) return Math.sign(a.failed - b.failed)
  const passed = a.passed === null || b.passed === null ? 0 : b.passed - a.passed
  return Math.sign(passed !== 0 ? passed : a.failed - b.failed)
}

/** `test: 3 failed, 12 passed` for whatever fails. */
export const healthText = (health: TreeHealth): string => {
  const failing = health.filter(({ failed }) => failed !== 0 && failed !== null)
  return failing.length === 0
    ? "nothing failed"
    : failing
        .map(
          ({ failed, kind, passed }) =>
            `${kind}: ${failed} failed${passed === null ? "" : `, ${passed} passed`}`
        )
        .join("; ")
}
