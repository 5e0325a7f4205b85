/**
 * Answers the operations on blockers, queries and escalations: one register, a toolset for each kind.
 */
import { BlockerOperations } from "@layercake/core/operation/BlockerOperations"
import type { HoldReport } from "@layercake/core/operation/EntryFields"
import { EscalationOperations } from "@layercake/core/operation/EscalationOperations"
import { QueryOperations } from "@layercake/core/operation/QueryOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { statsOf } from "@layercake/core/register/HoldStatistics"
import { AssignEntry, CommentEntry, ReopenEntry } from "@layercake/core/register/EntryCommand"
import type { EntryId, Hold, HoldKind } from "@layercake/core/register/Register"
import { RaiseHold, ResolveHold, RouteQuery } from "@layercake/core/register/RegisterCommand"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { EntryNotOpen } from "@layercake/core/register/RegisterError"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Layer } from "effect"
import * as EntryOrders from "./EntryOrders.ts"
import * as EntryPages from "./EntryPages.ts"
import { find } from "./ProjectHandlers.ts"

interface Which {
  readonly project: ProjectId
  readonly id: EntryId
}

const ofKind = (state: ProjectState, kind: HoldKind): ReadonlyArray<Hold> =>
  rowsOf(state, "hold").filter((hold) => hold.kind === kind)

const reportOf = (state: ProjectState, entry: Hold): HoldReport => ({
  entry,
  comments: rowsOf(state, "comment").filter((comment) => comment.entry === entry.id)
})

/** Answers that are the same for every kind. */
const answersFor = (kind: HoldKind) => {
  const at = ({ id, project }: Which) => ({ project, name: "hold" as const, id, kind })
  return {
    list: ({
      gate,
      open,
      project,
      ...page
    }: {
      readonly project: ProjectId
      readonly gate?: string
      readonly open?: boolean
      readonly after?: EntryId
      readonly limit?: number
    }) =>
      Effect.map(find(project), ({ state }) =>
        EntryPages.entriesOf(
          ofKind(state, kind).filter(
            (hold) => (gate === undefined || hold.gate === gate) && (open === undefined || hold.open === open)
          ),
          page
        )
      ),
    get: ({ id, project }: Which) =>
      Effect.flatMap(find(project), ({ state }) =>
        Effect.map(EntryOrders.rowIn(state, "hold", id, kind), (entry) => reportOf(state, entry))
      ),
    raise: ({
      project,
      ...fields
    }: { readonly project: ProjectId; readonly to?: string } & Pick<Hold, "title" | "detail" | "gate">) =>
      Effect.gen(function* () {
        const state = yield* EntryOrders.order(project, new RaiseHold({ kind, ...fields }))
        const newest = EntryOrders.newestOf(
          ofKind(state, kind).map(({ id }) => id),
          kind
        )
        return yield* EntryOrders.rowIn(state, "hold", newest, kind)
      }),
    resolve: ({ id, project, resolution }: Which & { readonly resolution: string }) =>
      Effect.gen(function* () {
        const queue = yield* JobQueue
        const hold = yield* EntryOrders.change(at({ id, project }), new ResolveHold({ id, resolution }))
        // What was given up because of it may be tried again.
        const dead = yield* queue.list({ project, state: "dead" })
        yield* Effect.forEach(dead, (job) => queue.requeue(job.id))
        return hold
      }),
    comment: ({ id, project, text }: Which & { readonly text: string }) =>
      Effect.gen(function* () {
        yield* EntryOrders.get(project, "hold", id, kind)
        const state = yield* EntryOrders.order(project, new CommentEntry({ id, text }))
        return reportOf(state, yield* EntryOrders.rowIn(state, "hold", id, kind))
      }),
    assign: ({ id, project, to }: Which & { readonly to: string | null }) =>
      EntryOrders.change(at({ id, project }), new AssignEntry({ id, to })),
    reopen: ({ id, project, reason }: Which & { readonly reason: string }) =>
      EntryOrders.change(at({ id, project }), new ReopenEntry({ id, reason })),
    stats: ({ project }: { readonly project: ProjectId }) =>
      Effect.map(find(project), ({ state }) => statsOf(ofKind(state, kind)))
  }
}

const blockers = answersFor("blocker")
const queries = answersFor("query")
const escalations = answersFor("escalation")

const route = Effect.fnUntraced(function* ({ id, project, reason }: Which & { readonly reason: string }) {
  const { open } = yield* EntryOrders.get(project, "hold", id, "query")
  if (!open) return yield* new CommandRefused({ reason: new EntryNotOpen({ id, exists: true }) })
  const state = yield* EntryOrders.order(project, new RouteQuery({ id, reason }))
  return yield* EntryOrders.rowIn(state, "hold", id, "query")
})

export const layer = Layer.mergeAll(
  BlockerOperations.toLayer({
    "blockers.list": blockers.list,
    "blockers.get": blockers.get,
    "blockers.raise": blockers.raise,
    "blockers.resolve": blockers.resolve,
    "blockers.comment": blockers.comment,
    "blockers.assign": blockers.assign,
    "blockers.reopen": blockers.reopen,
    "blockers.stats": blockers.stats
  }),
  QueryOperations.toLayer({
    "queries.list": queries.list,
    "queries.get": queries.get,
    "queries.ask": queries.raise,
    "queries.answer": queries.resolve,
    "queries.comment": queries.comment,
    "queries.route": route,
    "queries.reopen": queries.reopen,
    "queries.stats": queries.stats
  }),
  EscalationOperations.toLayer({
    "escalations.list": escalations.list,
    "escalations.get": escalations.get,
    "escalations.raise": escalations.raise,
    "escalations.resolve": escalations.resolve,
    "escalations.comment": escalations.comment,
    "escalations.assign": escalations.assign,
    "escalations.reopen": escalations.reopen,
    "escalations.stats": escalations.stats
  })
)
