/**
 * What people ask of agents while they work: an instruction, an end, another try, a look at what was said.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Deferred, Effect, Fiber, Stream } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, isCompleted, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { clientOf, once, statusOf } from "./AgentRunWorld.ts"

const begin = Intake.take({ brief: MemoryFactory.brief, project: rooms, policy }, ada)
const scope = AgentRunId.make("G1.scope.1")
const settled = Effect.flatMap(MemoryFactory.settled(rooms), () =>
  Effect.flatMap(ProjectStates, (states) => states.load(rooms))
)

describe("an instruction to an agent", () => {
  it.live("is done next, with its words in the prompt, and its files are of the product", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const asked: Array<AgentRequest> = []
      const answer = (request: AgentRequest) => {
        asked.push(request)
        if (request.call.purpose === "instruct")
          return MemoryFactory.answering(MemoryFactory.file("docs/runbook.md", "# Runbook"))
        const usual = MemoryFactory.diligent(request)
        return request.call.runId === scope ? Effect.as(Deferred.await(gate), usual) : usual
      }
      yield* Effect.gen(function* () {
        yield* begin
        const client = yield* clientOf()
        yield* once((state) => statusOf(state, scope) === "started")
        const given = yield* client["agents.execute"]({
          project: rooms,
          gate: GateId.make("G1"),
          agent: AgentName.make("technical-writer"),
          instruction: "Write down what to do at night"
        })
        assert.strictEqual(given.status, "waiting")
        yield* Deferred.succeed(gate, undefined)
        const state = yield* settled
        assert.isTrue(isCompleted(state))
        const order = asked.map(({ call }) => call.runId as string).slice(0, 2)
        assert.deepStrictEqual(order, ["G1.scope.1", "G1.instruction-1.1"])
        const prompt = asked[1]?.prompt ?? ""
        assert.include(prompt, "ada tells you:\nWrite down what to do at night")
        assert.include(asked[1]?.system ?? "", "technical-writer")
        assert.strictEqual(rowOf(state, "document", "docs/runbook.md")?.kind, "runbook")
        assert.strictEqual(rowOf(state, "instruction", given.id)?.status, "done")
        const report = yield* client["agents.run"]({
          project: rooms,
          run: AgentRunId.make("G1.instruction-1.1")
        })
        assert.deepStrictEqual(
          [report.instruction?.id as string, [...report.paths]],
          ["instruction-1", ["docs/runbook.md"]]
        )
      }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ answer })))
    })
  )

  it.live("may be answered in words alone, and names an agent that there is", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const answer = (request: AgentRequest) => {
        if (request.call.purpose === "instruct") return MemoryFactory.answering("There are two of them.")
        const usual = MemoryFactory.diligent(request)
        return request.call.runId === scope ? Effect.as(Deferred.await(gate), usual) : usual
      }
      yield* Effect.gen(function* () {
        yield* begin
        const client = yield* clientOf()
        yield* once((state) => statusOf(state, scope) === "started")
        const wish = { project: rooms, gate: GateId.make("G1"), instruction: "How many rooms are there?" }
        const unknown = yield* Effect.flip(
          client["agents.execute"]({ ...wish, agent: AgentName.make("gardener") })
        )
        assert.strictEqual(unknown._tag, "AgentUnknown")
        const nobody = yield* Effect.flip(client["agents.execute"](wish))
        assert.strictEqual(nobody._tag, "CommandRefused")
        yield* client["agents.execute"]({ ...wish, agent: AgentName.make("orchestrator") })
        yield* Deferred.succeed(gate, undefined)
        yield* settled
        const run = AgentRunId.make("G1.instruction-1.1")
        const said = yield* client["agents.transcript"]({ project: rooms, run })
        assert.strictEqual(said.answer, "There are two of them.")
        assert.strictEqual(said.run.status, "completed")
        assert.include(said.prompt, "How many rooms are there?")
      }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ answer })))
    })
  )
})

describe("ending an agent run", () => {
  it.live("stops the call that is on its way, waits for a person, and goes on when it is retried", () =>
    Effect.gen(function* () {
      const interrupted = yield* Deferred.make<void>()
      const answer = (request: AgentRequest) =>
        request.call.runId === scope
          ? Effect.onInterrupt(Effect.never, () => Deferred.succeed(interrupted, undefined))
          : MemoryFactory.diligent(request)
      yield* Effect.gen(function* () {
        yield* begin
        const client = yield* clientOf()
        yield* once((state) => statusOf(state, scope) === "started")
        const stopped = yield* client["agents.cancel"]({ project: rooms, run: scope, reason: "wrong brief" })
        assert.strictEqual(stopped.run.status, "cancelled")
        yield* Deferred.await(interrupted)
        const held = yield* settled
        assert.deepStrictEqual(
          rowsOf(held, "hold").map(({ open, title }) => [open, title]),
          [[true, "The agent run G1.scope.1 was stopped"]]
        )
        yield* client["agents.retry"]({ project: rooms, run: scope })
        const state = yield* once(isCompleted)
        assert.strictEqual(statusOf(state, "G1.scope.2"), "completed")
      }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ answer })))
    })
  )
})

describe("looking at agent runs", () => {
  it.live("follows a run until it ends, and from a place in the middle", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const answer = (request: AgentRequest) => {
        const usual = MemoryFactory.diligent(request)
        return request.call.runId === scope ? Effect.as(Deferred.await(gate), usual) : usual
      }
      yield* Effect.gen(function* () {
        yield* begin
        const client = yield* clientOf()
        yield* once((state) => statusOf(state, scope) === "started")
        const following = yield* Stream.runCollect(
          client["agents.stream"]({ project: rooms, run: scope })
        ).pipe(Effect.forkChild)
        yield* Deferred.succeed(gate, undefined)
        const seen = yield* Fiber.join(following)
        const types = Array.from(seen, ({ type }) => type)
        assert.strictEqual(types[0], "AgentRunStarted")
        assert.includeMembers(types, ["AgentRunAnswered", "CostRecorded", "TreeChanged"])
        assert.strictEqual(types.at(-1), "AgentRunCompleted")
        const [first] = seen
        const rest = yield* Stream.runCollect(
          client["agents.stream"]({ project: rooms, run: scope, after: first!.position })
        )
        assert.deepStrictEqual(
          Array.from(rest, ({ type }) => type),
          types.slice(1)
        )
        const past = yield* Stream.runCollect(
          client["agents.stream"]({ project: rooms, run: scope, after: seen.at(-1)!.position })
        )
        assert.deepStrictEqual(Array.from(past), [], "it ended before that")
      }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ answer })))
    })
  )

  it.live("lists them newest first, in parts, and says when there is no such run", () =>
    Effect.gen(function* () {
      yield* begin
      const state = yield* settled
      const client = yield* clientOf()
      const all = rowsOf(state, "agentRun").length
      const first = yield* client["agents.runs"]({ project: rooms, limit: 5 })
      assert.strictEqual(first.runs.length, 5)
      const rest = yield* client["agents.runs"]({ project: rooms, after: first.next! })
      assert.isNull(rest.next)
      const ids = [...first.runs, ...rest.runs].map(({ runId }) => runId)
      assert.strictEqual(new Set(ids).size, all)
      assert.strictEqual(ids.at(-1), scope)
      const reviews = yield* client["agents.runs"]({ project: rooms, agent: AgentName.make("code-reviewer") })
      assert.deepStrictEqual(
        reviews.runs.map(({ step }) => step),
        ["review"]
      )
      const missing = { project: rooms, run: AgentRunId.make("G1.scope.9") }
      const answers = [
        Effect.asVoid(client["agents.run"](missing)),
        Effect.asVoid(client["agents.transcript"](missing))
      ]
      for (const answer of answers) assert.strictEqual((yield* Effect.flip(answer))._tag, "AgentRunNotOpen")
      const followed = yield* Effect.flip(Stream.runCollect(client["agents.stream"](missing)))
      assert.strictEqual(followed._tag, "AgentRunNotOpen")
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )
})
