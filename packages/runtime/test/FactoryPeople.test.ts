/**
 * What people do to a run: approve, pause, send a brief, all speak at once.
 */
import { assert, describe, it } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import { GateId } from "@layercake/core/gate/Gate"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { PauseProject, ResumeProject } from "@layercake/core/project/ProjectCommand"
import { projectOf, rowsOf } from "@layercake/core/project/ProjectState"
import { AddNote } from "@layercake/core/register/RegisterCommand"
import { bytesOf } from "@layercake/core/store/BlobText"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { Effect, Stream } from "effect"
import { Commands } from "../src/command/Commands.ts"
import * as Intake from "../src/intake/Intake.ts"
import { waitingFor } from "../src/operation/ProjectReport.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import * as MemoryFactory from "./MemoryFactory.ts"
import { ada, approvalBy, begun, rooms } from "./FactoryStory.ts"

describe("people", () => {
  it.live("are waited for at G1, however often the project is paused", () =>
    Effect.gen(function* () {
      const alone = { ...defaultPolicy, unattended: null }
      const state = yield* begun({ policy: alone })
      assert.deepStrictEqual(
        [currentGate(state)?.gate, currentGate(state)?.status],
        [GateId.make("G1"), "in-review"]
      )
      assert.strictEqual(waitingFor(projectOf(state)!, state), "G1 Scope waits for approval")

      const commands = yield* Commands
      const approve = yield* approvalBy(ada)
      yield* commands.execute(rooms, new PauseProject({ reason: "lunch" }), { actor: ada })
      const refused = yield* Effect.flip(commands.execute(rooms, approve, { actor: ada }))
      assert.strictEqual(refused._tag === "CommandRefused" ? refused.reason._tag : "", "ProjectNotActive")
      const states = yield* ProjectStates
      assert.deepStrictEqual(Planner.due(yield* states.load(rooms)), [])
      yield* commands.execute(rooms, new ResumeProject(), { actor: ada })
      yield* commands.execute(rooms, approve, { actor: ada })
      const next = yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual(
        [currentGate(next)?.gate, currentGate(next)?.status],
        [GateId.make("G2"), "in-review"]
      )
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("who send a brief that cannot be used change nothing", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      for (const brief of ["", "   \n", "no heading\n"])
        yield* Effect.flip(Intake.take({ brief: bytesOf(brief), project: rooms }, ada))
      assert.strictEqual(world.store.events.length, 0)
      assert.strictEqual(world.store.blobs.size, 0)
      assert.strictEqual(world.store.jobs.size, 0)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("who all speak at once are all heard", () =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const states = yield* ProjectStates
      const store = yield* EventStore
      yield* begun()
      const before = (yield* states.load(rooms)).version
      yield* Effect.forEach(
        Array.from({ length: 32 }, (_, index) => new AddNote({ text: `note of ${index}` })),
        (note) => commands.execute(rooms, note, { actor: ada }),
        { concurrency: "unbounded" }
      )
      const state = yield* states.load(rooms)
      const notes = rowsOf(state, "record").filter((record) => record.kind === "note")
      assert.strictEqual(state.version, before + 32)
      assert.strictEqual(new Set(notes.map((note) => note.text)).size, 32)
      const versions = yield* store.readStream(rooms).pipe(
        Stream.map((event) => Number(event.version)),
        Stream.runCollect
      )
      assert.deepStrictEqual(
        Array.from(versions),
        Array.from({ length: before + 32 }, (_, index) => index + 1)
      )
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})
