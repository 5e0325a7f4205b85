/**
 * The gate table: each gate with its status, on whose word it passed, and its proofs.
 */
import type { GateReport } from "@layercake/core/operation/GateOperations"
import { harmless, paint, status } from "./Style.ts"
import { table } from "./Table.ts"

export const gateTable = (gates: ReadonlyArray<GateReport>, colour: boolean): string =>
  table([
    ["GATE", "STATUS", "BY", "PROOFS"].map((head) => paint(colour, "quiet", head)),
    ...gates.map((report) => [
      `${report.gate.gate} ${report.gate.title}`,
      status(colour, report.gate.status),
      passedBy(report),
      proofsText(report, colour)
    ])
  ])

const passedBy = ({ gate }: GateReport): string =>
  gate.approval === null ? "" : gate.approval.authority === "proof" ? "proof" : `${gate.approval.by.kind} ${gate.approval.by.id}`

const proofsText = ({ gate, proofs }: GateReport, colour: boolean): string => {
  if (gate.status === "skipped" || gate.status === "blocked" || gate.status === "rejected") return harmless(gate.reason ?? "")
  const marks = { passed: "ok", failed: "FAILED", inconclusive: "inconclusive" } as const
  return proofs
    .map((proof) => `${proof.kind} ${paint(colour, { passed: "good", failed: "bad", inconclusive: "wait" }[proof.outcome] as "good", marks[proof.outcome])}`)
    .join(", ")
}
