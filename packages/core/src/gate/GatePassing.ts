/**
 * How a gate passes: by a person about exactly what they reviewed, or without one where its definition or the policy
 * says so. Pure.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decision } from "../command/Decide.ts"
import { DesignChosen } from "../document/DocumentEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { evidenceOf, gatesInOrder, isPassed } from "../pipeline/GateProgress.ts"
import { approverFit, findings } from "../pipeline/GateRules.ts"
import type { GateDefinition } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectCompleted } from "../project/ProjectEvent.ts"
import { type ProjectState, rowOf } from "../project/ProjectState.ts"
import { canonicalEvidence } from "./Evidence.ts"
import type { GateRow } from "./GateBoard.ts"
import type { ApproveGate, PassGate } from "./GateCommand.ts"
import { DesignNotChosen, EvidenceStale, GateNotPassed, PersonRequired } from "./GateError.ts"
import { type Authority, GateApproved, type GateSubmitted } from "./GateEvent.ts"

/** On whose word the gate passes without a person; undefined when it needs one. */
export const authorityWithoutPerson = (
  project: ProjectRow,
  definition: GateDefinition
): Authority | undefined => {
  if (definition.approval === "proof") return "proof"
  if (definition.approval === "policy" && project.policy.passOnProof.includes(definition.id)) return "proof"
  return project.policy.unattended?.gates.includes(definition.id) ? "policy" : undefined
}

/** The same, if nothing stands in the way that only a person can accept or put right. */
export const passesWithoutPerson = (
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition
): Authority | undefined => {
  const authority = authorityWithoutPerson(project, definition)
  return authority !== undefined && inTheWay(state, project, definition, authority).length === 0
    ? authority
    : undefined
}

const inTheWay = (
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition,
  authority: Authority
) => {
  const mayStand = authority === "policy" ? (project.policy.unattended?.acceptInconclusive ?? []) : []
  return findings(state, definition).filter(
    (finding) => finding.severity === "stop" || !mayStand.some((kind) => kind === finding.subject)
  )
}

const isStale = (state: ProjectState, gate: GateRow, reviewed: GateSubmitted["digest"]): boolean => {
  const now = evidenceOf(state, gate.gate)
  return (
    gate.digest !== reviewed ||
    gate.evidence === null ||
    now === undefined ||
    canonicalEvidence(now) !== canonicalEvidence(gate.evidence)
  )
}

export const approve = (
  command: ApproveGate,
  state: ProjectState,
  definition: GateDefinition,
  gate: GateRow,
  actor: Actor
): Decision => {
  if (actor.kind !== "person") return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (isStale(state, gate, command.reviewed))
    return Result.fail(
      new EvidenceStale({ gate: gate.gate, reviewed: command.reviewed, current: gate.digest })
    )
  const found = [...findings(state, definition), ...approverFit(state, definition, actor, command.reviewed)]
  const stops = found.filter((finding) => finding.severity === "stop" || !command.accept)
  if (stops.length > 0) return Result.fail(new GateNotPassed({ gate: gate.gate, findings: stops }))

  const offered = designsAt(state, definition)
  const design = offered.find((design) => design.path === command.design)
  if (offered.length > 0 && design === undefined)
    return Result.fail(
      new DesignNotChosen({ gate: gate.gate, offered: offered.map((design) => design.path) })
    )
  return Result.succeed([
    ...(design ? [new DesignChosen({ gate: gate.gate, path: design.path, digest: design.digest })] : []),
    ...approved(
      state,
      gate,
      "person",
      command.reviewed,
      found.map((finding) => finding.message),
      command.comment
    )
  ])
}

export const passByItself = (
  command: PassGate,
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition,
  gate: GateRow,
  actor: Actor
): Decision => {
  const authority = authorityWithoutPerson(project, definition)
  if (
    authority === undefined ||
    actor.kind === "agent" ||
    (authority === "policy" && actor.kind !== "automation")
  )
    return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (isStale(state, gate, command.reviewed))
    return Result.fail(
      new EvidenceStale({ gate: gate.gate, reviewed: command.reviewed, current: gate.digest })
    )
  const found = findings(state, definition)
  const stops = inTheWay(state, project, definition, authority)
  if (stops.length > 0) return Result.fail(new GateNotPassed({ gate: gate.gate, findings: stops }))
  const design = designsAt(state, definition)[0]
  return Result.succeed([
    ...(design ? [new DesignChosen({ gate: gate.gate, path: design.path, digest: design.digest })] : []),
    ...approved(
      state,
      gate,
      authority,
      command.reviewed,
      found.map((finding) => finding.message),
      ""
    )
  ])
}

const designsAt = (state: ProjectState, definition: GateDefinition) =>
  definition.work
    .flatMap((step) => step.produces)
    .filter((document) => document.kind === "design")
    .flatMap((document) => {
      const design = rowOf(state, "design", document.path)
      return design ? [design] : []
    })

const approved = (
  state: ProjectState,
  gate: GateRow,
  authority: Authority,
  digest: GateApproved["digest"],
  accepted: ReadonlyArray<string>,
  comment: string
): ReadonlyArray<FactoryEvent> => [
  new GateApproved({ gate: gate.gate, authority, digest, accepted, comment }),
  ...completion(state, gate)
]

/** The project is completed once this was the last gate to pass. */
export const completion = (state: ProjectState, gate: GateRow): ReadonlyArray<FactoryEvent> =>
  gatesInOrder(state).every((other) => other.gate === gate.gate || isPassed(other))
    ? [new ProjectCompleted({})]
    : []
