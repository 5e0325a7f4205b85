/**
 * A job that cannot be done holds the gate that the project is at, whichever others are open.
 */
import { assert, describe, it } from "@effect/vitest"
import { GateId } from "@layercake/core/gate/Gate"
import { ReopenGate } from "@layercake/core/gate/GateCommand"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { Commands } from "../src/command/Commands.ts"
import { ada, begun, isCompleted, resolved, rooms } from "./FactoryStory.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

describe("a job that is given up", () => {
  it.live("holds the gate that the project is at, and resolving it goes on to the end", () => {
    const world = MemoryFactory.makeWorld()
    const { blobs } = world.store
    return Effect.gen(function* () {
      assert.isTrue(isCompleted(yield* begun()))
      const commands = yield* Commands
      // Without contents no prompt can be written.
      const hidden = new Map(blobs)
      blobs.clear()
      yield* commands.execute(rooms, new ReopenGate({ gate: GateId.make("G1"), reason: "think again" }), {
        actor: ada
      })
      const state = yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual(
        [currentGate(state)?.gate, currentGate(state)?.status],
        [GateId.make("G1"), "blocked"]
      )
      const hold = rowsOf(state, "hold").find((hold) => hold.open)
      assert.deepStrictEqual([hold?.gate, hold?.title], [GateId.make("G1"), "RunAgent could not be done"])
      assert.strictEqual(rowOf(state, "gate", "G9")?.status, "reopened")
      for (const [digest, bytes] of hidden) blobs.set(digest, bytes)
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })
})
