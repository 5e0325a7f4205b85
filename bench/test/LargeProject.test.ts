import { assert, describe, it } from "@effect/vitest"
import { agent } from "@layercake/core/actor/Actor"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { evolve, initialState, projectOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Position, type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { Result } from "effect"
import { eventsOf, type ProjectShape } from "../src/LargeProject.ts"

const shape: ProjectShape = {
  events: 900,
  files: 120,
  wholeTree: false,
  findings: 2,
  risks: 3,
  completed: true
}
const metadata = {
  actor: agent("implementer"),
  at: Timestamp.make("2026-01-01T00:00:00.000Z"),
  commandId: CommandId.make("c")
}
const encoded = (shape: ProjectShape) =>
  Array.from(eventsOf(shape), (event) => EventCodec.encode(event, metadata))

const foldOf = (shape: ProjectShape) =>
  encoded(shape).reduce((state, event, index) => {
    const stored = {
      ...event,
      position: Position.make(index + 1),
      stream: ProjectId.make("p"),
      version: StreamVersion.make(index + 1),
      hash: "" as StoredEvent["hash"]
    }
    return evolve(state, Result.getOrThrow(EventCodec.decode(stored)))
  }, initialState)

describe("the history of a made-up project", () => {
  it("has exactly as many events as asked for, the same ones each time", () => {
    for (const events of [6, 7, 50, 899, 900])
      assert.strictEqual(encoded({ ...shape, events }).length, events)
    assert.deepStrictEqual(encoded(shape), encoded(shape))
  })

  it("decodes and folds into a project with tasks, runs, proofs, commits, files and risks", () => {
    const state = foldOf(shape)
    assert.strictEqual(projectOf(state)?.status, "completed")
    assert.strictEqual(rowsOf(state, "risk").length, 3)
    assert.strictEqual(rowsOf(state, "file").length, 120)
    for (const name of ["task", "agentRun", "proof", "commit", "build", "document", "record"] as const)
      assert.isNotEmpty(rowsOf(state, name), name)
  })

  it("is still active when it is not said to be completed", () => {
    assert.strictEqual(projectOf(foldOf({ ...shape, completed: false }))?.status, "active")
  })

  it("has an event of megabytes when a large tree is changed as a whole", () => {
    const sizes = encoded({ ...shape, events: 40, files: 20_000, wholeTree: true }).map(
      (event) => JSON.stringify(event.data).length
    )
    assert.isAbove(Math.max(...sizes), 2_000_000)
  })
})
