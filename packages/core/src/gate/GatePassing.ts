/**
 * How a gate passes: by a person about exactly what they reviewed, or without one where its definition or the policy
 * says so. Pure.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decision } from "../command/Decide.ts"
import { DesignChosen } from "../document/DocumentEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { gatesInOrder, isPassed } from "../pipeline/GateProgress.ts"
import { approverFit, findings } from "../pipeline/GateRules.ts"
import type { GateDefinition } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectCompleted } from "../project/ProjectEvent.ts"
import { type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { GateRow } from "./GateBoard.ts"
import type { ApproveGate, PassGate } from "./GateCommand.ts"
import { DesignNotChosen, EvidenceStale, GateNotPassed, PersonRequired } from "./GateError.ts"
import { type Authority, GateApproved } from "./GateEvent.ts"
import { NotInBatch } from "./ReviewError.ts"
import { isStale, usable } from "./Reviewing.ts"

/** On whose word the gate passes without a person; undefined when it needs one. */
export const authorityWithoutPerson = (
  project: ProjectRow,
  definition: GateDefinition
): Authority | undefined => {
  if (project.policy.needPerson?.includes(definition.id) === true) return undefined
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

export const approve = (
  command: ApproveGate,
  state: ProjectState,
  project: ProjectRow,
  definition: GateDefinition,
  gate: GateRow,
  actor: Actor
): Decision => {
  if (actor.kind !== "person") return Result.fail(new PersonRequired({ gate: gate.gate, actor }))
  if (command.inBatch === true && project.policy.oneByOne?.includes(gate.gate) === true)
    return Result.fail(new NotInBatch({ gate: gate.gate }))
  const reviewed = usable(command, state, gate, actor)
  if (Result.isFailure(reviewed)) return Result.fail(reviewed.failure)
  const { digest, review } = reviewed.success
  const found = [...findings(state, definition), ...approverFit(state, definition, actor, digest)]
  const stops = found.filter((finding) => finding.severity === "stop" || !command.accept)
  if (stops.length > 0) return Result.fail(new GateNotPassed({ gate: gate.gate, findings: stops }))

  const offered = designsAt(state, definition)
  // What was picked before counts unless another one is named.
  const design =
    command.design === null
      ? offered.find((design) => design.chosen)
      : offered.find((design) => design.path === command.design)
  if (offered.length > 0 && design === undefined)
    return Result.fail(
      new DesignNotChosen({ gate: gate.gate, offered: offered.map((design) => design.path) })
    )
  return Result.succeed([
    ...(design ? [new DesignChosen({ gate: gate.gate, path: design.path, digest: design.digest })] : []),
    ...approved(state, gate, {
      authority: "person",
      digest,
      accepted: found.map((finding) => finding.message),
      comment: command.comment,
      review,
      ...(command.inBatch === true ? { inBatch: true } : {})
    })
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
    ...approved(state, gate, {
      authority,
      digest: command.reviewed,
      accepted: found.map((finding) => finding.message),
      comment: ""
    })
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
  rest: Omit<GateApproved, "_tag" | "gate">
): ReadonlyArray<FactoryEvent> => [new GateApproved({ gate: gate.gate, ...rest }), ...completion(state, gate)]

/** The project is completed once this was the last gate to pass. */
export const completion = (state: ProjectState, gate: GateRow): ReadonlyArray<FactoryEvent> =>
  gatesInOrder(state).every((other) => other.gate === gate.gate || isPassed(other))
    ? [new ProjectCompleted({})]
    : []
