/**
 * Three projections of the registers: what waits for somebody, the risks, and what was said once and is kept.
 */
import type { Fact } from "../event/EventCodec.ts"
import * as Projection from "../projection/Projection.ts"
import { type Hold, type HoldKind, Hold as HoldSchema, Record, Risk } from "./Register.ts"
import type {
  BlockerRaised,
  BlockerResolved,
  EscalationRaised,
  EscalationResolved,
  QueryAnswered,
  QueryAsked,
  QueryRouted
} from "./RegisterEvent.ts"

export const holdBoard = Projection.make<Hold>("hold", HoldSchema, {
  BlockerRaised: raise("blocker"),
  QueryAsked: raise("query"),
  EscalationRaised: raise("escalation"),
  QueryRouted: Projection.change(
    (event: QueryRouted) => event.id,
    (row, event) => ({ ...row, routed: event.reason })
  ),
  BlockerResolved: resolve(),
  QueryAnswered: resolve(),
  EscalationResolved: resolve()
})

export const riskBoard = Projection.make<Risk>("risk", Risk, {
  RiskIdentified: Projection.put(
    (event) => event.id,
    (event, fact) => ({
      id: event.id,
      title: event.title,
      severity: event.severity,
      mitigation: event.mitigation,
      open: true,
      updatedAt: fact.at
    })
  ),
  RiskClosed: Projection.change(
    (event) => event.id,
    (row, _event, fact) => ({
      ...row,
      open: false,
      updatedAt: fact.at
    })
  )
})

export const recordBoard = Projection.make<Record>("record", Record, {
  DecisionRecorded: Projection.put(
    (event) => event.id,
    (event, fact) => ({
      id: event.id,
      kind: "decision",
      title: event.title,
      text: event.reason,
      by: fact.actor,
      at: fact.at
    })
  ),
  NoteAdded: Projection.put(
    (event) => event.id,
    (event, fact) => said("note", event, fact)
  ),
  MemoryKept: Projection.put(
    (event) => event.id,
    (event, fact) => said("memory", event, fact)
  )
})

function raise<E extends BlockerRaised | QueryAsked | EscalationRaised>(
  kind: HoldKind
): Projection.Handler<Hold, E> {
  return Projection.put(
    (event) => event.id,
    (event, fact) => ({
      id: event.id,
      kind,
      gate: event.gate,
      title: event.title,
      detail: event.detail,
      open: true,
      ...("to" in event && event.to !== undefined ? { to: event.to } : {}),
      resolution: null,
      raisedBy: fact.actor,
      raisedAt: fact.at,
      resolvedBy: null,
      resolvedAt: null
    })
  )
}

function resolve<E extends BlockerResolved | QueryAnswered | EscalationResolved>(): Projection.Handler<
  Hold,
  E
> {
  return Projection.change(
    (event) => event.id,
    (row, event, fact) => ({
      ...row,
      open: false,
      resolution: event.resolution,
      resolvedBy: fact.actor,
      resolvedAt: fact.at
    })
  )
}

const said = (kind: "note" | "memory", event: { id: Record["id"]; text: string }, fact: Fact): Record => ({
  id: event.id,
  kind,
  title: event.text.split("\n", 1)[0] || kind,
  text: event.text,
  by: fact.actor,
  at: fact.at
})
