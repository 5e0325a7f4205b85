/**
 * The seven gate rules. Each looks at the project's state and says what stands in the gate's way; none decides.
 */
import type { Actor } from "../actor/Actor.ts"
import type { EvidenceDigest } from "../gate/Evidence.ts"
import { isBudgetExceeded } from "../cost/Ceilings.ts"
import type { GateFinding, GateRule } from "../gate/GateFinding.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { ProofKind } from "../proof/Proof.ts"
import { holds } from "../task/ManualTask.ts"
import {
  currentProof,
  documentsAt,
  evidenceOf,
  gatesInOrder,
  isPassed,
  missingDocuments,
  stepsOf
} from "./GateProgress.ts"
import type { GateDefinition } from "./Pipeline.ts"

type Rule = (state: ProjectState, gate: GateDefinition) => ReadonlyArray<GateFinding>

/** 1. Every gate before this one is passed. */
export const orderKept: Rule = (state, gate) => {
  const gates = gatesInOrder(state)
  const own = gates.findIndex((row) => row.gate === gate.id)
  return gates
    .slice(0, own)
    .filter((row) => !isPassed(row))
    .map((row) => stop("order", row.gate, `${row.gate} ${row.title} comes first and is ${row.status}.`))
}

/** 2. Every task of the gate is done, also those that people required, and every required document is there. */
export const itemsPresent: Rule = (state, gate) => {
  const project = projectOf(state)
  if (project === undefined) return []
  const files = rowsOf(state, "file")
  const missing = missingDocuments(documentsAt(project, gate), files).map((document) =>
    stop("items", document.path, `${document.path} (${document.kind}) is missing.`)
  )
  const undone = stepsOf(project, gate).flatMap((step) => {
    const task = rowOf(state, "task", `${gate.id}/${step.id}`)
    return task?.status === "done"
      ? []
      : [stop("items", step.id, `${step.title} (${step.agent}) is ${task?.status ?? "not begun"}.`)]
  })
  const required = rowsOf(state, "manualTask")
    .filter((task) => holds(task, gate.id))
    .map((task) =>
      stop("items", task.task, `${task.task} (${task.title}) is ${task.status} and has to be done first.`)
    )
  return [...missing, ...undone, ...required]
}

/** 3. Every proof is there, passed, and about the tree as it is now. */
export const proofsCurrent: Rule = (state, gate) =>
  gate.proofs.flatMap((requirement) => {
    const proof = currentProof(state, requirement)
    if (proof === undefined)
      return [stop("proofs", requirement.kind, `No ${requirement.kind} proof about the tree as it is now.`)]
    if (proof.outcome === "passed") return []
    if (proof.outcome === "inconclusive" && requirement.mayBeInconclusive)
      return [
        accept("proofs", requirement.kind, `The ${requirement.kind} proof is inconclusive: ${proof.summary}`)
      ]
    return [
      stop("proofs", requirement.kind, `The ${requirement.kind} proof ${proof.outcome}: ${proof.summary}`)
    ]
  })

/** 4. The specifications are the ones that were proven valid and in agreement. */
export const specificationsAgree: Rule = (state, gate) => {
  const project = projectOf(state)
  if (project === undefined) return []
  const kind = ProofKind.make("specifications")
  const prover = project.pipeline.gates.find((other) => other.proofs.some((proof) => proof.kind === kind))
  if (prover === undefined || prover.id === gate.id) return []
  const proved = rowOf(state, "gate", prover.id)
  // While it is not approved it will prove them anew, and nothing after it can pass before that.
  if (proved?.status !== "approved" || proved.evidence === null) return []
  const { evidence } = proved
  return rowsOf(state, "specification").flatMap((specification) => {
    const proven = evidence.documents.find((document) => document.path === specification.path)
    return proven === undefined || proven.digest === specification.digest
      ? []
      : [
          stop(
            "specifications",
            specification.path,
            `${specification.path} has changed since ${prover.id} proved it; reopen ${prover.id}.`
          )
        ]
  })
}

/** 5. No blocker, query or escalation that holds the gate, and no critical risk, is open. */
export const registersClear: Rule = (state, gate) => [
  ...rowsOf(state, "hold")
    .filter((hold) => hold.open && hold.gate === gate.id)
    .map((hold) => stop("registers", hold.id, `${hold.id} is open: ${hold.title}`)),
  ...rowsOf(state, "risk")
    .filter((risk) => risk.open && risk.severity === "critical" && risk.accepted === undefined)
    .map((risk) => stop("registers", risk.id, `The critical risk ${risk.id} is open: ${risk.title}`))
]

/** 6. Budget and repair limits are respected. */
export const limitsRespected: Rule = (state, gate) => [
  ...(isBudgetExceeded(state)
    ? [stop("limits", "budget", "More is spent than the budget allows; raise it in the policy.")]
    : []),
  ...rowsOf(state, "heal")
    .filter((heal) => heal.gate === gate.id && heal.status === "exhausted")
    .filter((heal) => {
      const requirement = gate.proofs.find((proof) => proof.kind === heal.kind)
      return requirement !== undefined && currentProof(state, requirement)?.outcome !== "passed"
    })
    .map((heal) => stop("limits", heal.kind, `${heal.kind} was not repaired in ${heal.attempts} attempts.`))
]

/** 7. The approver is a person, wrote none of what is approved, and reviewed exactly what is there now. */
export const approverFit = (
  state: ProjectState,
  gate: GateDefinition,
  approver: Actor,
  reviewed: EvidenceDigest
): ReadonlyArray<GateFinding> => {
  const evidence = evidenceOf(state, gate.id)
  const own = rowsOf(state, "commit").filter(
    (commit) =>
      commit.author === approver.id &&
      commit.paths.some((path) => evidence?.documents.some((document) => document.path === path))
  )
  return [
    ...(approver.kind === "person"
      ? []
      : [stop("approver", approver.id, `${approver.kind} ${approver.id} is no person.`)]),
    ...own.map((commit) =>
      stop("approver", commit.key, `${approver.id} wrote part of what is to be approved.`)
    ),
    ...(rowOf(state, "gate", gate.id)?.digest === reviewed
      ? []
      : [stop("approver", reviewed, "What was reviewed is not what is there now; look at it again.")])
  ]
}

/** Rules 1 to 6: what stands in the way whoever approves. */
export const findings: Rule = (state, gate) =>
  [orderKept, itemsPresent, proofsCurrent, specificationsAgree, registersClear, limitsRespected].flatMap(
    (rule) => rule(state, gate)
  )

const stop = (rule: GateRule, subject: string, message: string): GateFinding => ({
  rule,
  severity: "stop",
  subject,
  message
})
const accept = (rule: GateRule, subject: string, message: string): GateFinding => ({
  rule,
  severity: "accept",
  subject,
  message
})
