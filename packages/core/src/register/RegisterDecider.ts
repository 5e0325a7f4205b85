/**
 * Turns a command about the registers into facts. Pure. Raising and resolving also hold and free the gate.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { isResumed } from "../cost/Resumption.ts"
import { ErrorRecorded, ErrorResolved } from "../error/ErrorEvent.ts"
import type { AgentName } from "../agent/Agent.ts"
import type { AgentRunId } from "../agent/AgentCall.ts"
import { AgentRunCancelled } from "../agent/AgentRunEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { GateId } from "../gate/Gate.ts"
import { GateUnknown } from "../gate/GateError.ts"
import { GateBlocked, GateUnblocked } from "../gate/GateEvent.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { refusalFor } from "../tamper/TamperSettling.ts"
import { EntryId, type Hold, type HoldKind } from "./Register.ts"
import type { RegisterCommand } from "./RegisterCommand.ts"
import { answersTo, waitsForAgent } from "./QueryRouting.ts"
import { EntryNotForAgent, EntryNotOpen } from "./RegisterError.ts"
import {
  BlockerRaised,
  BlockerResolved,
  DecisionRecorded,
  EscalationRaised,
  EscalationResolved,
  MemoryKept,
  NoteAdded,
  QueryAnswered,
  QueryAsked,
  QueryRouted,
  RiskClosed,
  RiskIdentified
} from "./RegisterEvent.ts"

export const decide: Decide<RegisterCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  switch (command._tag) {
    case "RaiseHold": {
      const { detail, gate, kind, title } = command
      if (gate !== null && rowOf(state, "gate", gate) === undefined)
        return Result.fail(new GateUnknown({ gate, known: project.pipeline.gates.map((gate) => gate.id) }))
      return Result.succeed(raise(state, { kind, gate, title, detail }))
    }
    case "ResolveHold": {
      const hold = rowOf(state, "hold", command.id)
      if (!hold?.open) return Result.fail(new EntryNotOpen({ id: command.id, exists: hold !== undefined }))
      const refused = refusalFor(state, command.id, actor)
      if (refused !== undefined) return Result.fail(refused)
      const to = waitsForAgent(hold) ? hold.to : null
      return actor.kind === "agent" && (to !== actor.id || hold.raisedBy.id === actor.id)
        ? Result.fail(new EntryNotForAgent({ id: command.id, actor, to }))
        : Result.succeed(settle(state, hold, command.resolution))
    }
    case "RouteQuery": {
      const hold = rowOf(state, "hold", command.id)
      return Result.succeed(
        hold !== undefined && waitsForAgent(hold)
          ? [new QueryRouted({ id: command.id, reason: command.reason })]
          : []
      )
    }
    case "IdentifyRisk": {
      const { mitigation, severity, title } = command
      return Result.succeed([new RiskIdentified({ id: nextId(state, "risk"), title, severity, mitigation })])
    }
    case "CloseRisk": {
      const risk = rowOf(state, "risk", command.id)
      return risk?.open
        ? Result.succeed([new RiskClosed({ id: command.id, resolution: command.resolution })])
        : Result.fail(new EntryNotOpen({ id: command.id, exists: risk !== undefined }))
    }
    case "RecordDecision":
      return Result.succeed([
        new DecisionRecorded({ id: nextId(state, "decision"), title: command.title, reason: command.reason })
      ])
    case "AddNote":
      return Result.succeed([new NoteAdded({ id: nextId(state, "note"), text: command.text })])
    case "KeepMemory":
      return Result.succeed([new MemoryKept({ id: nextId(state, "memory"), text: command.text })])
    case "RecordError": {
      const { errorId, message, source } = command
      return Result.succeed(
        rowOf(state, "error", errorId)?.open ? [] : [new ErrorRecorded({ errorId, source, message })]
      )
    }
    case "ResolveError":
      return Result.succeed(
        rowOf(state, "error", command.errorId)?.open ? [new ErrorResolved({ errorId: command.errorId })] : []
      )
  }
}

/** Raises an entry and blocks the gate it names. `nth` numbers several entries raised at once, from 0. */
export const raise = (
  state: ProjectState,
  hold: {
    readonly kind: HoldKind
    readonly gate: GateId | null
    readonly title: string
    readonly detail: string
    /** The agent that is to answer a query; a person when left out. */
    readonly to?: AgentName | null
  },
  nth = 0
): ReadonlyArray<FactoryEvent> => {
  const fields = {
    id: nextId(state, hold.kind, nth),
    gate: hold.gate,
    title: hold.title,
    detail: hold.detail
  }
  const status = hold.gate === null ? undefined : rowOf(state, "gate", hold.gate)?.status
  const holds = status === "open" || status === "reopened" || status === "in-review"
  return [
    hold.kind === "query" && hold.to != null
      ? new QueryAsked({ ...fields, to: hold.to })
      : new { blocker: BlockerRaised, query: QueryAsked, escalation: EscalationRaised }[hold.kind](fields),
    ...(holds && hold.gate !== null && nth === 0
      ? [new GateBlocked({ gate: hold.gate, by: fields.id, reason: hold.title })]
      : [])
  ]
}

/** Title of the escalation that puts a critical risk to a person; resolving it closes the risk. */
export const titleOfCritical = (risk: { readonly id: string; readonly title: string }): string =>
  `The critical risk ${risk.id} is open: ${risk.title}`

/** Resolves the entry, and frees its gate when no other holds it. Whoever else is answering it, except `by`, may stop. */
export const settle = (
  state: ProjectState,
  hold: Hold,
  resolution: string,
  by?: AgentRunId
): ReadonlyArray<FactoryEvent> => {
  const others = rowsOf(state, "hold").some(
    (other) => other.open && other.id !== hold.id && other.gate === hold.gate
  )
  const blocked = hold.gate !== null && rowOf(state, "gate", hold.gate)?.status === "blocked"
  return [
    new { blocker: BlockerResolved, query: QueryAnswered, escalation: EscalationResolved }[hold.kind]({
      id: hold.id,
      resolution
    }),
    ...answersTo(state, hold)
      .filter(({ runId, status }) => runId !== by && (status === "started" || status === "answered"))
      .map(({ runId }) => new AgentRunCancelled({ runId, reason: `${hold.id} was answered meanwhile` })),
    ...rowsOf(state, "risk")
      .filter((risk) => risk.open && hold.kind === "escalation" && titleOfCritical(risk) === hold.title)
      .map((risk) => new RiskClosed({ id: risk.id, resolution })),
    ...(blocked && !others && hold.gate !== null
      ? [new GateUnblocked({ gate: hold.gate, ...isResumed(state, hold) })]
      : [])
  ]
}

const idKinds = {
  blocker: "hold",
  query: "hold",
  escalation: "hold",
  risk: "risk",
  decision: "record",
  note: "record",
  memory: "record"
} as const

/** `<kind>-<n>`, counted within the kind from 1. */
export const nextId = (state: ProjectState, kind: keyof typeof idKinds, nth = 0): EntryId => {
  const rows: ReadonlyArray<{ readonly id: string }> = rowsOf(state, idKinds[kind])
  const taken = rows.filter((row) => row.id.startsWith(`${kind}-`)).length
  return EntryId.make(`${kind}-${taken + 1 + nth}`)
}
