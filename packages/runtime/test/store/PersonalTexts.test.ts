/**
 * What people type is nowhere but in contents of its own, and everybody who may see it sees it.
 */
import { assert, describe, it } from "@effect/vitest"
import { automation } from "@layercake/core/actor/Actor"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { personalFields, referencesIn, referenceTo } from "@layercake/core/event/PersonalText"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import { RenameProject } from "@layercake/core/project/ProjectCommand"
import { AddNote, IdentifyRisk } from "@layercake/core/register/RegisterCommand"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { GateId } from "@layercake/core/gate/Gate"
import { RejectGate } from "@layercake/core/gate/GateCommand"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import type { EventStore } from "@layercake/core/store/EventStore"
import { BlobDigest } from "@layercake/core/store/Blob"
import { Effect, type Schema, Stream } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { clientOf, everything, grace, said, secret, tell, textsIn, told } from "../erasure/TypedStory.ts"
import { ada, begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const note = (text: string) => new AddNote({ text })

describe("what people type", () => {
  it.live("is in no event, row, snapshot, job or state, only in a content of its own", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const { contents, facts } = yield* everything(world)
      assert.notInclude(facts, secret)
      assert.notInclude(facts, said.ada)
      assert.lengthOf(
        contents.filter((text) => text.startsWith(`{"person":"grace","salt":"`) && text.includes(secret)),
        Object.keys(said).length - 1
      )
      assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("leaves nothing when the command comes to nothing: refused, failed, or given twice at once", () => {
    const world = MemoryFactory.makeWorld()
    let fails = false
    const wrap = (store: EventStore["Service"]): EventStore["Service"] => ({
      ...store,
      append: (request) =>
        fails
          ? Effect.fail(new StoreUnavailable({ operation: "append", cause: "gone" }))
          : store.append(request)
    })
    return Effect.gen(function* () {
      yield* begun()
      const reject = new RejectGate({ gate: GateId.make("G1"), reason: "not like this" })
      yield* Effect.flip(tell(reject, grace))
      fails = true
      yield* Effect.flip(tell(note("perhaps"), grace))
      fails = false
      assert.deepStrictEqual(textsIn(world), [])

      const commands = yield* Commands
      const commandId = CommandId.make("twice")
      yield* Effect.forEach(
        [1, 2, 3, 4],
        () => commands.execute(rooms, note("once"), { actor: grace, commandId }),
        { concurrency: "unbounded" }
      )
      assert.lengthOf(textsIn(world), 1)
      assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    }).pipe(Effect.provide(MemoryFactory.layer({ world, wrap })))
  })

  it.live("is referred to by events that say so, also where LayerCake repeats it", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const table: Readonly<Record<string, ReadonlyArray<string>>> = personalFields
      const fields = world.store.events.flatMap(({ data, metadata, type }) =>
        Object.entries(data as object).flatMap(([field, value]) =>
          referencesIn(value).size === 0 ? [] : [{ type, field, by: metadata.actor.kind }]
        )
      )
      for (const { field, type } of fields) assert.include(table[type] ?? [], field, type)
      assert.deepInclude(fields, { type: "GateReopened", field: "reason", by: "system" })
      assert.deepInclude(fields, { type: "TaskReopened", field: "reason", by: "system" })
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("is shown by every operation that shows events, rows or states", () =>
    Effect.gen(function* () {
      yield* told
      const client = yield* clientOf(ada)
      const project = rooms
      const answers = {
        gate: yield* client["gates.get"]({ project, gate: "G1" }),
        gates: yield* client["gates.list"]({ project }),
        holds: yield* client["queries.list"]({ project }),
        records: yield* client["projections.rows"]({ project, projection: "record" }),
        risks: yield* client["projections.rows"]({ project, projection: "risk" }),
        timeline: yield* client["events.timeline"]({ project }),
        page: yield* client["events.list"]({ project, types: ["GateRejected"] }),
        stream: yield* Stream.runCollect(client["events.stream"]({ project, follow: false })),
        replay: yield* Stream.runCollect(client["events.replay"]({ project }))
      }
      const shown = Object.fromEntries(
        Object.entries(answers).map(([name, answer]) => [
          name,
          canonicalJson(answer as unknown as Schema.Json)
        ])
      )
      for (const [name, answer] of Object.entries(shown)) assert.notInclude(answer, "[erasable:", name)
      assert.include(shown.gate, said.comment)
      assert.include(shown.gates, said.comment)
      assert.include(shown.holds, said.resolution)
      for (const text of [said.note, said.decision, canonicalJson(said.why), said.memory, said.ada])
        assert.include(shown.records, text)
      assert.include(shown.risks, said.mitigation)
      assert.include(shown.timeline, `G1 rejected: ${said.rejection}`)
      assert.include(shown.page, said.rejection)
      for (const text of Object.values(said)) {
        assert.include(shown.stream, canonicalJson(text))
        assert.include(shown.replay, canonicalJson(text))
      }
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )

  it.live("is in the refusals that repeat it", () =>
    Effect.gen(function* () {
      const { gate } = currentGate(yield* told) ?? assert.fail("no gate waits")
      const client = yield* clientOf(ada)
      const { review } = (yield* client["gates.review"]({ project: rooms, gate })).review
      yield* tell(new IdentifyRisk({ title: said.risk, severity: "critical", mitigation: "" }), grace)
      const request = { project: rooms, gate, review }
      const refused = yield* Effect.flip(
        client["gates.approve"]({ ...request, accept: true, comment: "", design: null })
      )
      assert.strictEqual(refused._tag, "CommandRefused")
      assert.include(refused.message, said.risk)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )

  it.live("is told to the agents who shall act on it", () => {
    const prompts: Array<string> = []
    return Effect.gen(function* () {
      yield* told
      const rework = prompts.find((prompt) => prompt.includes("Why it is to be done again"))
      assert.include(rework, said.rejection)
      assert.include(rework, said.note)
      assert.include(rework, said.resolution)
      assert.isTrue(prompts.every((prompt) => !prompt.includes("[erasable:")))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: (request) => {
            prompts.push(request.prompt)
            return MemoryFactory.diligent(request)
          }
        })
      )
    )
  })

  it.live("is kept apart when a script says it, and not when LayerCake does", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      yield* tell(note("from a script"), automation("cli:grace"))
      const commands = yield* Commands
      yield* commands.execute(rooms, note("from LayerCake"))
      assert.lengthOf(textsIn(world), 1)
      const { facts } = yield* everything(world)
      assert.notInclude(facts, "from a script")
      assert.include(facts, "from LayerCake")
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("cannot be guessed from its digest, since the same text twice is two contents", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      yield* tell(note("no"), grace)
      yield* tell(note("no"), grace)
      assert.lengthOf(new Set(textsIn(world)), 2)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("may look like a reference and is still shown as it was typed", () =>
    Effect.gen(function* () {
      yield* begun()
      const state = yield* tell(note("first"), grace)
      const [digest = assert.fail("no reference")] = referencesIn(Array.from(state.record))
      const typed = [referenceTo(digest), referenceTo(BlobDigest.make("0".repeat(64)))]
      for (const text of typed) yield* tell(note(`see ${text}`), ada)
      yield* tell(new RenameProject({ title: `Rooms ${referenceTo(digest)}` }), ada)
      const client = yield* clientOf(ada)
      const rows = yield* client["projections.rows"]({ project: rooms, projection: "record" })
      const texts = rows.map(({ row }) => (row as { readonly text: string }).text)
      assert.includeMembers(texts, ["first", ...typed.map((text) => `see ${text}`)])
      const { title } = yield* client["pipeline.status"]({ project: rooms })
      assert.strictEqual(title, `Rooms ${referenceTo(digest)}`)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )
})
