/**
 * Requests by their digest, recording what an executor answers, and playing it back.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { type AgentAnswer, AgentExecutorError, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import { CallRecordingError, type CallRecordings } from "@layercake/core/port/CallRecordings"
import { ProjectId } from "@layercake/core/project/Project"
import {
  type CallRecord,
  digestOf,
  isSameAnswer,
  recordOf,
  requestOf
} from "@layercake/core/recording/CallRecord"
import { recording } from "@layercake/core/recording/RecordingExecutor"
import { replaying } from "@layercake/core/recording/ReplayExecutor"
import { Effect, Fiber } from "effect"
import { Digest } from "effect/crypto"

const request = (prompt: string, rest: Partial<AgentRequest["call"]> = {}, model?: string): AgentRequest => ({
  call: {
    project: ProjectId.make("rooms"),
    runId: AgentRunId.make("G5.backend.1"),
    gate: GateId.make("G5"),
    step: "backend",
    agent: AgentName.make("backend-developer"),
    purpose: "work",
    attempt: 1,
    idempotencyKey: "key-1",
    ...rest
  },
  system: "You are the backend developer.\nSend every file whole.",
  prompt,
  ...(model === undefined ? {} : { model })
})

const answer = (text: string): AgentAnswer => ({
  text,
  model: "test/model",
  finishReason: "stop",
  usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: 1 },
  recorded: false
})

const recordsOf = (...pairs: ReadonlyArray<readonly [AgentRequest, string]>) =>
  Effect.forEach(pairs, ([asked, text], index) =>
    Effect.map(recordOf(asked, answer(text)), (record): CallRecord => ({
      ...record,
      number: pairs.slice(0, index).filter(([other]) => other.prompt === asked.prompt).length + 1
    }))
  )

const inMemory = () => {
  const kept: Array<CallRecord> = []
  const recordings: CallRecordings["Service"] = {
    add: (record) => Effect.sync(() => kept.push({ ...record, number: kept.length + 1 })),
    all: Effect.succeed(kept)
  }
  return { kept, recordings }
}

describe("a request", () => {
  it.effect("has one digest whoever asks it when, and another as soon as anything in it differs", () =>
    Effect.gen(function* () {
      const of = (asked: AgentRequest) => digestOf(requestOf(asked))
      const first = yield* of(request("Do it."))
      const elsewhere = {
        project: ProjectId.make("other"),
        runId: AgentRunId.make("G5.backend.7"),
        idempotencyKey: "key-2",
        attempt: 4
      }
      assert.strictEqual(yield* of(request("Do it.", elsewhere)), first)
      assert.strictEqual(yield* of({ ...request("Do it."), files: [], ceilingMicroUsd: 7 }), first)
      const others = yield* Effect.forEach(
        [request("Do it. "), request("Do it.", {}, "model"), { ...request("Do it."), system: "" }],
        of
      )
      assert.strictEqual(new Set([first, ...others]).size, 4)
      // The form is public, so it is fixed.
      assert.strictEqual(
        yield* digestOf({ system: "s", prompt: "p", model: null }),
        "0f9d5cd8f7e58ba0209f67451f7082d0201e5237ecf11e1c0bc8b422f413c9b5"
      )
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )
})

describe("an executor that is recorded", () => {
  it.effect("answers as before, and what it answered or was told is kept", () =>
    Effect.gen(function* () {
      const { kept, recordings } = inMemory()
      const seen: Array<string> = []
      const inner = {
        name: "inner",
        byClaim: true,
        pricing: { model: "a/b" },
        execute: ({ prompt }: AgentRequest) => Effect.succeed(answer(`to ${prompt}`)),
        observe: (_: AgentRequest, { text }: AgentAnswer) => Effect.sync(() => void seen.push(text))
      }
      const recorded = yield* recording(inner, recordings)
      assert.deepStrictEqual(
        [recorded.name, recorded.byClaim, recorded.pricing],
        ["inner", true, { model: "a/b" }]
      )
      assert.strictEqual((yield* recorded.execute(request("one"))).text, "to one")
      const files = [{ path: "a.ts", content: "a" }]
      yield* recorded.observe?.(request("two"), { ...answer("by claim"), files }) ?? Effect.void
      assert.deepStrictEqual(seen, ["by claim"])
      assert.deepStrictEqual(
        kept.map(({ answer, request }) => [request.prompt, answer.text, answer.files]),
        [
          ["one", "to one", undefined],
          ["two", "by claim", files]
        ]
      )
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it.effect("keeps no failure, and gives its answer even when nothing can be kept", () =>
    Effect.gen(function* () {
      const { kept, recordings } = inMemory()
      const failure = new AgentExecutorError({ executor: "inner", reason: "network", detail: "gone" })
      const failing = yield* recording({ name: "inner", execute: () => failure }, recordings)
      assert.strictEqual((yield* Effect.flip(failing.execute(request("one")))).reason, "network")
      assert.lengthOf(kept, 0)
      const full = new CallRecordingError({ place: "x", reason: "unwritable", detail: "the disk is full" })
      const paid = yield* recording(
        { name: "inner", execute: () => Effect.succeed(answer("dear")) },
        { ...recordings, add: () => full }
      )
      assert.strictEqual((yield* paid.execute(request("one"))).text, "dear")
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it.effect("can be interrupted while it asks", () =>
    Effect.gen(function* () {
      const { kept, recordings } = inMemory()
      const silent = yield* recording({ name: "inner", execute: () => Effect.never }, recordings)
      const fiber = yield* Effect.forkChild(silent.execute(request("one")))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      assert.lengthOf(kept, 0)
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )
})

describe("recorded calls", () => {
  it.effect("are played with no tokens, under their model's name, and cost nobody anything", () =>
    Effect.gen(function* () {
      const [record] = yield* recordsOf([request("one"), "1"])
      const cut = { ...record!, answer: { ...record!.answer, finishReason: "length" as const } }
      const player = yield* replaying("booking", [cut])
      assert.deepStrictEqual([player.name, player.pricing], ["replay/booking", { model: null }])
      assert.deepStrictEqual(yield* player.execute(request("one", { idempotencyKey: "another" })), {
        text: "1",
        model: "replay/test/model",
        finishReason: "length",
        usage: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
        recorded: true
      })
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it.effect("of one request are played in order for each project, a repeated call getting what it got", () =>
    Effect.gen(function* () {
      const player = yield* replaying(
        "booking",
        (yield* recordsOf(
          [request("same"), "1"],
          [request("same"), "2"],
          [request("other"), "x"]
        )).toReversed()
      )
      const ask = (key: string, project = "rooms") =>
        Effect.map(
          player.execute(request("same", { idempotencyKey: key, project: ProjectId.make(project) })),
          ({ text }) => text
        )
      const texts = yield* Effect.forEach(["a", "a", "b", "a", "b", "c"], (key) => ask(key))
      assert.deepStrictEqual(texts, ["1", "1", "2", "1", "2", "2"])
      assert.strictEqual(yield* ask("d", "second"), "1")
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it.effect("that are missing are told by the nearest one and where it differs", () =>
    Effect.gen(function* () {
      const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`)
      const asked = lines.with(19, "line twenty").join("\n")
      const player = yield* replaying(
        "booking",
        yield* recordsOf(
          [request(lines.slice(0, 3).join("\n")), "far"],
          [request(lines.join("\n")), "near"],
          [request(asked, { step: "frontend" }, "other"), "of another step"]
        )
      )
      const error = yield* Effect.flip(player.execute(request(asked)))
      assert.strictEqual(error.reason, "missing-recording")
      assert.isFalse(error.isRetryable)
      const [head, ...hunk] = error.detail.split("\n")
      assert.include(head, "no answer for this request of G5/backend/backend-developer/work/1")
      assert.include(head, "nearest of its 3 is G5/backend/backend-developer/work/1")
      assert.deepStrictEqual(hunk, [
        "--- prompt, recorded",
        "+++ prompt, asked now",
        "@@ -20,1 +20,1 @@",
        " line 18",
        " line 19",
        "-line 20",
        "+line twenty",
        " line 21",
        " line 22"
      ])
      const model = yield* Effect.flip(player.execute(request(lines.join("\n"), {}, "opus")))
      assert.include(model.detail, "-(its own)\n+opus")
      const other = yield* Effect.flip(player.execute(request(asked, { gate: GateId.make("G9") })))
      assert.include(other.detail, "is G5/frontend/")
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it.effect("that are none say so, and a long difference is cut short", () =>
    Effect.gen(function* () {
      const empty = yield* replaying("booking", [])
      assert.include((yield* Effect.flip(empty.execute(request("one")))).detail, "it is empty")
      const long = yield* replaying("booking", yield* recordsOf([request("a\n".repeat(9000)), "x"]))
      const asked = request(Array.from({ length: 9000 }, (_, index) => `${index}`.repeat(400)).join("\n"))
      const { detail } = yield* Effect.flip(long.execute(asked))
      assert.isBelow(detail.length, 4000)
      assert.include(detail, "more lines")
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it("are the same answer by what was said and made, not by who said it", () => {
    const one = { text: "a", model: "m", finishReason: "stop" as const, usage: answer("").usage }
    assert.isTrue(isSameAnswer(one, { ...one, model: "other", usage: { ...one.usage, inputTokens: 9 } }))
    for (const other of [
      { ...one, text: "b" },
      { ...one, finishReason: "length" as const },
      { ...one, files: [] },
      { ...one, files: [{ path: "a", content: null }] }
    ])
      assert.isFalse(isSameAnswer(one, other))
  })
})
