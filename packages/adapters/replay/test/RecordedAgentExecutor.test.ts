import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { assert, describe, it } from "@effect/vitest"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import * as RecordedAgentExecutor from "@layercake/replay/RecordedAgentExecutor"
import type { RecordedAnswers } from "@layercake/replay/Recording"
import * as ReplayLanguageModel from "@layercake/replay/ReplayLanguageModel"
import { Effect, Layer } from "effect"
import * as DiskFileSystem from "./DiskFileSystem.ts"

const { requestFor } = AgentExecutorConformance
const scenarios = ["answer", "first", "second"]

const spoken: RecordedAnswers = {
  name: "spoken",
  model: "test",
  note: "",
  entries: scenarios.map((step) => {
    const { agent, attempt, gate, purpose } = AgentExecutorConformance.callFor(step)
    const answer = step === "answer" ? AgentExecutorConformance.answerText : step
    return { gate, step, agent, purpose, attempt, answer }
  })
}
const source = Layer.provide(ModelAgentExecutor.layer, ReplayLanguageModel.fromEntries(spoken))
const recordingAt = (folder: string) =>
  RecordedAgentExecutor.layerRecording(folder).pipe(
    Layer.provide(source),
    Layer.provide(DiskFileSystem.layer)
  )
const replayAt = (folder: string) =>
  RecordedAgentExecutor.layer(folder).pipe(Layer.provide(DiskFileSystem.layer))

/** Answers of the scenarios, recorded from the executor above. */
const recorded = Effect.gen(function* () {
  const folder = `${yield* DiskFileSystem.folder}/spoken`
  yield* Effect.gen(function* () {
    const { execute } = yield* AgentExecutor
    for (const scenario of scenarios) yield* execute(requestFor(scenario))
  }).pipe(Effect.provide(recordingAt(folder)))
  return folder
})

AgentExecutorConformance.suite(
  "recording what another answers",
  Layer.unwrap(Effect.map(DiskFileSystem.folder, recordingAt)),
  { plays: [] }
)
AgentExecutorConformance.suite("recorded calls", Layer.unwrap(Effect.map(recorded, replayAt)), { plays: [] })

describe("recorded calls of a folder", () => {
  it.effect("are played under the folder's name, by what is asked and not by whom or when", () =>
    Effect.gen(function* () {
      const folder = yield* recorded
      const { execute, name } = yield* Effect.provide(AgentExecutor, replayAt(folder))
      assert.strictEqual(name, "replay/spoken")
      const { call, ...request } = requestFor("first")
      const other = { ...requestFor("second").call, idempotencyKey: "another" }
      const answer = yield* execute({ ...request, call: other })
      assert.deepStrictEqual([answer.text, answer.model, answer.recorded], ["first", "replay/spoken", true])
      assert.strictEqual(
        (yield* Effect.flip(execute({ call, ...request, model: "x" }))).reason,
        "missing-recording"
      )
    }).pipe(Effect.scoped)
  )
})
