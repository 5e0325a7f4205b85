import { assert, describe, it } from "@effect/vitest"
import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import type { RecordedAnswers } from "@layercake/replay/Recording"
import * as ReplayLanguageModel from "@layercake/replay/ReplayLanguageModel"
import { Effect, FileSystem, Layer, PlatformError, Stream } from "effect"
import { LanguageModel } from "effect/ai"

const entryFor = (step: string, answer: string) => {
  const { agent, attempt, gate, purpose } = AgentExecutorConformance.callFor(step)
  return { gate, step, agent, purpose, attempt, answer }
}

const recording: RecordedAnswers = {
  name: "booking",
  model: "claude-test-1",
  note: "Played by hand.",
  entries: [
    entryFor("answer", AgentExecutorConformance.answerText),
    entryFor("first", "first"),
    entryFor("second", "second")
  ]
}

const executor = Layer.provide(ModelAgentExecutor.layer, ReplayLanguageModel.fromEntries(recording))

AgentExecutorConformance.suite("model over replay", executor, { plays: [] })

describe("ReplayLanguageModel", () => {
  it.effect("says through the executor that the answer is recorded and costs nothing", () =>
    Effect.gen(function* () {
      const { execute, name } = yield* AgentExecutor

      const answer = yield* execute(AgentExecutorConformance.requestFor("first"))

      assert.strictEqual(name, "replay/booking")
      assert.deepStrictEqual(answer, {
        text: "first",
        model: "replay/booking",
        finishReason: "stop",
        usage: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
        recorded: true
      })
    }).pipe(Effect.provide(executor))
  )

  it.effect("stays with its own words when a call asks for a certain model", () =>
    Effect.gen(function* () {
      const { execute } = yield* AgentExecutor

      const answer = yield* execute({ ...AgentExecutorConformance.requestFor("first"), model: "another" })

      assert.strictEqual(answer.model, "replay/booking")
    }).pipe(Effect.provide(executor))
  )

  it.effect("answers whole as it does streamed, and keeps who said it first", () =>
    Effect.gen(function* () {
      const whole = yield* LanguageModel.generateText({ prompt: "Anything." })
      const parts = yield* Stream.runCollect(LanguageModel.streamText({ prompt: "Anything." }))

      assert.strictEqual(whole.text, "second")
      assert.strictEqual(
        parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join(""),
        "second"
      )
      assert.deepStrictEqual(whole.content.find((part) => part.type === "response-metadata")?.metadata, {
        layercake: { recorded: true },
        replay: { model: "claude-test-1", note: "Played by hand." }
      })
    }).pipe(
      Effect.provide(ReplayLanguageModel.fromEntries(recording)),
      Effect.provideService(CurrentAgentCall, AgentExecutorConformance.callFor("second"))
    )
  )

  it.effect("says which answer is missing and which ones come near", () =>
    Effect.gen(function* () {
      const { execute } = yield* AgentExecutor
      const request = AgentExecutorConformance.requestFor("second")

      const error = yield* Effect.flip(
        execute({ ...request, call: { ...request.call, purpose: "heal", attempt: 2 } })
      )

      assert.strictEqual(error.reason, "missing-recording")
      assert.isFalse(error.isRetryable)
      assert.include(error.detail, "no answer for G5/second/backend-developer/heal/2")
      assert.include(error.detail, "the nearest it has: G5/second/backend-developer/work/1, G5/answer/")
    }).pipe(Effect.provide(executor))
  )

  it.effect("says so when the recording is empty", () =>
    Effect.gen(function* () {
      const { execute } = yield* AgentExecutor

      const error = yield* Effect.flip(execute(AgentExecutorConformance.requestFor("first")))

      assert.include(error.detail, "none, it is empty")
    }).pipe(
      Effect.provide(
        Layer.provide(
          ModelAgentExecutor.layer,
          ReplayLanguageModel.fromEntries({ ...recording, entries: [] })
        )
      )
    )
  )

  it.effect("answers nobody but agents", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(LanguageModel.generateText({ prompt: "Anything." }))

      assert.strictEqual(error.reason._tag, "InvalidRequestError")
      assert.include(error.message, "agent calls only")
    }).pipe(Effect.provide(ReplayLanguageModel.fromEntries(recording)))
  )
})

