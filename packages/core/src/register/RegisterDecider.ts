/**
 * Turns a command about the registers into facts. Pure. Raising and resolving also hold and free the gate.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { isResumed } from "../cost/Resumption.ts"
import { ErrorId, ErrorRecorded, ErrorResolved } from "../error/ErrorEvent.ts"
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
import { EntryId, type Hold, type HoldKind, type Risk } from "./Register.ts"
import type { RegisterCommand } from "./RegisterCommand.ts"
import { answersTo, routeOf, waitsForAgent } from "./QueryRouting.ts"
import { EntryNotForAgent, EntryNotOpen, RiskNeedsPerson } from "./RegisterError.ts"
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
      if (kind !== "query" || gate === null || command.to === undefined)
        return Result.succeed(raise(state, { kind, gate, title, detail }))
      const route = routeOf(state, { gate, from: actor.id, to: command.to }, 0)
      const told = [detail, route.detail].filter((text) => text !== "").join("\n")
      return Result.succeed(raise(state, { kind, gate, title, detail: told, to: route.to }))
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
      const { id, resolution } = command
      const risk = rowOf(state, "risk", id)
      if (!risk?.open) return Result.fail(new EntryNotOpen({ id, exists: risk !== undefined }))
      if (actor.kind === "agent" && risk.severity === "critical")
        return Result.fail(new RiskNeedsPerson({ id, actor }))
      const asking = waitingAbout(state, risk)
      return Result.succeed(
        asking === undefined ? [new RiskClosed({ id, resolution })] : settle(state, asking, resolution)
      )
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
      const { message, source } = command
      const errorId = command.errorId ?? nextErrorId(state)
      return Result.succeed(
        rowOf(state, "error", errorId)?.open ? [] : [new ErrorRecorded({ errorId, source, message })]
      )
    }
    case "ResolveError":
      return Result.succeed(
        rowOf(state, "error", command.errorId)?.open
          ? [
              new ErrorResolved({
                errorId: command.errorId,
                ...(command.resolution === undefined ? {} : { resolution: command.resolution })
              })
            ]
          : []
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
  return [
    hold.kind === "query" && hold.to != null
      ? new QueryAsked({ ...fields, to: hold.to })
      : new { blocker: BlockerRaised, query: QueryAsked, escalation: EscalationRaised }[hold.kind](fields),
    ...(hold.gate !== null && nth === 0 && gateTakesHolds(state, hold.gate)
      ? [new GateBlocked({ gate: hold.gate, by: fields.id, reason: hold.title })]
      : [])
  ]
}

/** A gate that is worked on or looked at is held; one that is passed or not begun is not. */
export const gateTakesHolds = (state: ProjectState, gate: GateId): boolean => {
  const status = rowOf(state, "gate", gate)?.status
  return status === "open" || status === "reopened" || status === "in-review"
}

/** Title of the escalation that puts a critical risk to a person; resolving it closes the risk. */
export const titleOfCritical = (risk: { readonly id: string; readonly title: string }): string =>
  `${beginningOf(risk)}${risk.title}`

/** The risk may be called something else by now. */
const beginningOf = (risk: { readonly id: string }): string => `The critical risk ${risk.id} is open: `
const asksAbout = (hold: Hold, risk: Risk): boolean =>
  hold.kind === "escalation" && hold.title.startsWith(beginningOf(risk))

/** The open escalation that puts this critical risk to a person; undefined when there is none. */
export const waitingAbout = (state: ProjectState, risk: Risk): Hold | undefined =>
  rowsOf(state, "hold").find((hold) => hold.open && asksAbout(hold, risk))

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
      .filter((risk) => risk.open && asksAbout(hold, risk))
      .map((risk) => new RiskClosed({ id: risk.id, resolution })),
    ...(blocked && !others && hold.gate !== null
      ? [new GateUnblocked({ gate: hold.gate, ...isResumed(state, hold) })]
      : [])
  ]
}

/** `reported-<n>`: of what somebody tells, counted from 1. */
const nextErrorId = (state: ProjectState): ErrorId => {
  const told = rowsOf(state, "error").filter(({ errorId }) => errorId.startsWith("reported-")).length
  return ErrorId.make(`reported-${told + 1}`)
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
