/**
 * One gate with everything that an approval of it would bind.
 */
import type { GateReport } from "@layercake/core/operation/GateOperations"
import type { Diagnostic } from "@layercake/core/proof/Proof"
import type { Look } from "./GateTable.ts"
import { countText, durationText } from "./Money.ts"
import { harmless, paint, status } from "./Style.ts"
import { table } from "./Table.ts"

/** Diagnostics shown of one proof; the rest is left to `layercake show proof`. */
const shown = 12

export const gateText = (report: GateReport, { colour, columns }: Look): string => {
  const { findings, gate, proofs, question, tasks } = report
  const head = (text: string) => paint(colour, "strong", text)
  const section = (title: string, rows: ReadonlyArray<ReadonlyArray<string>>) =>
    rows.length === 0 ? [] : ["", head(title), table(rows, columns)]
  return [
    `${head(`${gate.gate} ${gate.title}`)}  ${status(colour, gate.status)}${gate.round > 1 ? `  round ${gate.round}` : ""}`,
    question,
    ...(gate.reason === null ? [] : [harmless(gate.reason)]),
    ...approvalLines(report),
    ...section(
      "Work",
      tasks.map((task) => [
        `  ${task.step}`,
        task.agent,
        status(colour, task.status),
        countText(task.runs, "run")
      ])
    ),
    ...section(
      "Proofs",
      proofs.map((proof) => [
        `  ${proof.kind}`,
        status(colour, proof.outcome),
        durationText(proof.durationMillis),
        harmless(proof.summary)
      ])
    ),
    ...proofs
      .filter((proof) => proof.outcome !== "passed" && proof.diagnostics.length > 0)
      .flatMap((proof) => [
        ...section(`What ${proof.kind} found`, proof.diagnostics.slice(0, shown).map(diagnosticRow)),
        ...(proof.diagnostics.length > shown
          ? [`  and ${proof.diagnostics.length - shown} more; \`layercake show proof --json\` has them all`]
          : [])
      ]),
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
      findings.map((finding) => [
        `  ${finding.rule}`,
        finding.severity === "stop" ? "stops the gate" : "to be accepted",
        harmless(finding.message)
      ])
    )
  ].join("\n")
}

const approvalLines = ({ gate: { approval } }: GateReport): ReadonlyArray<string> => {
  if (approval === null) return []
  const comment = approval.comment === "" ? "" : `: ${harmless(approval.comment)}`
  return [
    `Approved on ${approval.authority} by ${approval.by.kind} ${approval.by.id} at ${approval.at}${comment}`
  ]
}

const diagnosticRow = (diagnostic: Diagnostic): ReadonlyArray<string> => [
  `  ${[diagnostic.path ?? "", diagnostic.line ?? "", diagnostic.column ?? ""].filter((part) => part !== "").join(":")}`,
  diagnostic.rule ?? diagnostic.severity,
  harmless(diagnostic.message)
]
