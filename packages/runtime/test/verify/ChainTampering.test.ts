/**
 * Verification finds whatever was done to the log itself.
 */
import { assert, describe, it } from "@effect/vitest"
import type { EventHash } from "@layercake/core/event/EventChain"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import { Digest } from "effect/crypto"
import * as EventHashing from "../../src/verify/EventHashing.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

type Events = Array<StoredEvent>

/** A short one, that waits for a person at G1. */
const story = begun({ policy: defaultPolicy })

/** What the verification says of events and heads after the log was tampered with. */
const found = (
  tamper: (events: Events) => Effect.Effect<void>,
  heads?: (events: Events) => ReadonlyArray<EventHash>
) => {
  const world = MemoryFactory.makeWorld()
  return Effect.gen(function* () {
    yield* story
    const { events } = world.store
    const noted = heads?.(events) ?? []
    assert.isTrue((yield* Verification.verify(undefined, { heads: noted })).ok)
    yield* tamper(events)
    const report = yield* Verification.verify(undefined, { heads: noted })
    return {
      report,
      about: report.differences
        .filter(({ what }) => /^(?:events? |head )/.test(what))
        .map(({ detail, project, what }) => `${project} ${what}: ${detail}`)
    }
  }).pipe(Effect.provide(MemoryFactory.layer({ world })))
}

const replace = (events: Events, index: number, change: (event: StoredEvent) => Partial<StoredEvent>) => {
  const event = events[index]!
  events[index] = { ...event, ...change(event) }
}

const indexOf = (events: Events, type: string) => events.findIndex((event) => event.type === type)
const notAsAppended = "it is not what was appended, or does not follow the event before it"

