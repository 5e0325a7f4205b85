/**
 * What becomes of the texts of a command that comes to nothing, or may have.
 */
import { assert, describe, it } from "@effect/vitest"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { RejectGate } from "@layercake/core/gate/GateCommand"
import { GateId } from "@layercake/core/gate/Gate"
import { AddNote } from "@layercake/core/register/RegisterCommand"
import type { EventStore } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as TextNote from "../../src/store/TextNote.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { grace, tell, textsIn } from "../erasure/TypedStory.ts"
import { begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const note = (text: string) => new AddNote({ text })

describe("a command that comes to nothing", () => {
  it.live("leaves no text: refused, or given twice at once", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      const reject = new RejectGate({ gate: GateId.make("G1"), reason: "not like this" })
      yield* Effect.flip(tell(reject, grace))
      assert.deepStrictEqual(textsIn(world), [])

      const commands = yield* Commands
      const commandId = CommandId.make("twice")
      yield* Effect.forEach(
        [1, 2, 3, 4],
        () => commands.execute(rooms, note("once"), { actor: grace, commandId }),
        { concurrency: "unbounded" }
      )
      assert.lengthOf(textsIn(world), 1)
      assert.deepStrictEqual(yield* TextNote.ofPerson("grace"), [])
      assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("keeps its text when the store had appended it after all and says so twice", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      yield* tell(note("asked twice"), grace)
      assert.lengthOf(textsIn(world), 1)
      assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          world,
          wrap: (store) => ({
            ...store,
            // A connection that broke after the first time, and an adapter that tried again.
            append: (request) => Effect.andThen(store.append(request), store.append(request))
          })
        })
      )
    )
  })

  it.live("leaves a note of the text when nobody knows whether it was appended", () => {
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
      fails = true
      yield* Effect.flip(tell(note("perhaps"), grace))
      assert.lengthOf(textsIn(world), 1)
      assert.lengthOf(yield* TextNote.ofPerson("grace"), 1)
      assert.deepStrictEqual(yield* TextNote.ofPerson("ada"), [])
      fails = false
      assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    }).pipe(Effect.provide(MemoryFactory.layer({ world, wrap })))
  })
})
