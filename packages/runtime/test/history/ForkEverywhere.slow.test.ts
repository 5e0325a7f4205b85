/**
 * A fork from the end of every command of a whole run, with a repaired build and an answer that was sent back in it:
 * each runs to the end by itself.
 */
import { assert, describe, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { textOf } from "@layercake/core/store/BlobText"
import { Effect } from "effect"
import { begun, isCompleted, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { countingWorld, eventsOf, forkAndRun, version } from "./ForkStory.ts"

describe("a fork from everywhere", () => {
  it.live(
    "runs to the end by itself, and does nothing again that was done before",
    () => {
      const world = MemoryFactory.makeWorld()
      const story = countingWorld({
        world,
        answer: (request) => {
          const { call } = request
          if (call.step === "frontend" && call.purpose === "work")
            return MemoryFactory.answering("I would rather not send a file.")
          if (call.purpose === "heal")
            return MemoryFactory.answering(MemoryFactory.file("src/backend.ts", "// repaired"))
          return MemoryFactory.diligent(request)
        },
        sandbox: (command) => {
          if (command.argv.join(" ") !== "npm test") return MemoryFactory.sandbox(command)
          const project = command.directory.replace("/workspace/", "")
          const backend = world.workspace.get(ProjectId.make(project))?.files.get("src/backend.ts")
          const isRepaired = textOf(backend?.bytes ?? new Uint8Array()).includes("repaired")
          return isRepaired
            ? MemoryFactory.sandbox(command)
            : {
                exitCode: 1,
                output:
                  "TAP version 13\nnot ok 1 - FR-1 works\n1..1\n# tests 1\n# suites 0\n# pass 0\n# fail 1\n# cancelled 0\n# skipped 0\n# todo 0\n"
              }
        }
      })
      return Effect.gen(function* () {
        assert.isTrue(isCompleted(yield* begun()))
        const events = yield* eventsOf(rooms)
        const types = events.map((event) => event.type)
        assert.includeMembers(types, ["HealStarted", "HealSucceeded", "AgentRunRefused"])
        const ends = events.filter(
          (event, index) => events[index + 1]?.metadata.commandId !== event.metadata.commandId
        )
        assert.isAbove(ends.length, 60)
        for (const { type, version: at } of ends) {
          const { end } = yield* forkAndRun(story, version(at), ProjectId.make(`fork-${at}`))
          assert.isTrue(isCompleted(end), `${type} at ${at}`)
        }
      }).pipe(Effect.provide(story.layer))
    },
    300_000
  )
})
