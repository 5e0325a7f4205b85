/**
 * A whole project recorded from a scripted model and replayed on the memory adapters; claimed work, too.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { recording } from "@layercake/core/recording/RecordingExecutor"
import { replaying } from "@layercake/core/recording/ReplayExecutor"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import * as MemoryCallRecordings from "@layercake/memory/MemoryCallRecordings"
import { Effect, Layer } from "effect"
import { Digest } from "effect/crypto"
import * as ClaimExecutor from "../../src/claim/ClaimExecutor.ts"
import { claude, clientOf, doAll } from "../claim/ClaimWorld.ts"
import { begun, isCompleted, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { comparable, executorOf, recordedScript, run } from "./RecordedProject.ts"

/** The first answer of the backend developer cannot be used, and says another thing each time it is asked. */
const moody = () => {
  let calls = 0
  return (request: AgentRequest) => {
    const answer = { ...MemoryFactory.diligent(request), recorded: false }
    calls += 1
    return request.call.step === "backend" && request.call.purpose === "work"
      ? { ...answer, text: `Nothing yet, ${calls}.` }
      : answer
  }
}

describe("a recorded project", () => {
  it.live(
    "replayed has the same events, with no call and no cost",
    () =>
      Effect.gen(function* () {
        const recordings = MemoryCallRecordings.make()
        const first = yield* run(recordedScript(moody(), recordings))
        assert.isTrue(isCompleted(first.state))
        const records = yield* recordings.all
        assert.strictEqual(records.length, rowsOf(first.state, "agentRun").length)

        const again = yield* run(executorOf(replaying("rooms", records)))
        assert.isTrue(isCompleted(again.state))
        assert.deepStrictEqual(comparable(again.events), comparable(first.events))
        assert.strictEqual(projectOf(again.state)?.tree, projectOf(first.state)?.tree)
        for (const row of rowsOf(again.state, "agentRun")) {
          assert.strictEqual(row.executor, "replay/rooms")
          assert.strictEqual(row.model, "replay/memory/script")
        }
        const total = rowOf(again.state, "cost", "total")
        assert.deepStrictEqual([total?.microUsd, total?.unpriced, total?.usage.inputTokens], [0, 0, 0])
      }),
    30_000
  )

  it.live(
    "that lacks an answer stops at a person, who is told what differs",
    () =>
      Effect.gen(function* () {
        const recordings = MemoryCallRecordings.make()
        yield* run(recordedScript(MemoryFactory.diligent, recordings))
        const records = (yield* recordings.all).map((record) =>
          record.work.step === "requirements"
            ? {
                ...record,
                digest: "0".repeat(64) as typeof record.digest,
                request: { ...record.request, prompt: record.request.prompt.replace("Task:", "Errand:") }
              }
            : record
        )
        const stuck = yield* run(executorOf(replaying("rooms", records)))
        const [hold] = rowsOf(stuck.state, "hold")
        assert.include(hold?.title, "could not be asked (missing-recording)")
        assert.match(hold?.detail ?? "", /nearest of its \d+ is G2\/requirements\/product-manager\/work\/1/)
        assert.match(hold?.detail ?? "", /\n-Errand: .*\n\+Task: /)
      }),
    30_000
  )

  it.live(
    "done by claimants is recorded as well, and replayed without any",
    () =>
      Effect.gen(function* () {
        const recordings = MemoryCallRecordings.make()
        const executor = Layer.effect(
          AgentExecutor,
          Effect.flatMap(AgentExecutor, (claims) => recording(claims, recordings))
        ).pipe(Layer.provide(Layer.merge(ClaimExecutor.layer, Digest.layerWebCrypto)))
        const claimed = yield* Effect.gen(function* () {
          yield* begun()
          yield* doAll(rooms, yield* clientOf(claude))
          const states = yield* ProjectStates
          return yield* states.load(rooms)
        }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ executor })))
        assert.isTrue(isCompleted(claimed))
        const again = yield* run(executorOf(replaying("rooms", yield* recordings.all)))
        assert.isTrue(isCompleted(again.state))
        assert.strictEqual(projectOf(again.state)?.tree, projectOf(claimed)?.tree)
        assert.strictEqual(rowOf(again.state, "agentRun", "G1.scope.1")?.model, "replay/script/worker")
      }),
    30_000
  )
})
