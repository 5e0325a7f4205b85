import { assert, describe, it } from "@effect/vitest"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { Deferred, Effect, Fiber } from "effect"
import * as Fork from "../../src/history/Fork.ts"
import * as Moments from "../../src/history/Moments.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, begun, isCompleted, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { countingWorld, eventsOf, forkAndRun, version } from "./ForkStory.ts"

const twin = ProjectId.make("twin")

describe("a fork", () => {
  it.live(
    "at the first, an early, a late and the last event runs to the end by itself, and nothing outside is done again",
    () => {
      const story = countingWorld()
      return Effect.gen(function* () {
        yield* begun()
        const events = yield* eventsOf(rooms)
        const firstOf = (type: string, nth = 0) =>
          events.filter((event) => event.type === type)[nth]?.version ?? assert.fail(`there is no ${type}`)
        const moments = {
          first: 1,
          "while-an-agent-is-asked": firstOf("AgentRunStarted", 2),
          "built-but-not-deployed": firstOf("DeploymentStarted") - 1,
          "while-it-runs": firstOf("DeploymentSucceeded", 1),
          last: events.length
        }
        for (const [name, at] of Object.entries(moments)) {
          const { end, version: copied } = yield* forkAndRun(
            story,
            version(at),
            ProjectId.make(`fork-${name}`)
          )
          assert.isTrue(isCompleted(end), name)
          assert.isAtLeast(copied, at)
        }
      }).pipe(Effect.provide(story.layer))
    },
    60_000
  )

  it.live("keeps approvals that were given before, and has none of the later ones", () => {
    const story = countingWorld()
    return Effect.gen(function* () {
      yield* begun()
      const events = yield* eventsOf(rooms)
      const approvals = events.filter((event) => event.type === "GateApproved")
      const at = approvals[2]?.version ?? 0
      yield* Fork.fork({ project: rooms, at: version(at), id: twin }, ada)
      const { state } = yield* Moments.stateAt(twin, version(at + 1))
      assert.deepStrictEqual(
        rowsOf(state, "gate").map((gate) => gate.approval !== null),
        [true, true, true, false, false, false, false, false, false, false]
      )
      assert.deepStrictEqual(
        rowOf(state, "gate", "G1")?.approval,
        rowOf((yield* Moments.now(rooms)).state, "gate", "G1")?.approval
      )
    }).pipe(Effect.provide(story.layer))
  })

  it.live("ends at the end of a command, however far into it the moment was", () => {
    const story = countingWorld()
    return Effect.gen(function* () {
      yield* begun()
      const events = yield* eventsOf(rooms)
      const command = events[0]?.metadata.commandId
      const intake = events.filter((event) => event.metadata.commandId === command).length
      assert.isAbove(intake, 1)
      for (const at of [1, intake]) {
        const forked = yield* Fork.fork({ project: rooms, at: version(at) }, ada)
        assert.deepStrictEqual([forked.version, forked.id], [intake, `rooms-at-${intake}`])
      }
    }).pipe(Effect.provide(story.layer))
  })

  it.live("asked for twice is made once, and another of the same id is refused", () => {
    const story = countingWorld()
    return Effect.gen(function* () {
      const { version: head } = yield* begun()
      const request = { project: rooms, at: version(head), id: twin, title: "Rooms again" }
      assert.isTrue((yield* Fork.fork(request, ada)).created)
      const events = yield* eventsOf(twin)
      assert.isFalse((yield* Fork.fork(request, ada)).created)
      assert.deepStrictEqual(yield* eventsOf(twin), events)
      assert.strictEqual(projectOf((yield* Moments.now(twin)).state)?.title, "Rooms again")

      const other = yield* Effect.flip(Fork.fork({ ...request, at: version(1) }, ada))
      assert.strictEqual(
        other.message,
        `The project twin exists already: a fork of rooms at version ${head}. Nothing was changed.`
      )
      const onto = yield* Effect.flip(Fork.fork({ ...request, id: rooms }, ada))
      assert.match(onto.message, /^The project rooms exists already: "Room booking"/)
      assert.deepStrictEqual(yield* eventsOf(twin), events)
    }).pipe(Effect.provide(story.layer))
  })

  it.live("of a fork inherits what both have spent", () => {
    const story = countingWorld({
      answer: (request) => ({ ...MemoryFactory.diligent(request), recorded: false, model: "none/free" })
    })
    return Effect.gen(function* () {
      yield* begun()
      const events = yield* eventsOf(rooms)
      const paid = events.filter((event) => event.type === "CostRecorded")
      yield* Fork.fork({ project: rooms, at: version(paid[3]?.version ?? 0), id: twin }, ada)
      const grown = yield* MemoryFactory.settled(twin)
      const own = rowOf(grown, "cost", "total")
      assert.deepInclude(own, { calls: paid.length - 4 })
      assert.deepInclude(own?.inherited, { calls: 4, unpriced: 4 })

      const third = ProjectId.make("third")
      yield* Fork.fork({ project: twin, at: version(grown.version), id: third }, ada)
      const total = rowOf((yield* Moments.now(third)).state, "cost", "total")
      assert.deepInclude(total, { calls: 0, unpriced: 0, microUsd: 0 })
      assert.deepInclude(total?.inherited, { calls: paid.length, unpriced: paid.length })
      assert.isTrue((yield* Verification.verify()).ok)
    }).pipe(Effect.provide(story.layer))
  })

  it.live("can be made at a time and at a position, while the parent goes on", () => {
    const asked = Deferred.makeUnsafe<void>()
    const story = countingWorld({
      answer: (request) => {
        if (request.call.gate === "G5") Deferred.doneUnsafe(asked, Effect.void)
        return MemoryFactory.diligent(request)
      }
    })
    return Effect.gen(function* () {
      const run = yield* Effect.forkChild(begun())
      yield* Deferred.await(asked)
      const now = yield* eventsOf(rooms)
      const event = now[10] ?? assert.fail("it has too few events")
      yield* Fork.fork({ project: rooms, at: { position: Position.make(event.position) }, id: twin }, ada)
      const last = now.filter((other) => other.metadata.at <= event.metadata.at).length
      const { version } = yield* Fork.fork({ project: rooms, at: { time: event.metadata.at } }, ada)
      assert.strictEqual(version, last)
      assert.isTrue(isCompleted(yield* MemoryFactory.settled(twin)))
      assert.isTrue(isCompleted(yield* Fiber.join(run)))
      assert.isTrue((yield* Verification.verify()).ok)
    }).pipe(Effect.provide(story.layer))
  })

  it.live("of a project or at a moment that there is not is refused, and nothing is made", () => {
    const story = countingWorld()
    return Effect.gen(function* () {
      const { version: head } = yield* begun()
      const store = yield* EventStore
      const horizon = yield* store.horizon
      const refusals = [
        [{ project: twin, at: version(1) }, /There is no such project/],
        [
          { project: rooms, at: version(head + 1) },
          new RegExp(`rooms has no version ${head + 1} yet; its last is ${head}`)
        ],
        [{ project: rooms, at: version(0) }, /rooms had not begun at version 0/],
        [{ project: rooms, at: { position: Position.make(0) } }, /had not begun at position 0/],
        [
          { project: rooms, at: { time: Timestamp.Timestamp.make("2001-01-01T00:00:00.000Z") } },
          /had not begun at 2001-01-01T00:00:00.000Z/
        ]
      ] as const
      for (const [request, words] of refusals)
        assert.match((yield* Effect.flip(Fork.fork({ ...request, id: twin }, ada))).message, words)
      assert.strictEqual(yield* store.horizon, horizon)
    }).pipe(Effect.provide(story.layer))
  })
})
