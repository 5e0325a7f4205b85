/**
 * A made-up build: its start, a proof of each step, its end.
 */
import { BuildFinished, BuildId, BuildStarted } from "@layercake/core/build/BuildEvent"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import type { GateId } from "@layercake/core/gate/Gate"
import { type Proof, ProofId, ProofKind } from "@layercake/core/proof/Proof"
import { ProofRecorded } from "@layercake/core/proof/ProofEvent"
import type { TreeDigest } from "@layercake/core/tree/Tree"
import { digestOf, prose } from "./MadeUpContent.ts"

const kinds = ["install", "build", "lint", "test"].map((kind) => ProofKind.make(kind))

/** `findings`: in a proof that passed; a failed one has three times as many. The tests fail in every third round. */
export function* buildOf(
  round: number,
  gate: GateId,
  tree: TreeDigest,
  findings: number
): Generator<FactoryEvent, void> {
  const buildId = BuildId.make(`${gate}.${round}.${tree.slice(0, 12)}`)
  const failed = round % 3 === 0
  yield new BuildStarted({ buildId, gate, tree, steps: kinds, sandbox: "bubblewrap", isolated: true })
  for (const kind of kinds) {
    const isFailed = failed && kind === "test"
    const proof: Proof = {
      proofId: ProofId.make(`${buildId}.${kind}`),
      kind,
      tree,
      outcome: isFailed ? "failed" : "passed",
      summary: isFailed ? "12 tests failed." : "All is well.",
      exitCode: isFailed ? 1 : 0,
      counts: { "tests.passed": 240, "tests.failed": isFailed ? 12 : 0 },
      durationMillis: 8120,
      tools: { node: "24.21.0", npm: "11.4.0", typescript: "7.0.2" },
      output: digestOf(round),
      diagnostics: Array.from({ length: isFailed ? findings * 3 : findings }, (_, line) => ({
        severity: "warning" as const,
        path: `src/booking/part-${line}.ts`,
        line: line + 1,
        column: 5,
        message: prose.slice(line * 3, line * 3 + 150),
        rule: "no-unused-vars"
      }))
    }
    yield new ProofRecorded({ gate, proof })
  }
  const outcome = failed ? "failed" : "passed"
  yield new BuildFinished({ buildId, outcome, summary: "4 steps, 240 tests." })
}
