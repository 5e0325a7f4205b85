/**
 * Turns commands about entries that are there already into facts. Pure. What holds a gate again, or does not any more,
 * follows from them.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { GateBlocked } from "../gate/GateEvent.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { AcceptRisk, EntryCommand, UpdateRisk } from "./EntryCommand.ts"
import type { EntryId, Record, Risk } from "./Register.ts"
import { gateTakesHolds, nextId, settle, waitingAbout } from "./RegisterDecider.ts"
import {
  EntryNotForAgent,
  EntryNotOpen,
  EntryNotSettled,
  EntryUnknown,
  RiskNeedsPerson
} from "./RegisterError.ts"
import {
  DecisionRecorded,
  DecisionSuperseded,
  EntryAssigned,
  EntryCommented,
  EntryReopened,
  NoteEdited,
  NoteRemoved,
  RiskAccepted,
  RiskUpdated
} from "./RegisterEvent.ts"

export const decide: Decide<EntryCommand> = (command, state, actor) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  const { id } = command
  switch (command._tag) {
    case "CommentEntry":
      return rowOf(state, "hold", id) === undefined
        ? Result.fail(new EntryUnknown({ id }))
        : Result.succeed([new EntryCommented({ id, text: command.text })])
    case "AssignEntry":
      return assign(state, id, command.to)
    case "ReopenEntry":
      return reopen(state, id, command.reason, actor)
    case "UpdateRisk":
      return update(state, command, actor)
    case "AcceptRisk":
      return accept(state, command, actor)
    case "SupersedeDecision": {
      const decision = recordOf(state, id, "decision")
      if (decision === undefined || decision.supersededBy !== undefined)
        return Result.fail(new EntryNotOpen({ id, exists: decision !== undefined }))
      const by = nextId(state, "decision")
      const { reason, title } = command
      return Result.succeed([
        new DecisionRecorded({ id: by, title, reason }),
        new DecisionSuperseded({ id, by })
      ])
    }
    case "EditNote":
    case "RemoveNote":
      return changeNote(state, command, actor)
  }
}

const assign = (state: ProjectState, id: EntryId, to: string | null): Decision => {
  const hold = rowOf(state, "hold", id)
  if (!hold?.open) return Result.fail(new EntryNotOpen({ id, exists: hold !== undefined }))
  return Result.succeed((hold.assignee ?? null) === to ? [] : [new EntryAssigned({ id, to })])
}

/** Whoever settled it may have been wrong, but no agent says so. */
const reopen = (state: ProjectState, id: EntryId, reason: string, actor: Actor): Decision => {
  const hold = rowOf(state, "hold", id)
  if (hold === undefined) return Result.fail(new EntryUnknown({ id }))
  if (hold.open) return Result.fail(new EntryNotSettled({ id }))
  if (actor.kind === "agent") return Result.fail(new EntryNotForAgent({ id, actor, to: null }))
  return Result.succeed([
    new EntryReopened({ id, reason }),
    ...(hold.gate !== null && gateTakesHolds(state, hold.gate)
      ? [new GateBlocked({ gate: hold.gate, by: id, reason: hold.title })]
      : [])
  ])
}

const update = (state: ProjectState, command: UpdateRisk, actor: Actor): Decision => {
  const { _tag, id, ...given } = command
  const risk = rowOf(state, "risk", id)
  if (!risk?.open) return Result.fail(new EntryNotOpen({ id, exists: risk !== undefined }))
  const change = Object.fromEntries(
    Object.entries(given).filter(
      ([field, value]) => value !== undefined && risk[field as keyof Risk] !== value
    )
  )
  if (Object.keys(change).length === 0) return Result.succeed([])
  const lowered = risk.severity === "critical" && "severity" in change
  if (lowered && actor.kind === "agent") return Result.fail(new RiskNeedsPerson({ id, actor }))
  return Result.succeed([
    new RiskUpdated({ id, ...change }),
    ...(lowered ? settleAsking(state, risk, `${id} is ${command.severity ?? risk.severity} now`) : [])
  ])
}

const accept = (state: ProjectState, { id, reason }: AcceptRisk, actor: Actor): Decision => {
  const risk = rowOf(state, "risk", id)
  if (!risk?.open) return Result.fail(new EntryNotOpen({ id, exists: risk !== undefined }))
  if (actor.kind !== "person") return Result.fail(new RiskNeedsPerson({ id, actor }))
  return Result.succeed([new RiskAccepted({ id, reason }), ...settleAsking(state, risk, reason)])
}

/** The escalation that put the critical risk to a person has its answer; the risk itself stays. */
const settleAsking = (state: ProjectState, risk: Risk, resolution: string): ReadonlyArray<FactoryEvent> => {
  const asking = waitingAbout(state, risk)
  return asking === undefined
    ? []
    : settle(state, asking, resolution).filter((event) => event._tag !== "RiskClosed")
}

const changeNote = (
  state: ProjectState,
  command: Extract<EntryCommand, { readonly _tag: "EditNote" | "RemoveNote" }>,
  actor: Actor
): Decision => {
  const { id } = command
  const note = recordOf(state, id, "note")
  if (note === undefined) return Result.fail(new EntryUnknown({ id }))
  if (actor.kind === "agent" && (note.by.kind !== "agent" || note.by.id !== actor.id))
    return Result.fail(new EntryNotForAgent({ id, actor, to: null }))
  if (command._tag === "RemoveNote") return Result.succeed(note.removed ? [] : [new NoteRemoved({ id })])
  if (note.removed) return Result.fail(new EntryNotOpen({ id, exists: true }))
  return Result.succeed(note.text === command.text ? [] : [new NoteEdited({ id, text: command.text })])
}

const recordOf = (state: ProjectState, id: EntryId, kind: Record["kind"]): Record | undefined => {
  const record = rowOf(state, "record", id)
  return record?.kind === kind ? record : undefined
}
