/**
 * Everything that is known of one project: all its projections, folded from its stream. Deciders and the planner look
 * at nothing else, and the read models are the same rows.
 */
import { HashMap, Option } from "effect"
import { agentRunBoard } from "../agent/AgentRunBoard.ts"
import { buildBoard } from "../build/BuildBoard.ts"
import { costBoard } from "../cost/CostBoard.ts"
import { deploymentBoard } from "../deployment/DeploymentBoard.ts"
import {
  deliverableBoard,
  designBoard,
  documentBoard,
  specificationBoard
} from "../document/DocumentBoard.ts"
import { errorBoard } from "../error/ErrorBoard.ts"
import type { Fact } from "../event/EventCodec.ts"
import { gateBoard } from "../gate/GateBoard.ts"
import { phaseBoard } from "../gate/PhaseBoard.ts"
import { healBoard } from "../heal/HealBoard.ts"
import { metricBoard } from "../metric/MetricBoard.ts"
import * as Projection from "../projection/Projection.ts"
import { proofBoard } from "../proof/ProofBoard.ts"
import { holdBoard, recordBoard, riskBoard } from "../register/RegisterBoard.ts"
import { taskBoard } from "../task/TaskBoard.ts"
import { timelineBoard } from "../timeline/TimelineBoard.ts"
import { commitBoard, fileBoard } from "../tree/TreeBoard.ts"
import { key as projectKey, projectBoard, type ProjectRow } from "./ProjectBoard.ts"

/** Every projection, under the name that its rows are stored by. */
export const projections = {
  project: projectBoard,
  gate: gateBoard,
  phase: phaseBoard,
  task: taskBoard,
  agentRun: agentRunBoard,
  file: fileBoard,
  commit: commitBoard,
  document: documentBoard,
  specification: specificationBoard,
  design: designBoard,
  deliverable: deliverableBoard,
  build: buildBoard,
  proof: proofBoard,
  heal: healBoard,
  hold: holdBoard,
  risk: riskBoard,
  record: recordBoard,
  cost: costBoard,
  error: errorBoard,
  deployment: deploymentBoard,
  metric: metricBoard,
  timeline: timelineBoard
} as const

export type ProjectionName = keyof typeof projections
export type RowOf<Name extends ProjectionName> =
  (typeof projections)[Name] extends Projection.Projection<infer Row> ? Row : never

export type ProjectState = {
  /** Events folded so far; the stream's version. */
  readonly version: number
} & { readonly [Name in ProjectionName]: Projection.Rows<RowOf<Name>> }

const names = Object.keys(projections) as ReadonlyArray<ProjectionName>

export const initialState: ProjectState = {
  version: 0,
  ...(Object.fromEntries(names.map((name) => [name, HashMap.empty()])) as unknown as Omit<
    ProjectState,
    "version"
  >)
}

export const evolve = (state: ProjectState, fact: Fact): ProjectState => evolveWithChanges(state, fact).state

/** Also says which rows changed, so that they can be stored. */
export const evolveWithChanges = (
  state: ProjectState,
  fact: Fact
): { readonly state: ProjectState; readonly changes: ReadonlyArray<Projection.RowChange> } => {
  const next: Record<string, unknown> = { ...state, version: fact.version }
  const changes = names.flatMap((name) => {
    const applied = Projection.apply(
      projections[name] as Projection.Projection<unknown>,
      state[name] as Projection.Rows<unknown>,
      fact
    )
    next[name] = applied.rows
    return applied.changes
  })
  return { state: next as ProjectState, changes }
}

/** Undefined before the project is created. */
export const projectOf = (state: ProjectState): ProjectRow | undefined => rowOf(state, "project", projectKey)

export const rowOf = <Name extends ProjectionName>(
  state: ProjectState,
  name: Name,
  key: string
): RowOf<Name> | undefined =>
  Option.getOrUndefined(HashMap.get(state[name] as Projection.Rows<RowOf<Name>>, key))

/** All rows of one projection, in order of their keys. */
export const rowsOf = <Name extends ProjectionName>(
  state: ProjectState,
  name: Name
): ReadonlyArray<RowOf<Name>> =>
  Array.from(state[name] as Projection.Rows<RowOf<Name>>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
