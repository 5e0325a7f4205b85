import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { projectOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as Intake from "../src/intake/Intake.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

const take = (project: string) =>
  Intake.take(
    { brief: MemoryFactory.brief, project: ProjectId.make(project), policy: MemoryFactory.unattended },
    person("ada")
  )

describe("Reconciler", () => {
  it.live("lets the others go on when one project holds an event that this release cannot read", () =>
    Effect.gen(function* () {
      const world = MemoryFactory.makeWorld()
      yield* take("readable").pipe(
        Effect.andThen(take("newer")),
        Effect.provide(MemoryFactory.layer({ world }))
      )
      const first = world.store.events.findIndex((event) => event.stream === "newer")
      world.store.events[first] = { ...world.store.events[first]!, type: "WrittenByALaterRelease" }

      const state = yield* MemoryFactory.settled(ProjectId.make("readable")).pipe(
        Effect.provide(MemoryFactory.layer({ world }))
      )

      assert.strictEqual(projectOf(state)?.status, "completed")
    })
  )
})