describe("verification of the chain", () => {
  it.live("finds an event whose data, metadata, type or schema version was changed, and names it alone", () =>
    Effect.gen(function* () {
      const changes: ReadonlyArray<readonly [string, (event: StoredEvent) => Partial<StoredEvent>]> = [
        ["GateApproved", ({ data }) => ({ data: { ...(data as object), comment: "by nobody" } })],
        [
          "GateApproved",
          ({ metadata }) => ({ metadata: { ...metadata, actor: { kind: "person", id: "eve" } } })
        ],
        ["GateOpened", () => ({ type: "GateUnblocked" })],
        ["GateOpened", () => ({ type: "NeverHeardOf" })],
        ["GateOpened", () => ({ schemaVersion: 2 })]
      ]
      for (const [type, change] of changes) {
        let version = 0
        const { about, report } = yield* found((events) =>
          Effect.sync(() => {
            const index = indexOf(events, type)
            version = events[index]!.version
            replace(events, index, change)
          })
        )
        assert.isFalse(report.ok)
        assert.strictEqual(about[0], `rooms event ${version}: ${notAsAppended}`)
        assert.isTrue(about.every((line) => line.startsWith(`rooms event ${version}:`)))
      }
    })
  )

  it.live("finds events that were removed in the middle", () =>
    Effect.gen(function* () {
      const one = yield* found((events) => Effect.sync(() => void events.splice(9, 1)))
      assert.deepStrictEqual(one.about[0], "rooms event 10: missing")
      const three = yield* found((events) => Effect.sync(() => void events.splice(9, 3)))
      assert.deepStrictEqual(three.about[0], "rooms events 10 to 12: missing")
    })
  )

  it.live("finds a removed event though those after it were counted anew", () =>
    Effect.gen(function* () {
      const { about } = yield* found((events) =>
        Effect.sync(() => {
          events.splice(9, 1)
          for (let index = 9; index < events.length; index++)
            replace(events, index, ({ version }) => ({ version: StreamVersion.make(version - 1) }))
        })
      )
      assert.strictEqual(about[0], `rooms event 10: ${notAsAppended}`)
    })
  )

  it.live("finds the last event removed by what is kept beside the log", () =>
    Effect.gen(function* () {
      const { report } = yield* found((events) => Effect.sync(() => void events.pop()))
      const whats = report.differences.map(({ what }) => what)
      assert.isFalse(report.ok)
      assert.includeMembers(whats, ["gate/G1", "metric/project"])
    })
  )

  it.live("finds that the end of a command is missing by the answer that the command was given", () =>
    Effect.gen(function* () {
      const { about } = yield* found((events) =>
        Effect.sync(() => {
          events.length = 2
        })
      )
      assert.deepStrictEqual(about, [
        "rooms event 2: its command was acknowledged with 3 events, and this is the last"
      ])
    })
  )

  it.live("finds two events that changed places, with and without their versions", () =>
    Effect.gen(function* () {
      const swap = (events: Events) => {
        const [a, b] = [events[9]!, events[10]!]
        events[9] = b
        events[10] = a
      }
      const moved = yield* found((events) => Effect.sync(() => swap(events)))
      assert.deepStrictEqual(moved.about.slice(0, 2), [
        "rooms event 10: missing",
        "rooms event 10: it comes after event 11: it was moved, or is there twice"
      ])
      const renumbered = yield* found((events) =>
        Effect.sync(() => {
          swap(events)
          for (const index of [9, 10])
            replace(events, index, () => ({ version: StreamVersion.make(index + 1) }))
        })
      )
      assert.deepStrictEqual(renumbered.about.slice(0, 2), [
        `rooms event 10: ${notAsAppended}`,
        `rooms event 11: ${notAsAppended}`
      ])
    })
  )

  it.live("finds an event that was put in", () =>
    Effect.gen(function* () {
      const { about } = yield* found((events) => Effect.sync(() => void events.splice(10, 0, events[9]!)))
      assert.strictEqual(about[0], "rooms event 10: it comes after event 10: it was moved, or is there twice")
    })
  )

  it.live("finds a changed event with a fresh hash by the event after it", () =>
    Effect.gen(function* () {
      const { about } = yield* found((events) => rehash(events, 9, 10))
      assert.strictEqual(about[0], `rooms event 11: ${notAsAppended}`)
    })
  )

  it.live("finds a whole history written anew, or its end cut off, only by a head that was noted", () =>
    Effect.gen(function* () {
      const noted = (events: Events) => [events.at(-1)!.hash]
      const anew = yield* found((events) => rehash(events, 9, events.length), noted)
      assert.match(anew.about.at(-1) ?? "", /^ head [0-9a-f]{64}: no event has this hash/)
      assert.deepStrictEqual(
        anew.about.filter((line) => line.startsWith("rooms")),
        []
      )
    })
  )

  it.live("finds the end of a history that was cut off together with all that is beside it", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* story
      const { heads } = yield* Verification.verify()
      const hash = heads[0]!.hash
      assert.strictEqual(hash, world.store.events.at(-1)?.hash)
      world.store.events.length = 0
      world.store.views.clear()
      world.store.receipts.clear()
      assert.isTrue((yield* Verification.verify()).ok)
      assert.deepStrictEqual(
        (yield* Verification.verify(undefined, { heads: [hash] })).differences.map(({ what }) => what),
        [`head ${hash}`]
      )
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("says how far it has come", () =>
    Effect.gen(function* () {
      yield* story
      const steps: Array<number> = []
      const report = yield* Verification.verify(rooms, {
        onStep: ({ events, projects }) => Effect.sync(() => void steps.push(events + projects))
      })
      assert.deepStrictEqual(steps, [report.events, report.events + 1])
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})

/** Changes the words of one event and makes the chain fit again from there to before `end`. */
const rehash = Effect.fnUntraced(function* (events: Events, start: number, end: number) {
  for (let index = start; index < end; index++) {
    const event = events[index]!
    const data = index === start ? { ...(event.data as object), more: "forged" } : event.data
    const hash = yield* EventHashing.hashOf(events[index - 1]?.hash ?? "", { ...event, data })
    events[index] = { ...event, data, hash }
  }
}, Effect.provide(Digest.layerWebCrypto))
