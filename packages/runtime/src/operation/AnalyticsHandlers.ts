/**
 * Answers the operations on analytics.
 */
import * as Timestamp from "@layercake/core/event/Timestamp"
import { GateRow } from "@layercake/core/gate/GateBoard"
import { AnalyticsOperations, type FunnelStep } from "@layercake/core/operation/AnalyticsOperations"
import { Analytics } from "@layercake/core/port/Analytics"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { DateTime, Effect, Option, Schema } from "effect"
import { groupBy } from "effect/Array"
import { onlySeen } from "./Authority.ts"
import { Session } from "./Session.ts"
import * as Upkeep from "./Upkeep.ts"

const decodeGate = Schema.decodeUnknownOption(GateRow)

const status = Effect.map(Analytics, ({ enabled, name }) => ({ name, enabled }))

const isPassed = ({ status }: GateRow) => status === "approved" || status === "skipped"

const stepOf = (gate: string, rows: ReadonlyArray<GateRow>): FunnelStep => {
  const passed = rows.filter(isPassed).length
  const titles = groupBy(rows, ({ title }) => title)
  const [title = gate] = Object.entries(titles).toSorted(([, a], [, b]) => b.length - a.length)[0] ?? []
  return {
    gate,
    title,
    reached: rows.filter((row) => row.openedAt !== null || isPassed(row)).length,
    passed,
    share: rows.length === 0 ? null : passed / rows.length
  }
}

export const layer = AnalyticsOperations.toLayer({
  "analytics.status": () => status,
  "analytics.capture": ({ event, properties = {} }) =>
    Effect.gen(function* () {
      const analytics = yield* Analytics
      const { actor } = yield* Session
      const at = Timestamp.fromDateTime(yield* DateTime.now)
      yield* analytics.capture({ name: event, actor: actor.id, properties, at })
      yield* Upkeep.record("analytics.capture", event)
      return yield* status
    }),
  "analytics.funnel": () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const rows = yield* onlySeen(yield* views.list("gate"), ({ project }) => project)
      const gates = rows.flatMap(({ row }) => Option.toArray(decodeGate(row)))
      const order = (all: ReadonlyArray<GateRow>) => Math.min(...all.map((gate) => gate.order))
      return Object.entries(groupBy(gates, ({ gate }) => gate))
        .toSorted(([, a], [, b]) => order(a) - order(b))
        .map(([gate, all]) => stepOf(gate, all))
    })
})
