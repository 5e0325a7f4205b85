/**
 * The behaviour every `CallRecordings` adapter must show. One call per adapter; every test has a place of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { CallRecordings } from "@layercake/core/port/CallRecordings"
import { digestOf, type NewCallRecord } from "@layercake/core/recording/CallRecord"
import { GateId } from "@layercake/core/gate/Gate"
import { Effect, type Layer } from "effect"
import { Digest } from "effect/crypto"

/** What is asked and answered; the digest is the real one. */
export const callRecord = Effect.fnUntraced(function* (prompt: string, text: string) {
  const request = { system: "You are the backend developer.", prompt, model: null }
  const record: NewCallRecord = {
    form: "layercake-call-1",
    digest: yield* digestOf(request).pipe(Effect.provide(Digest.layerWebCrypto)),
    work: {
      gate: GateId.make("G5"),
      step: "backend",
      agent: AgentName.make("backend-developer"),
      purpose: "work",
      attempt: 1
    },
    request,
    answer: {
      text,
      model: "test/model",
      finishReason: "stop",
      usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: 1 }
    }
  }
  return record
})

/** Holds what tends to be lost on the way. */
const difficult = '  `” 🍰 <&>`\r\n\t"\\u0000 \\" \u2028\n\n'

export const suite = <E>(name: string, layer: Layer.Layer<CallRecordings, E>) =>
  describe(`CallRecordings (${name})`, () => {
    it.effect("gives back what was added, to the last character, in its order", () =>
      Effect.gen(function* () {
        const recordings = yield* CallRecordings
        const first = yield* callRecord("one", difficult)
        const second = { ...(yield* callRecord("two", "")), work: { ...first.work, attempt: 2 } }
        const files = [
          { path: "src/a.ts", content: difficult },
          { path: "old.ts", content: null }
        ]
        const third = { ...(yield* callRecord(difficult, "three")) }
        const withFiles = { ...third, answer: { ...third.answer, files } }
        for (const record of [first, second, withFiles]) assert.strictEqual(yield* recordings.add(record), 1)
        assert.deepStrictEqual(yield* recordings.all, [
          { ...first, number: 1 },
          { ...second, number: 1 },
          { ...withFiles, number: 1 }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("keeps the same answer once and numbers another one", () =>
      Effect.gen(function* () {
        const recordings = yield* CallRecordings
        const one = yield* callRecord("same", "one")
        const two = yield* callRecord("same", "two")
        const numbers = yield* Effect.forEach([one, one, two, one, two], recordings.add)
        assert.deepStrictEqual(numbers, [1, 1, 2, 1, 2])
        const again = { ...one, answer: { ...one.answer, model: "another/model" } }
        assert.strictEqual(yield* recordings.add(again), 1, "who said it makes no other answer")
        const cut = { ...one, answer: { ...one.answer, finishReason: "length" as const } }
        assert.strictEqual(yield* recordings.add(cut), 3)
        assert.lengthOf(yield* recordings.all, 3)
      }).pipe(Effect.provide(layer))
    )

    it.effect("keeps what many add at the same time", () =>
      Effect.gen(function* () {
        const recordings = yield* CallRecordings
        const records = yield* Effect.forEach(Array.from({ length: 40 }), (_, index) =>
          callRecord(`prompt ${index % 4}`, `answer ${index % 20}`)
        )
        yield* Effect.forEach(records, recordings.add, { concurrency: "unbounded", discard: true })
        const all = yield* recordings.all
        assert.lengthOf(all, 20)
        for (let prompt = 0; prompt < 4; prompt++)
          assert.deepStrictEqual(
            all
              .filter(({ request }) => request.prompt === `prompt ${prompt}`)
              .map(({ number }) => number)
              .toSorted((a, b) => a - b),
            [1, 2, 3, 4, 5]
          )
      }).pipe(Effect.provide(layer))
    )
  })
