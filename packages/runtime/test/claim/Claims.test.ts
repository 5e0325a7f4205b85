/**
 * Claimed work through the operations, on the memory adapters: a whole project done by claimants, and what goes wrong.
 */
import { assert, describe, it } from "@effect/vitest"
import { automation } from "@layercake/core/actor/Actor"
import { ClaimId } from "@layercake/core/claim/Claim"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { ReviewId } from "@layercake/core/gate/Review"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Exit, Schema } from "effect"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import * as Reconciler from "../../src/reconcile/Reconciler.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, begun, isCompleted, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { answerTo, claude, clientOf, doAll, layer, other } from "./ClaimWorld.ts"

const isRefused = Schema.is(CommandRefused)
const reasonOf = (error: unknown): string => {
  if (!isRefused(error)) return String(error)
  const { reason } = error
  return reason._tag === "ClaimLost" ? `ClaimLost ${reason.why}` : reason._tag
}
const bad = "I have done it.\n"

describe("claimed work", () => {
  it.live(
    "carries a project from G0 to G9 with no model at all",
    () =>
      Effect.gen(function* () {
        const client = yield* clientOf(claude)
        const first = yield* begun()
        assert.deepStrictEqual(
          rowsOf(first, "agentRun").map((run) => [run.runId as string, run.status, run.executor]),
          [["G1.scope.1", "started", "claim"]]
        )
        const summary = (yield* client["projects.list"]({})).projects[0]
        assert.strictEqual(summary?.waiting, "waits for a claim: G1 scope (G1.scope.1)")
        const done = yield* doAll(rooms, client)
        assert.isAbove(done.length, 10)
        const states = yield* ProjectStates
        const state = yield* states.load(rooms)
        assert.isTrue(isCompleted(state))
        assert.isTrue(rowsOf(state, "claim").every((claim) => claim.status === "answered"))
        const total = rowOf(state, "cost", "total")
        assert.deepStrictEqual([total?.microUsd, total?.unpriced], [0, done.length])
        assert.deepStrictEqual((yield* Verification.verify()).differences, [])
      }).pipe(Effect.scoped, Effect.provide(layer())),
    20_000
  )

  it.live("waits without asking again, whoever reconciles how often", () =>
    Effect.gen(function* () {
      const state = yield* begun()
      const queue = yield* JobQueue
      for (let round = 0; round < 3; round++)
        assert.deepStrictEqual((yield* Reconciler.project(rooms)).jobs, [])
      // The job that began the run comes to its end.
      yield* Effect.andThen(Effect.yieldNow, queue.list({ project: rooms })).pipe(
        Effect.repeat({ until: (jobs) => jobs.length === 0 })
      )
      const states = yield* ProjectStates
      assert.strictEqual((yield* states.load(rooms)).version, state.version)
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("tells what waits, gives everything that is needed, and says who has it", () =>
    Effect.gen(function* () {
      yield* begun()
      const [one, two] = [yield* clientOf(claude), yield* clientOf(other)]
      const [waiting] = yield* one["agents.due"]({})
      assert.deepStrictEqual(
        [waiting?.project, waiting?.run as string, waiting?.agent as string, waiting?.holder],
        [rooms, "G1.scope.1", "orchestrator", null]
      )
      const work = yield* one["agents.claim"]({ label: "laptop", leaseMillis: 60_000 })
      assert.strictEqual(work.system, "You are the orchestrator.")
      assert.include(work.prompt, "A small office wants to book its rooms.")
      assert.strictEqual(work.characters, work.system.length + work.prompt.length)
      assert.deepStrictEqual(
        work.inputs.map((file) => file.path),
        ["docs/brief.md"]
      )
      assert.isAbove(work.produces.length, 0)
      const [held] = yield* two["agents.due"]({ project: rooms })
      assert.deepStrictEqual([held?.holder?.claim, held?.holder?.until], [work.claim, work.until])
      assert.deepStrictEqual(held?.holder?.claimant, { actor: claude, label: "laptop" })
      const nothing = yield* Effect.flip(two["agents.claim"]({}))
      assert.deepInclude(nothing, { _tag: "NothingToClaim", held: 1, until: work.until })
      const taken = yield* Effect.flip(two["agents.claim"]({ project: rooms, run: work.run }))
      assert.strictEqual(reasonOf(taken), "RunClaimed")
      const status = yield* one["pipeline.status"]({ project: rooms })
      assert.deepStrictEqual(status.claimable, [work.run])
      assert.include(status.waiting, "claimed by agent claude (laptop) until ")
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("is won by one of many who claim at the same moment", () =>
    Effect.gen(function* () {
      yield* begun()
      const clients = yield* Effect.forEach(Array.from({ length: 12 }), (_, index) =>
        clientOf(automation(`worker-${index}`))
      )
      const exits = yield* Effect.forEach(
        clients,
        (client, index) =>
          Effect.exit(
            index % 2 === 0
              ? client["agents.claim"]({})
              : client["agents.claim"]({ project: rooms, run: "G1.scope.1" as never })
          ),
        { concurrency: "unbounded" }
      )
      assert.lengthOf(exits.filter(Exit.isSuccess), 1)
      const states = yield* ProjectStates
      const claims = rowsOf(yield* states.load(rooms), "claim")
      assert.deepStrictEqual(
        claims.map((claim) => claim.status),
        ["held"]
      )
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live(
    "comes back with findings, is mended under the same claim, and counts once however often it is sent",
    () =>
      Effect.gen(function* () {
        yield* begun()
        const client = yield* clientOf(claude)
        const states = yield* ProjectStates
        const work = yield* client["agents.claim"]({})
        const submit = (text: string) =>
          client["agents.submit"]({ claim: work.claim, text, model: "script/worker" })
        const refused = yield* submit(bad)
        assert.deepInclude(refused, { outcome: "refused", left: policy.correctionAttempts - 1 })
        assert.deepStrictEqual(
          refused.findings.map(({ code }) => code),
          ["no-files"]
        )
        const version = (yield* states.load(rooms)).version
        assert.deepStrictEqual(yield* submit(bad), refused)
        assert.strictEqual((yield* states.load(rooms)).version, version)
        const accepted = yield* submit(answerTo(work))
        assert.deepInclude(accepted, { outcome: "accepted", findings: [] })
        yield* MemoryFactory.settled(rooms)
        assert.deepStrictEqual(yield* submit(answerTo(work)), accepted)
        assert.strictEqual(
          reasonOf(yield* Effect.flip(submit(`${answerTo(work)}\nMore.`))),
          "ClaimLost answered"
        )
        const state = yield* states.load(rooms)
        assert.lengthOf(
          rowsOf(state, "agentRun").filter((run) => run.answer !== null),
          1
        )
        assert.strictEqual(rowOf(state, "agentRun", work.run)?.status, "completed")
      }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("ends in a question to a person when no answer can be used", () =>
    Effect.gen(function* () {
      yield* begun()
      const client = yield* clientOf(claude)
      const { claim } = yield* client["agents.claim"]({})
      const outcomes: Array<string> = []
      for (let attempt = 0; attempt <= policy.correctionAttempts; attempt++)
        outcomes.push(
          (yield* client["agents.submit"]({ claim, text: `${bad}${attempt}`, model: "script/worker" }))
            .outcome
        )
      assert.deepStrictEqual(outcomes, [...outcomes.slice(1).map(() => "refused"), "given-up"])
      const state = yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual(
        rowsOf(state, "hold").map((hold) => hold.title),
        [`orchestrator sent ${policy.correctionAttempts + 1} answers that cannot be used`]
      )
      const late = yield* Effect.flip(client["agents.submit"]({ claim, text: bad, model: "script/worker" }))
      assert.strictEqual(reasonOf(late), "ClaimLost ended")
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("takes files as they are, with what was done as the text", () =>
    Effect.gen(function* () {
      yield* begun()
      const client = yield* clientOf(claude)
      const work = yield* client["agents.claim"]({})
      const files = work.produces.map(({ path }) => ({
        path,
        content: MemoryFactory.contents[path] ?? `# ${path}`
      }))
      const outside = yield* client["agents.submit"]({
        claim: work.claim,
        text: "Done.",
        files: [...files, { path: "../secret", content: "x" }],
        model: "claude-code"
      })
      assert.deepStrictEqual(
        outside.findings.map(({ code }) => code),
        ["unsafe-path"]
      )
      const told = { inputTokens: 5, outputTokens: 4, cachedInputTokens: 1 }
      yield* client["agents.submit"]({
        claim: work.claim,
        text: "Done.",
        files,
        model: "claude-code",
        usage: told
      })
      const state = yield* MemoryFactory.settled(rooms)
      assert.strictEqual(rowOf(state, "agentRun", work.run)?.status, "completed")
      assert.deepStrictEqual(rowOf(state, "agentRun", work.run)?.usage, told)
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("never lets who did it approve it, nor use what is another's", () =>
    Effect.gen(function* () {
      yield* begun({ policy: { ...policy, unattended: null } })
      const client = yield* clientOf(claude)
      const stranger = yield* clientOf(other)
      const work = yield* client["agents.claim"]({})
      const { claim } = work
      const answer = { claim, text: answerTo(work), model: "script/worker" }
      for (const asked of [
        stranger["agents.submit"](answer),
        stranger["agents.renew"]({ claim }),
        stranger["agents.release"]({ claim, reason: "mine" })
      ])
        assert.strictEqual(reasonOf(yield* Effect.flip(asked)), "ClaimNotYours")
      yield* client["agents.submit"](answer)
      const state = yield* MemoryFactory.settled(rooms)
      const gate = rowOf(state, "gate", "G1")
      assert.strictEqual(gate?.status, "in-review")
      const approved = yield* Effect.flip(
        client["gates.approve"]({
          project: rooms,
          gate: "G1",
          review: ReviewId.make("review-1"),
          accept: true,
          comment: "",
          design: null
        })
      )
      assert.strictEqual(reasonOf(approved), "PersonRequired")
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("is released, renewed with the work again, and withdrawn to begin anew", () =>
    Effect.gen(function* () {
      yield* begun()
      const client = yield* clientOf(claude)
      const person = yield* clientOf(ada)
      const work = yield* client["agents.claim"]({ leaseMillis: 5_000 })
      const renewed = yield* client["agents.renew"]({ claim: work.claim, leaseMillis: 60_000, work: true })
      assert.isAbove(renewed.until.localeCompare(work.until), 0)
      assert.strictEqual(renewed.work?.prompt, work.prompt)
      yield* client["agents.release"]({ claim: work.claim, reason: "no time" })
      const again = yield* client["agents.claim"]({})
      assert.notStrictEqual(again.claim, work.claim)
      yield* person["agents.withdraw"]({ project: rooms, run: work.run, reason: "another prompt" })
      yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual(
        (yield* client["agents.due"]({})).map((row) => row.run as string),
        ["G1.scope.2"]
      )
      const unknown = ClaimId.make("nowhere/0123456789abcdef")
      for (const claim of [unknown, ClaimId.make("rooms/0123456789abcdef")])
        assert.strictEqual(
          reasonOf(yield* Effect.flip(client["agents.release"]({ claim, reason: "no time" }))),
          "ClaimLost unknown"
        )
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )
})
