/**
 * Answers the operations that show gates.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import * as Timestamp from "@layercake/core/event/Timestamp"
import type { GateRow } from "@layercake/core/gate/GateBoard"
import { GateUnknown } from "@layercake/core/gate/GateError"
import { gateLoad, isStamp, loadByGate, type LoadRows } from "@layercake/core/gate/GateLoad"
import { authorityWithoutPerson } from "@layercake/core/gate/GatePassing"
import { type GateCheck, GateOperations } from "@layercake/core/operation/GateOperations"
import { currentGate, definitionOf, evidenceOf, gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import * as GateRules from "@layercake/core/pipeline/GateRules"
import { stampSeconds } from "@layercake/core/pipeline/Policy"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { DateTime, Effect } from "effect"
import { now as find } from "../history/Moments.ts"
import * as ProjectPages from "../project/ProjectPages.ts"
import * as StateView from "../project/StateView.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import * as ProjectReport from "./ProjectReport.ts"
import { Session } from "./Session.ts"

/** The project with one of its gates, or that there is no such gate. */
export const findGate = Effect.fnUntraced(function* (project: ProjectId, gate: string) {
  const { row, state } = yield* find(project)
  const found = rowOf(state, "gate", gate)
  if (found === undefined)
    return yield* new CommandRefused({
      reason: new GateUnknown({ gate, known: gatesInOrder(state).map((gate) => gate.gate) })
    })
  return { row, state, gate: found, report: ProjectReport.gateReportOf(row, state, found) }
})

const loadRowsOf = (state: ProjectState): LoadRows => ({
  load: rowsOf(state, "load"),
  reviews: rowsOf(state, "review"),
  phases: rowsOf(state, "phase")
})

/** The rows as they are stored; they are plain JSON, and were made by the boards. */
const storedLoad = Effect.fnUntraced(function* (project: ProjectId) {
  const views = yield* ReadModelStore
  const rows = (projection: string) =>
    Effect.map(views.list(projection, project), (rows) => rows.map(({ row }) => row))
  return {
    load: yield* rows("load"),
    reviews: yield* rows("review"),
    phases: yield* rows("phase")
  } as unknown as LoadRows
})

const checkOf = Effect.fnUntraced(function* (
  row: ProjectRow,
  state: ProjectState,
  gate: GateRow,
  actor: Actor
) {
  const definition = definitionOf(row, gate.gate)
  const now = evidenceOf(state, gate.gate)
  const evidence = now === undefined ? null : yield* ContentDigest.ofEvidence(now)
  const findings = definition === undefined ? [] : GateRules.findings(state, definition)
  return {
    gate: gate.gate,
    status: gate.status,
    findings,
    approver:
      definition === undefined || evidence === null
        ? []
        : GateRules.approverFit(state, definition, actor, gate.digest ?? evidence),
    authority: (definition && authorityWithoutPerson(row, definition)) ?? "person",
    ready: evidence !== null && findings.every(({ severity }) => severity === "accept"),
    evidence,
    submitted: gate.digest
  } satisfies GateCheck
})

const gateReports = StateView.make(({ row, state }) =>
  gatesInOrder(state).map((gate) => ProjectReport.gateReportOf(row, state, gate))
)

export const layer = GateOperations.toLayer({
  "gates.list": ({ project }) => Effect.map(find(project), gateReports),
  "gates.get": ({ gate, project }) => Effect.map(findGate(project, gate), ({ report }) => report),
  "gates.current": ({ project }) =>
    Effect.map(find(project), ({ row, state }) => {
      const gate = currentGate(state)
      return gate === undefined ? null : ProjectReport.gateReportOf(row, state, gate)
    }),
  "gates.check": ({ gate, project }) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      const found = yield* findGate(project, gate)
      return yield* checkOf(found.row, found.state, found.gate, actor)
    }),
  "gates.history": ({ gate, project }) =>
    Effect.gen(function* () {
      if (gate !== undefined) yield* findGate(project, gate)
      const { state } = yield* find(project)
      const own = <Row extends { readonly gate: string }>(rows: ReadonlyArray<Row>) =>
        gate === undefined ? rows : rows.filter((row) => row.gate === gate)
      return { rounds: own(rowsOf(state, "phase")), reviews: reviewsInOrder(own(rowsOf(state, "review"))) }
    }),
  "gates.stats": ({ project }) =>
    Effect.gen(function* () {
      const { row, state } = yield* find(project)
      const at = Timestamp.fromDateTime(yield* DateTime.now)
      const [rows, seconds] = [loadRowsOf(state), stampSeconds(row.policy)]
      const gates = gatesInOrder(state).map(({ gate }) => gate)
      return {
        stampSeconds: seconds,
        gates: loadByGate(gates, rows, seconds, at),
        total: gateLoad(rows, seconds, at)
      }
    }),
  "gates.stamps": ({ project }) =>
    Effect.map(find(project), ({ row, state }) =>
      reviewsInOrder(rowsOf(state, "review").filter((review) => isStamp(review, stampSeconds(row.policy))))
    ),
  "gates.load": (request) =>
    Effect.gen(function* () {
      const page = yield* ProjectPages.page(request)
      const at = Timestamp.fromDateTime(yield* DateTime.now)
      const projects = yield* Effect.forEach(
        page.projects,
        ({ project, row }) =>
          Effect.map(storedLoad(project), (rows) => ({
            project,
            title: row.title,
            stampSeconds: stampSeconds(row.policy),
            ...gateLoad(rows, stampSeconds(row.policy), at)
          })),
        { concurrency: ProjectPages.concurrency }
      )
      return { projects, next: page.next }
    })
})

/** As they were opened: their numbers do not sort as text. */
const reviewsInOrder = <Row extends { readonly review: string }>(
  reviews: ReadonlyArray<Row>
): ReadonlyArray<Row> =>
  reviews.toSorted((a, b) => a.review.length - b.review.length || (a.review < b.review ? -1 : 1))
