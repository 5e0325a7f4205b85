/**
 * The stored shapes are frozen: every version of every event type that was ever written has a sample here, and a
 * sample is never changed, only added to.
 */
import { assert, describe, it } from "@effect/vitest"
import { system } from "@layercake/core/actor/Actor"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import { textOf } from "@layercake/core/event/EventText"
import { EventHash } from "@layercake/core/event/EventChain"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { Position, type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { Result } from "effect"
import samples from "./sample/stored-events.json" with { type: "json" }

const metadata = {
  actor: system,
  at: Timestamp.make("2026-11-22T10:00:00.000Z"),
  commandId: CommandId.make("c1")
}

const stored = (type: string, schemaVersion: number, data: unknown): StoredEvent => ({
  position: Position.make(7),
  stream: ProjectId.make("demo"),
  version: StreamVersion.make(3),
  type,
  schemaVersion,
  data: data as StoredEvent["data"],
  metadata,
  hash: EventHash.make("0".repeat(64))
})

const frozen: Readonly<Record<string, Readonly<Record<string, unknown>>>> = samples

describe("EventCodec", () => {
  it("knows at least 45 event types", () => {
    assert.isAtLeast(eventTypes.length, 45)
    assert.strictEqual(new Set(eventTypes).size, eventTypes.length)
  })

  it("has a frozen sample of every version of every type, and of nothing else", () => {
    assert.deepStrictEqual(Object.keys(frozen).toSorted(), eventTypes.toSorted())
    for (const type of eventTypes)
      assert.deepStrictEqual(
        Object.keys(frozen[type] ?? {}),
        Array.from({ length: EventCodec.schemaVersionOf(type) }, (_, index) => String(index + 1))
      )
  })

  for (const type of eventTypes)
    it(`reads ${type} as it was stored, writes it the same, and has words for it`, () => {
      for (const [version, data] of Object.entries(frozen[type] ?? {})) {
        const fact = EventCodec.decode(stored(type, Number(version), data))
        assert.isTrue(Result.isSuccess(fact), Result.isFailure(fact) ? fact.failure.message : "")
        if (Result.isFailure(fact)) continue
        assert.isNotEmpty(textOf(fact.success.event))
        if (Number(version) !== EventCodec.schemaVersionOf(type)) continue
        const written = EventCodec.encode(fact.success.event, metadata)
        assert.deepStrictEqual(written.data, data)
      }
    })

  it("says which event of which stream it cannot read", () => {
    const unknown = EventCodec.decode(stored("NeverHeardOf", 1, {}))
    const newer = EventCodec.decode(stored("GateOpened", 2, { gate: "G1" }))
    const broken = EventCodec.decode(stored("GateOpened", 1, { gate: 7 }))

    for (const result of [unknown, newer, broken]) {
      assert.isTrue(Result.isFailure(result))
      if (Result.isFailure(result)) assert.match(result.failure.message, /Event 3 of demo/)
    }
  })
})
