/**
 * What commands write beside the facts: times that never go back, and what led to what.
 */
import { assert, describe, it } from "@effect/vitest"
import { millisBetween, Timestamp } from "@layercake/core/event/Timestamp"
import { RenameProject } from "@layercake/core/project/ProjectCommand"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Commands } from "../../src/command/Commands.ts"
import * as Factory from "../../src/Factory.ts"
import * as Moments from "../../src/history/Moments.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ada, rooms } from "../FactoryStory.ts"
import { eventsOf } from "../history/ForkStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const layer = Layer.suspend(() =>
  Factory.layer(MemoryFactory.templates).pipe(Layer.provideMerge(MemoryStore.layer))
)

const noon = Date.parse("2026-11-23T12:00:00.000Z")
const rename = Effect.fnUntraced(function* (title: string, context?: { readonly causationId: string }) {
  const commands = yield* Commands
  yield* commands.execute(rooms, new RenameProject({ title }), context)
})

describe("a command", () => {
  it.effect("never writes an event before the one it follows, however the clock was set", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      yield* Intake.take({ brief: MemoryFactory.brief, project: rooms }, ada)
      yield* TestClock.setTime(noon - 3_600_000)
      yield* rename("An hour earlier")
      yield* TestClock.setTime(noon + 1000)
      yield* rename("Later")

      const events = yield* eventsOf(rooms)
      const times = events.slice(-2).map((event) => event.metadata.at)
      assert.deepStrictEqual<ReadonlyArray<string>>(times, [
        "2026-11-23T12:00:00.000Z",
        "2026-11-23T12:00:01.000Z"
      ])
      for (const [index, event] of events.slice(1).entries())
        assert.isAtLeast(millisBetween(events[index]!.metadata.at, event.metadata.at), 0)
      const time = Timestamp.make("2026-11-23T12:00:00.000Z")
      assert.strictEqual(yield* Moments.versionOf(rooms, { time }), events.length - 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("writes the trace it is part of, and the event that led to it", () =>
    Effect.gen(function* () {
      yield* Intake.take({ brief: MemoryFactory.brief, project: rooms }, ada)
      const traceId = yield* rename("Traced", { causationId: "rooms@3" }).pipe(
        Effect.andThen(Effect.map(Effect.currentSpan, (span) => span.traceId)),
        Effect.withSpan("test")
      )
      const last = (yield* eventsOf(rooms)).at(-1)
      assert.match(last?.metadata.trace ?? "", new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
      assert.strictEqual(last?.metadata.causationId, "rooms@3")
    }).pipe(Effect.provide(layer))
  )

  it.live("of a job names the job and the event after which it was due", () =>
    Effect.gen(function* () {
      yield* Intake.take(
        { brief: MemoryFactory.brief, project: rooms, policy: MemoryFactory.unattended },
        ada
      )
      yield* MemoryFactory.settled(rooms)
      const byJobs = (yield* eventsOf(rooms)).filter((event) => event.metadata.correlationId !== undefined)
      assert.isAbove(byJobs.length, 50)
      for (const { metadata, version } of byJobs) {
        const [project, cause] = (metadata.causationId ?? "").split("@")
        assert.strictEqual(project, rooms)
        assert.isBelow(Number(cause), version)
      }
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})
