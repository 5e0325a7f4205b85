/**
 * One gate with everything that an approval of it would bind.
 */
import type { GateReport } from "@layercake/core/operation/GateOperations"
import { durationText } from "./Money.ts"
import { harmless, paint, status } from "./Style.ts"
import { table } from "./Table.ts"

export const gateText = (report: GateReport, colour: boolean): string => {
  const { findings, gate, proofs, question, tasks } = report
  const head = (text: string) => paint(colour, "strong", text)
  const section = (title: string, rows: ReadonlyArray<ReadonlyArray<string>>) =>
    rows.length === 0 ? [] : ["", head(title), table(rows)]
  return [
    `${head(`${gate.gate} ${gate.title}`)}  ${status(colour, gate.status)}${gate.round > 1 ? `  round ${gate.round}` : ""}`,
    question,
    ...(gate.reason === null ? [] : [harmless(gate.reason)]),
    ...(gate.approval === null
      ? []
      : [`Approved on ${gate.approval.authority} by ${gate.approval.by.kind} ${gate.approval.by.id} at ${gate.approval.at}${gate.approval.comment === "" ? "" : `: ${harmless(gate.approval.comment)}`}`]),
    ...section("Work", tasks.map((task) => [`  ${task.step}`, task.agent, status(colour, task.status), `${task.runs} runs`])),
    ...section(
      "Proofs",
      proofs.map((proof) => [
        `  ${proof.kind}`,
        status(colour, proof.outcome),
        durationText(proof.durationMillis),
        harmless(proof.summary)
      ])
    ),
    ...section(
      "Evidence under review",
      gate.evidence === null || gate.status === "approved"
        ? []
        : [
            [`  tree`, gate.evidence.tree.slice(0, 16)],
            ...gate.evidence.documents.map((document) => [`  ${document.path}`, document.digest.slice(0, 16)])
          ]
    ),
    ...section(
      "Findings",
      findings.map((finding) => [`  ${finding.rule}`, finding.severity === "stop" ? "stops the gate" : "to be accepted", harmless(finding.message)])
    )
  ].join("\n")
}
