/**
 * What is told to analytics, and what the log says of all projects.
 */
import { assert, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Analytics, AnalyticsEventName } from "@layercake/core/port/Analytics"
import { Effect } from "effect"
import * as NoAnalytics from "../../src/analytics/NoAnalytics.ts"
import { ada, clientOf, layer, stranger } from "./catalogue/CatalogueWorld.ts"

const event = AnalyticsEventName.make("gate.reviewed")

it.layer(layer, { timeout: "2 minutes" })("analytics", (it) => {
  it.effect("count the projects that the caller may see, gate by gate", () =>
    Effect.gen(function* () {
      const own = yield* clientOf(ada)
      const steps = yield* own["analytics.funnel"]()
      assert.deepStrictEqual(
        steps.slice(0, 2).map(({ gate }) => gate),
        ["G0", "G1"]
      )
      // `rooms` is through, `waiting` stands at G1.
      assert.deepInclude(steps[0], { reached: 2, passed: 2, share: 1 })
      assert.deepInclude(steps[1], { reached: 2, passed: 1, share: 0.5 })
      const other = yield* clientOf(stranger.actor, stranger.grant)
      assert.deepStrictEqual(yield* other["analytics.funnel"](), [])
    }).pipe(Effect.scoped)
  )

  it.effect("refuse an event on a host that has none, and say so", () =>
    Effect.gen(function* () {
      const analytics = yield* Analytics
      const at = Timestamp.make("2026-11-22T10:00:00.000Z")
      const error = yield* Effect.flip(analytics.capture({ name: event, actor: "ada", properties: {}, at }))
      assert.isFalse(analytics.enabled)
      assert.strictEqual(error._tag, "AnalyticsOff")
    }).pipe(Effect.provide(NoAnalytics.layer))
  )

  it.effect("add up what every project's own measures say", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const host = yield* client["metrics.host"]()
      assert.deepInclude(host, { projects: 2, completed: 1, active: 1 })
      assert.isAbove(host.counts.gatesApproved, 5)
    }).pipe(Effect.scoped)
  )
})
