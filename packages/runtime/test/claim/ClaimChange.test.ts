/**
 * Claimed work when the workers are given another executor, and when a lease ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Deferred, Effect, Option, Schema } from "effect"
import { Digest } from "effect/crypto"
import { TestClock } from "effect/testing"
import type * as MemorySandbox from "@layercake/memory/MemorySandbox"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { textOfBlob } from "../../src/tree/TreeContent.ts"
import { ada, begun, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { answerTo, claude, clientOf, layer, other } from "./ClaimWorld.ts"

const isRefused = Schema.is(CommandRefused)
const reasonOf = (error: unknown): string =>
  isRefused(error) && error.reason._tag === "ClaimLost" ? `ClaimLost ${error.reason.why}` : String(error)

describe("a run that waits for a claim", () => {
  it.live("goes over to a model when its runs are withdrawn", () =>
    Effect.gen(function* () {
      const world = MemoryFactory.makeWorld()
      yield* Effect.asVoid(begun()).pipe(Effect.provide(layer({ world })))
      const state = yield* Effect.gen(function* () {
        const person = yield* clientOf(ada)
        assert.lengthOf(yield* person["agents.due"]({}), 1, "a worker with a model leaves it alone")
        yield* person["agents.withdraw"]({
          project: rooms,
          run: "G1.scope.1" as never,
          reason: "a model does it"
        })
        return yield* MemoryFactory.settled(rooms)
      }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ world })))
      assert.strictEqual(projectOf(state)?.status, "completed")
    })
  )

  it.live("takes the place of a call that was on its way when the workers ended", () =>
    Effect.gen(function* () {
      const world = MemoryFactory.makeWorld()
      const asked = Deferred.makeUnsafe<void>()
      const silent = () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never)
      yield* Effect.gen(function* () {
        yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy }, ada)
        yield* Deferred.await(asked)
      }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ world, answer: silent })))
      const state = yield* MemoryFactory.settled(rooms).pipe(Effect.scoped, Effect.provide(layer({ world })))
      assert.deepStrictEqual(
        rowsOf(state, "agentRun").map((run) => [run.runId as string, run.status, run.executor]),
        [
          ["G1.scope.1", "cancelled", "memory"],
          ["G1.scope.2", "started", "claim"]
        ]
      )
    })
  )

  it.effect("is lost when its lease ends, and the late answer is told who has it now", () =>
    Effect.gen(function* () {
      yield* begun()
      const [one, two] = [yield* clientOf(claude), yield* clientOf(other)]
      const work = yield* one["agents.claim"]({ leaseMillis: 60_000 })
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual((yield* Effect.flip(two["agents.claim"]({})))._tag, "NothingToClaim")
      yield* TestClock.adjust("1 second")
      assert.isNull((yield* two["agents.due"]({}))[0]?.holder)
      const next = yield* two["agents.claim"]({ label: "desk" })
      const submit = one["agents.submit"]({ claim: work.claim, text: answerTo(work), model: "script/worker" })
      const late = yield* Effect.flip(submit)
      const blobs = yield* BlobStore
      const digest = yield* Digest.Digest
      const kept = yield* blobs.get(
        BlobDigest.make(yield* digest.digestHex(Digest.sha256, bytesOf(answerTo(work))))
      )
      assert.isTrue(Option.isNone(kept), "nothing is kept of it")
      assert.strictEqual(reasonOf(late), "ClaimLost expired")
      assert.include(late.message, `agent other (desk) holds it until ${next.until}`)
      assert.strictEqual(
        reasonOf(yield* Effect.flip(one["agents.renew"]({ claim: work.claim }))),
        "ClaimLost expired"
      )
      yield* two["agents.submit"]({ claim: next.claim, text: answerTo(next), model: "script/worker" })
      const states = yield* ProjectStates
      assert.strictEqual(rowOf(yield* states.load(rooms), "claim", next.claim)?.status, "answered")
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("repairs what failed, and an answer that changes nothing comes back at once", () => {
    let builds = 0
    const failure = { exitCode: 1, output: "src/backend.ts(1,1): error TS2304: Cannot find name 'a'.\n" }
    const sandbox: MemorySandbox.SandboxScript = (command) =>
      command.argv.join(" ") === "npm run build" && builds++ === 0 ? failure : MemoryFactory.sandbox(command)
    return Effect.gen(function* () {
      yield* begun()
      const client = yield* clientOf(claude)
      for (;;) {
        yield* MemoryFactory.settled(rooms)
        const work = yield* client["agents.claim"]({ project: rooms })
        const answer = { claim: work.claim, model: "script/worker" }
        if (work.purpose !== "heal") {
          yield* client["agents.submit"]({ ...answer, text: answerTo(work) })
          continue
        }
        const states = yield* ProjectStates
        const before = yield* states.load(rooms)
        const same = rowsOf(before, "agentRun").find((run) => run.step === work.step && run.answer !== null)
        const text = yield* textOfBlob(same?.answer ?? BlobDigest.make("0".repeat(64)), "the first answer")
        const refused = yield* client["agents.submit"]({ ...answer, text })
        assert.deepStrictEqual(
          refused.findings.map(({ code }) => code),
          ["nothing-changed"]
        )
        assert.strictEqual(
          (yield* client["agents.submit"]({
            ...answer,
            text: MemoryFactory.file("src/backend.ts", "// mended")
          })).outcome,
          "accepted"
        )
        const state = yield* MemoryFactory.settled(rooms)
        assert.strictEqual(rowOf(state, "agentRun", work.run)?.status, "completed")
        return
      }
    }).pipe(Effect.scoped, Effect.provide(layer({ sandbox })))
  })
})
