/**
 * Turns a command about the registers into facts. Pure. Raising and resolving also hold and free the gate.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ErrorRecorded, ErrorResolved } from "../error/ErrorEvent.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { GateId } from "../gate/Gate.ts"
import { GateUnknown } from "../gate/GateError.ts"
import { GateBlocked, GateUnblocked } from "../gate/GateEvent.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { EntryId, type Hold, type HoldKind } from "./Register.ts"
import type { RegisterCommand } from "./RegisterCommand.ts"
import { EntryNotOpen } from "./RegisterError.ts"
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
  RiskClosed,
  RiskIdentified
} from "./RegisterEvent.ts"

export const decide: Decide<RegisterCommand> = (command, state) => {
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
      return hold?.open
        ? Result.succeed(resolve(state, hold, command.resolution))
        : Result.fail(new EntryNotOpen({ id: command.id, exists: hold !== undefined }))
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
    new { blocker: BlockerRaised, query: QueryAsked, escalation: EscalationRaised }[hold.kind](fields),
    ...(holds && hold.gate !== null && nth === 0
      ? [new GateBlocked({ gate: hold.gate, by: fields.id, reason: hold.title })]
      : [])
  ]
}

/** Title of the escalation that puts a critical risk to a person; resolving it closes the risk. */
export const titleOfCritical = (risk: { readonly id: string; readonly title: string }): string =>
  `The critical risk ${risk.id} is open: ${risk.title}`

const resolve = (state: ProjectState, hold: Hold, resolution: string): ReadonlyArray<FactoryEvent> => {
  const others = rowsOf(state, "hold").some(
    (other) => other.open && other.id !== hold.id && other.gate === hold.gate
  )
  const blocked = hold.gate !== null && rowOf(state, "gate", hold.gate)?.status === "blocked"
  return [
    new { blocker: BlockerResolved, query: QueryAnswered, escalation: EscalationResolved }[hold.kind]({
      id: hold.id,
      resolution
    }),
    ...rowsOf(state, "risk")
      .filter((risk) => risk.open && hold.kind === "escalation" && titleOfCritical(risk) === hold.title)
      .map((risk) => new RiskClosed({ id: risk.id, resolution })),
    ...(blocked && !others && hold.gate !== null ? [new GateUnblocked({ gate: hold.gate })] : [])
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
