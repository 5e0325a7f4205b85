/**
 * Everything that is known of one project: its projections, folded from its stream. Deciders and the planner look at
 * nothing else, and the read models are the same rows.
 */
import { HashMap, Option } from "effect"
import { accountBoard } from "../account/AccountBoard.ts"
import { apiTokenBoard } from "../account/ApiTokenBoard.ts"
import { memberBoard } from "../account/MemberBoard.ts"
import { sessionBoard } from "../account/SessionBoard.ts"
import { agentRunBoard } from "../agent/AgentRunBoard.ts"
import { templateBoard } from "../agent/TemplateBoard.ts"
import { documentApprovalBoard, documentVersionBoard } from "../document/DocumentVersionBoard.ts"
import { instructionBoard } from "../instruction/InstructionBoard.ts"
import { askedBuildBoard } from "../build/AskedBuildBoard.ts"
import { buildBoard } from "../build/BuildBoard.ts"
import { claimBoard } from "../claim/ClaimBoard.ts"
import { ceilingBoard } from "../cost/CeilingBoard.ts"
import { costBoard } from "../cost/CostBoard.ts"
import { deploymentBoard } from "../deployment/DeploymentBoard.ts"
import { variableBoard } from "../deployment/VariableBoard.ts"
import { pullRequestBoard, releaseBoard } from "../forge/ForgeBoard.ts"
import {
  deliverableBoard,
  designBoard,
  documentBoard,
  specificationBoard
} from "../document/DocumentBoard.ts"
import { errorBoard } from "../error/ErrorBoard.ts"
import type { Fact } from "../event/EventCodec.ts"
import { type EventType, eventTypes } from "../event/FactoryEvent.ts"
import type { Timestamp } from "../event/Timestamp.ts"
import { gateBoard } from "../gate/GateBoard.ts"
import { loadBoard } from "../gate/LoadBoard.ts"
import { phaseBoard } from "../gate/PhaseBoard.ts"
import { reviewBoard } from "../gate/ReviewBoard.ts"
import { healBoard } from "../heal/HealBoard.ts"
import { healSeriesBoard } from "../heal/HealSeriesBoard.ts"
import { handoffBoard } from "../memory/HandoffBoard.ts"
import { memoryBoard } from "../memory/MemoryBoard.ts"
import { metricBoard } from "../metric/MetricBoard.ts"
import * as Projection from "../projection/Projection.ts"
import { proofBoard } from "../proof/ProofBoard.ts"
import { commentBoard } from "../register/CommentBoard.ts"
import { holdBoard, recordBoard, riskBoard } from "../register/RegisterBoard.ts"
import { requirementBoard } from "../requirement/RequirementBoard.ts"
import { tamperBoard } from "../tamper/TamperBoard.ts"
import { manualTaskBoard } from "../task/ManualTaskBoard.ts"
import { taskBoard } from "../task/TaskBoard.ts"
import { timelineBoard } from "../timeline/TimelineBoard.ts"
import { refBoard } from "../tree/RefBoard.ts"
import { snapshotBoard } from "../tree/SnapshotBoard.ts"
import { commitBoard, fileBoard } from "../tree/TreeBoard.ts"
import { webhookBoard } from "../webhook/WebhookBoard.ts"
import { key as projectKey, projectBoard, type ProjectRow } from "./ProjectBoard.ts"

/** Every projection, under the name that its rows are stored by. */
export const projections = {
  project: projectBoard,
  gate: gateBoard,
  phase: phaseBoard,
  review: reviewBoard,
  load: loadBoard,
  task: taskBoard,
  manualTask: manualTaskBoard,
  agentRun: agentRunBoard,
  template: templateBoard,
  instruction: instructionBoard,
  claim: claimBoard,
  file: fileBoard,
  commit: commitBoard,
  snapshot: snapshotBoard,
  ref: refBoard,
  document: documentBoard,
  documentVersion: documentVersionBoard,
  documentApproval: documentApprovalBoard,
  specification: specificationBoard,
  design: designBoard,
  deliverable: deliverableBoard,
  build: buildBoard,
  askedBuild: askedBuildBoard,
  proof: proofBoard,
  requirement: requirementBoard,
  heal: healBoard,
  healSeries: healSeriesBoard,
  tamper: tamperBoard,
  hold: holdBoard,
  comment: commentBoard,
  risk: riskBoard,
  record: recordBoard,
  memory: memoryBoard,
  handoff: handoffBoard,
  cost: costBoard,
  ceiling: ceilingBoard,
  error: errorBoard,
  deployment: deploymentBoard,
  variable: variableBoard,
  pullRequest: pullRequestBoard,
  release: releaseBoard,
  member: memberBoard,
  account: accountBoard,
  session: sessionBoard,
  apiToken: apiTokenBoard,
  metric: metricBoard,
  webhook: webhookBoard,
  timeline: timelineBoard
} as const