const folder = (files: Record<string, string>) =>
  FileSystem.layerNoop({
    readFileString: (path) =>
      files[path] === undefined
        ? Effect.fail(
            PlatformError.systemError({
              _tag: "NotFound",
              module: "FileSystem",
              method: "readFileString",
              description: "no such file",
              pathOrDescriptor: path
            })
          )
        : Effect.succeed(files[path])
  })

const index = (change: object = {}, entry: object = {}) =>
  JSON.stringify({
    name: "booking",
    model: "claude-test-1",
    note: "",
    entries: [{ ...entryFor("first", "G5/first.md"), ...entry }],
    ...change
  })

const errorOf = (files: Record<string, string>) =>
  Effect.flip(Layer.build(Layer.provide(ReplayLanguageModel.layer("rec"), folder(files)))).pipe(Effect.scoped)

describe("RecordingFolder", () => {
  it.effect("plays the answers that lie beside the index, to the last character", () =>
    Effect.gen(function* () {
      const text = "# Über\r\n\r\n"
      const files = folder({ "rec/recording.json": index(), "rec/G5/first.md": text })

      const answer = yield* LanguageModel.generateText({ prompt: "Anything." }).pipe(
        Effect.provideService(CurrentAgentCall, AgentExecutorConformance.callFor("first")),
        Effect.provide(Layer.provide(ReplayLanguageModel.layer("rec"), files))
      )

      assert.strictEqual(answer.text, text)
    })
  )

  it.effect("names the file that is missing", () =>
    Effect.gen(function* () {
      const noIndex = yield* errorOf({})
      const noAnswer = yield* errorOf({ "rec/recording.json": index() })

      assert.deepStrictEqual([noIndex.reason, noIndex.path], ["unreadable", "rec/recording.json"])
      assert.deepStrictEqual([noAnswer.reason, noAnswer.path], ["unreadable", "rec/G5/first.md"])
    })
  )

  const mistakes: ReadonlyArray<readonly [name: string, index: string, detail: string]> = [
    ["no JSON", "{", "JSON"],
    ["no name", index({ name: "" }), '["name"]'],
    ["no entries", index({ entries: [] }), '["entries"]'],
    ["a gate with a space", index({}, { gate: "G 5" }), '["entries"][0]["gate"]'],
    ["an unknown purpose", index({}, { purpose: "play" }), '["entries"][0]["purpose"]'],
    ["attempt 0", index({}, { attempt: 0 }), '["entries"][0]["attempt"]'],
    ["a file above the folder", index({}, { answer: "../secret.md" }), '["entries"][0]["answer"]'],
    [
      "a file above the folder, further in",
      index({}, { answer: "a/../../secret.md" }),
      '["entries"][0]["answer"]'
    ],
    ["an absolute path", index({}, { answer: "/etc/passwd" }), '["entries"][0]["answer"]'],
    ["a path of Windows", index({}, { answer: "..\\secret.md" }), '["entries"][0]["answer"]']
  ]
  for (const [name, json, detail] of mistakes) {
    it.effect(`refuses an index with ${name} and names the place`, () =>
      Effect.gen(function* () {
        const error = yield* errorOf({ "rec/recording.json": json })

        assert.strictEqual(error.reason, "invalid")
        assert.include(error.detail, detail)
      })
    )
  }

  it.effect("refuses two answers to one call", () =>
    Effect.gen(function* () {
      const entry = entryFor("first", "first.md")

      const error = yield* errorOf({
        "rec/recording.json": index({ entries: [entry, entry] }),
        "rec/first.md": ""
      })

      assert.strictEqual(error.reason, "ambiguous")
      assert.include(error.detail, "G5/first/backend-developer/work/1")
    })
  )
})
