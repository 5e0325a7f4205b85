/**
 * The gate table: each gate with its status, on whose word it passed, and its proofs.
 */
import type { GateReport } from "@layercake/core/operation/GateOperations"
import { harmless, paint, status, type Tone } from "./Style.ts"
import { table } from "./Table.ts"

export interface Look {
  readonly colour: boolean
  /** Characters in a line. */
  readonly columns: number
}

export const gateTable = (gates: ReadonlyArray<GateReport>, { colour, columns }: Look): string =>
  table(
    [
      ["GATE", "STATUS", "BY", "PROOFS"].map((head) => paint(colour, "quiet", head)),
      ...gates.map((report) => [
        `${report.gate.gate} ${report.gate.title}`,
        status(colour, report.gate.status),
        passedBy(report),
        proofsText(report, colour)
      ])
    ],
    columns
  )

const passedBy = ({ gate }: GateReport): string => {
  if (gate.approval === null) return ""
  return gate.approval.authority === "proof" ? "proof" : `${gate.approval.by.kind} ${gate.approval.by.id}`
}

const proofsText = ({ gate, proofs }: GateReport, colour: boolean): string =>
  gate.status === "skipped" || gate.status === "blocked" || gate.status === "rejected"
    ? harmless(gate.reason ?? "")
    : proofs.map((proof) => `${proof.kind} ${mark(proof.outcome, colour)}`).join(", ")

const mark = (outcome: GateReport["proofs"][number]["outcome"], colour: boolean): string => {
  const [tone, word] = marks[outcome]
  return paint(colour, tone, word)
}

const marks: Readonly<Record<GateReport["proofs"][number]["outcome"], readonly [Tone, string]>> = {
  passed: ["good", "ok"],
  failed: ["bad", "FAILED"],
  inconclusive: ["wait", "inconclusive"]
}