export type ProjectionName = keyof typeof projections
export type RowOf<Name extends ProjectionName> =
  (typeof projections)[Name] extends Projection.Projection<infer Row> ? Row : never

/** Those whose rows a state holds. The others are entries: their rows are stored and never looked at again. */
export type StateName = Exclude<ProjectionName, "timeline" | "documentVersion">

export type ProjectState = {
  /** Events folded so far; the stream's version. */
  readonly version: number
  /** When the last of them happened; null before the first. */
  readonly at: Timestamp | null
} & { readonly [Name in StateName]: Projection.Rows<RowOf<Name>> }

export const projectionNames = Object.keys(projections) as ReadonlyArray<ProjectionName>

export const stateNames: ReadonlyArray<StateName> = projectionNames.filter(
  (name): name is StateName => !projections[name].entries
)

/** A state with these rows; with none when nothing is said. */
export const stateWith = (
  { at, version }: { readonly version: number; readonly at: Timestamp | null },
  rows: (name: StateName) => Projection.Rows<unknown> = HashMap.empty
): ProjectState =>
  ({
    version,
    at,
    ...Object.fromEntries(stateNames.map((name) => [name, rows(name)]))
  }) as unknown as ProjectState

export const initialState: ProjectState = stateWith({ version: 0, at: null })

/** Which projections look at an event, by its type. */
const handling: ReadonlyMap<EventType, ReadonlyArray<Projection.Projection<unknown>>> = new Map(
  eventTypes.map((type) => [
    type,
    Object.values(projections as unknown as Record<string, Projection.Projection<unknown>>).filter(
      (projection) => projection.handlers[type] !== undefined
    )
  ])
)

const fold = (
  state: ProjectState,
  fact: Fact,
  changes: Array<Projection.RowChange> | undefined
): ProjectState => {
  const next: Record<string, unknown> = { ...state, version: fact.version, at: fact.at }
  for (const projection of handling.get(fact.event._tag) ?? []) {
    const rows = next[projection.name] as Projection.Rows<unknown> | undefined
    const after = Projection.applyInto(projection, rows ?? HashMap.empty(), fact, changes)
    if (rows !== undefined) next[projection.name] = after
  }
  return next as ProjectState
}

export const evolve = (state: ProjectState, fact: Fact): ProjectState => fold(state, fact, undefined)

/** Also says which rows changed, so that they can be stored. */
export const evolveWithChanges = (
  state: ProjectState,
  fact: Fact
): { readonly state: ProjectState; readonly changes: ReadonlyArray<Projection.RowChange> } => {
  const changes: Array<Projection.RowChange> = []
  return { state: fold(state, fact, changes), changes }
}

/** Undefined before the project is created. */
export const projectOf = (state: ProjectState): ProjectRow | undefined => rowOf(state, "project", projectKey)

export const rowOf = <Name extends StateName>(
  state: ProjectState,
  name: Name,
  key: string
): RowOf<Name> | undefined =>
  Option.getOrUndefined(HashMap.get(state[name] as Projection.Rows<RowOf<Name>>, key))

/** All rows of one projection, in order of their keys. */
export const rowsOf = <Name extends StateName>(
  state: ProjectState,
  name: Name
): ReadonlyArray<RowOf<Name>> => {
  const rows = state[name] as Projection.Rows<RowOf<Name>>
  const known = inOrder.get(rows)
  if (known !== undefined) return known as ReadonlyArray<RowOf<Name>>
  const sorted = Array.from(rows)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
  inOrder.set(rows, sorted)
  return sorted
}

/** Rows never change, and one answer looks at the same ones many times. */
const inOrder = new WeakMap<object, ReadonlyArray<unknown>>()
