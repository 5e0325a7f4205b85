/**
 * After a person's texts were erased they are nowhere, everything else is as it was, and the log says what happened.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation } from "@layercake/core/actor/Actor"
import { erased } from "@layercake/core/event/PersonalText"
import { GateId } from "@layercake/core/gate/Gate"
import { ReopenGate } from "@layercake/core/gate/GateCommand"
import { ProjectId } from "@layercake/core/project/Project"
import { rowOf } from "@layercake/core/project/ProjectState"
import { AddNote, RaiseHold } from "@layercake/core/register/RegisterCommand"
import { BlobStore } from "@layercake/core/store/BlobStore"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { textOf } from "@layercake/core/store/BlobText"
import type { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Exit, Layer } from "effect"
import * as PersonErasure from "../../src/erasure/PersonErasure.ts"
import * as Fork from "../../src/history/Fork.ts"
import * as Moments from "../../src/history/Moments.ts"
import * as Intake from "../../src/intake/Intake.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, rooms } from "../FactoryStory.ts"
import { version } from "../history/ForkStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import {
  clientOf,
  everything,
  grace,
  noTraces,
  said,
  secret,
  tell,
  textsOfGrace,
  told,
  traces
} from "./TypedStory.ts"

const reason = "asked for by the person"
const eraseGrace = PersonErasure.erase("grace", reason, ada)
const twin = ProjectId.make("twin")

const erasures = ({ store }: MemoryFactory.World) =>
  store.events.filter(({ type }) => type === "PersonalTextErased")

describe("erasing what a person typed", () => {
  it.live("leaves it nowhere, the chain unbroken, and the gate's history with who and when", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const before = world.store.events.slice()
      const { state: then } = yield* Moments.now(rooms)
      const report = yield* eraseGrace
      assert.deepStrictEqual(report, {
        person: "grace",
        texts: textsOfGrace,
        projects: [{ project: rooms, texts: textsOfGrace }],
        unfinished: []
      })
      assert.deepStrictEqual(yield* traces(world), noTraces)

      assert.deepStrictEqual(world.store.events.slice(0, before.length), before)
      const verified = yield* Verification.verify()
      assert.deepStrictEqual([verified.differences, verified.erased], [[], textsOfGrace])
      const { state } = yield* Moments.now(rooms)
      assert.deepStrictEqual(rowOf(state, "gate", "G1"), rowOf(then, "gate", "G1"))

      const client = yield* clientOf(ada)
      const { gate } = yield* client["gates.get"]({ project: rooms, gate: "G1" })
      assert.deepInclude(gate.approval, { by: grace, comment: erased, authority: "person" })
      const timeline = yield* client["events.timeline"]({ project: rooms })
      assert.isTrue(
        timeline.some(({ actor, text }) => actor.id === "grace" && text === `G1 rejected: ${erased}`)
      )
      assert.isTrue(timeline.some(({ text }) => text === `Note: ${said.ada}`))
      assert.strictEqual(timeline.at(-1)?.text, `${textsOfGrace} texts of grace erased: ${reason}`)
      assert.deepStrictEqual(timeline.at(-1)?.actor, ada)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("twice is the same as once", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      yield* eraseGrace
      const before = world.store.events.slice()
      const again = yield* eraseGrace
      assert.deepStrictEqual([again.texts, again.projects], [0, []])
      assert.deepStrictEqual(world.store.events, before)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("is refused to everybody but a person, and then changes nothing", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const before = [world.store.events.length, world.store.blobs.size]
      for (const actor of [automation("night"), agent("architect")]) {
        const refused = yield* Effect.flip(PersonErasure.erase("grace", reason, actor))
        assert.match(
          refused.message,
          new RegExp(`Only a person may erase, and ${actor.kind} ${actor.id} is none`)
        )
      }
      assert.deepStrictEqual([world.store.events.length, world.store.blobs.size], before)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live(
    "after a crash at any step is completed by the same call, and never is anything missing without a word",
    () => {
      const world = MemoryFactory.makeWorld()
      let left = Infinity
      /** The process ends when so many steps are done: appends of the erasure, and contents removed. */
      const step = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.suspend(() => ((left -= 1) < 0 ? Effect.interrupt : effect))
      const wrap = (store: EventStore["Service"]): EventStore["Service"] => ({
        ...store,
        append: (request) => step(store.append(request))
      })
      const layer = () => MemoryFactory.layer({ world, wrap })
      const crashing = Layer.effect(
        BlobStore,
        Effect.map(BlobStore, (blobs) => ({
          ...blobs,
          remove: (digest: BlobDigest) => step(blobs.remove(digest))
        }))
      )
      return Effect.gen(function* () {
        yield* Effect.provide(
          Effect.gen(function* () {
            yield* told
            yield* Fork.fork({ project: rooms, at: version(world.store.events.length), id: twin }, ada)
            yield* MemoryFactory.settled(twin)
          }),
          layer()
        )
        let steps = 0
        for (let done = false; !done; steps += 1) {
          left = 1
          done = Exit.isSuccess(
            yield* Effect.exit(Effect.provide(eraseGrace, Layer.provideMerge(crashing, layer())))
          )
          left = Infinity
          const { differences } = yield* Effect.provide(Verification.verify(), layer())
          assert.isTrue(
            differences.every(({ what }) => (done ? false : what.startsWith("erased content "))),
            `step ${steps}`
          )
          assert.isBelow(steps, 100)
        }
        assert.isAtLeast(steps, textsOfGrace)
        yield* Effect.provide(
          Effect.gen(function* () {
            assert.deepStrictEqual(yield* traces(world), noTraces)
            assert.deepStrictEqual(yield* traces(world, twin), noTraces)
            assert.deepStrictEqual(
              erasures(world).map(({ stream }) => stream),
              [rooms, twin]
            )
          }),
          layer()
        )
      })
    }
  )

  it.live("finds every project, and leaves what others typed there", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const other = ProjectId.make("other")
      yield* Intake.take({ brief: MemoryFactory.brief, project: other }, ada)
      yield* tell(new AddNote({ text: said.note }), grace, other)
      yield* tell(new AddNote({ text: said.ada }), ada, other)
      const found = yield* PersonErasure.find("grace")
      assert.deepStrictEqual(found.projects, [
        { project: rooms, texts: textsOfGrace },
        { project: other, texts: 1 }
      ])
      yield* eraseGrace
      assert.deepStrictEqual(yield* traces(world, other), noTraces)
      assert.strictEqual((yield* PersonErasure.find("ada")).texts, 2)
      assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("leaves what somebody else typed and the person's own deed repeats", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const gate = GateId.make("G1")
      yield* tell(new RaiseHold({ kind: "query", gate, title: said.ada, detail: "" }), ada)
      yield* tell(new ReopenGate({ gate, reason: `Again at ${secret}` }), grace)
      const blocked = world.store.events.find(({ type }) => type === "GateBlocked")
      assert.deepStrictEqual(blocked?.metadata.actor, grace)
      yield* eraseGrace
      assert.deepStrictEqual(yield* traces(world), noTraces)
      const client = yield* clientOf(ada)
      const report = yield* client["gates.get"]({ project: rooms, gate })
      assert.strictEqual(report.gate.reason, said.ada)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("names the contents that quote a text, so that they can be erased one by one", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const { quotes } = yield* PersonErasure.find("grace")
      const { contents } = yield* everything(world)
      const expected = contents.filter((text) => text.includes(secret) && !text.startsWith(`{"person":`))
      assert.isAtLeast(expected.length, 1)
      const named = quotes.map(({ content }) => textOf(world.store.blobs.get(content) ?? new Uint8Array()))
      assert.sameMembers(named, expected)
      assert.isTrue(named.some((text) => text.includes("Why it is to be done again")))
      assert.deepStrictEqual((yield* PersonErasure.find("nobody")).quotes, [])
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })
})
