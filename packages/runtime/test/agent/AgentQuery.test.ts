/**
 * Agents that ask each other: the question holds the gate, the other agent answers it as a piece of work of its own, and
 * a person is asked wherever no agent should or can answer.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { agent } from "@layercake/core/actor/Actor"
import { EventStore } from "@layercake/core/store/EventStore"
import type { MemoryAgentReply } from "@layercake/memory/MemoryAgentExecutor"
import { Deferred, Effect, Schema, Stream } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { Commands } from "../../src/command/Commands.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, begun, holdsOf, isCompleted, policy, resolved, rooms, runsOf } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const encode = Schema.encodeSync(Schema.fromJsonString(Schema.Unknown))

interface Question {
  readonly question: string
  readonly to?: string
}

/** The step's own answer with these questions in its register. */
const asking = (step: string, questions: ReadonlyArray<Question>) => (request: AgentRequest) => {
  const usual = MemoryFactory.diligent(request)
  if (request.call.step !== step || request.call.purpose === "answer") return usual
  const register = MemoryFactory.file(
    `docs/register/${request.call.agent}.json`,
    encode({ queries: questions })
  )
  return MemoryFactory.answering(`${usual.text}\n${register}`)
}

interface Script {
  readonly step: string
  readonly questions: ReadonlyArray<Question>
  readonly reply: (request: AgentRequest) => MemoryAgentReply
}

const story = ({ questions, reply, step }: Script) => {
  const prompts: Array<AgentRequest> = []
  const answer = (request: AgentRequest) => {
    prompts.push(request)
    return request.call.purpose === "answer" ? reply(request) : asking(step, questions)(request)
  }
  return { prompts, layer: MemoryFactory.layer({ answer }) }
}

const queries = (state: ProjectState) =>
  rowsOf(state, "hold").map(({ id, open, resolution, resolvedBy, to }) => ({
    id: id as string,
    to: (to ?? null) as string | null,
    open,
    resolution,
    by: resolvedBy?.id ?? null
  }))

/** The first state for which it holds. */
const until = Effect.fnUntraced(function* (holds: (state: ProjectState) => boolean) {
  const store = yield* EventStore
  const states = yield* ProjectStates
  yield* store.subscribe({ stream: rooms }).pipe(
    Stream.mapEffect(() => states.load(rooms)),
    Stream.takeUntil(holds),
    Stream.runDrain
  )
  return yield* states.load(rooms)
})

const status = { question: "Which status has a full room?", to: "architect" }

describe("a question to another agent", () => {
  it.live(
    "is answered by that agent, holds the gate until then, and is shown with its answer to later ones",
    () => {
      const { layer, prompts } = story({
        step: "backend",
        questions: [status],
        reply: () => MemoryFactory.answering("409, as in specs/openapi.yaml.")
      })
      return Effect.gen(function* () {
        const state = yield* begun()

        assert.isTrue(isCompleted(state))
        assert.deepStrictEqual(queries(state), [
          {
            id: "query-1",
            to: "architect",
            open: false,
            resolution: "409, as in specs/openapi.yaml.",
            by: "architect"
          }
        ])
        assert.deepStrictEqual(runsOf(state, "query-1"), [["answer", 1, "completed"]])
        const [asked] = prompts.filter(({ call }) => call.purpose === "answer")
        assert.deepStrictEqual([asked?.call.agent as string, asked?.call.gate as string], ["architect", "G5"])
        assert.include(asked?.system, "architect")
        assert.include(asked?.prompt, "backend-developer asks you:\nWhich status has a full room?")
        assert.include(asked?.prompt, "no file, no register")
        // The gate waited: whoever comes next knows the answer.
        const order = prompts.map(({ call }) => call.step)
        assert.deepStrictEqual(order.slice(order.indexOf("backend"), order.indexOf("backend") + 3), [
          "backend",
          "query-1",
          "frontend"
        ])
        const later = prompts.find(({ call }) => call.step === "frontend")
        assert.include(later?.prompt, "Which status has a full room?\n  Answer of architect: 409")
        assert.deepStrictEqual((yield* Verification.verify()).differences, [])
      }).pipe(Effect.provide(layer))
    }
  )

  it.live("goes to a person when the agent sends nothing usable, and each try is counted", () => {
    const { layer, prompts } = story({
      step: "backend",
      questions: [status],
      reply: () => MemoryFactory.answering("  ")
    })
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(runsOf(state, "query-1"), [
        ["answer", 1, "refused"],
        ["answer", 2, "refused"]
      ])
      assert.strictEqual(rowOf(state, "gate", "G5")?.status, "blocked")
      assert.match(
        rowOf(state, "hold", "query-1")?.routed ?? "",
        /architect sent 2 answers that cannot be used/
      )
      assert.include(prompts.findLast(({ call }) => call.purpose === "answer")?.prompt, "The answer is empty")
      assert.deepStrictEqual(holdsOf(state), [["query", "G5", status.question]])
      const end = yield* resolved(state)
      assert.isTrue(isCompleted(end))
      assert.strictEqual(rowOf(end, "hold", "query-1")?.resolvedBy?.id, "ada")
    }).pipe(Effect.provide(layer))
  })

  it.live("goes to a person when the agent cannot be reached", () => {
    const { layer } = story({
      step: "backend",
      questions: [status],
      reply: () => new AgentExecutorError({ executor: "memory", reason: "authentication", detail: "no key" })
    })
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(runsOf(state, "query-1"), [["answer", 1, "failed"]])
      assert.match(
        rowOf(state, "hold", "query-1")?.routed ?? "",
        /could not be asked \(authentication\): no key/
      )
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(Effect.provide(layer))
  })

  it.live("changes no file, whatever the answer has in it", () => {
    const { layer } = story({
      step: "backend",
      questions: [status],
      reply: () => MemoryFactory.answering(MemoryFactory.file("src/evil.ts", "evil()"))
    })
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.isTrue(isCompleted(state))
      assert.strictEqual(rowOf(state, "file", "src/evil.ts"), undefined)
      assert.include(rowOf(state, "hold", "query-1")?.resolution, "evil()")
    }).pipe(Effect.provide(layer))
  })
})

describe("a question that no agent should answer", () => {
  const reply = () => MemoryFactory.answering("yes")
  const cases: ReadonlyArray<readonly [name: string, question: Question, detail: RegExp]> = [
    ["to a person", { question: "Who pays?", to: "person" }, /^To: person$/],
    ["to nobody", { question: "Who pays?" }, /^$/],
    [
      "to an agent that is not there",
      { question: "Who pays?", to: "accountant" },
      /No agent of this project is called accountant/
    ],
    ["to itself", { question: "Who pays?", to: "backend-developer" }, /does not answer its own question/]
  ]
  for (const [name, question, detail] of cases)
    it.live(`waits for a person: ${name}`, () => {
      const { layer } = story({ step: "backend", questions: [question], reply })
      return Effect.gen(function* () {
        const state = yield* begun()
        assert.strictEqual(rowOf(state, "gate", "G5")?.status, "blocked")
        assert.match(rowOf(state, "hold", "query-1")?.detail ?? "", detail)
        assert.deepStrictEqual(runsOf(state, "query-1"), [])
        const commands = yield* Commands
        const byAgent = new ResolveHold({ id: EntryId.make("query-1"), resolution: "I say yes" })
        for (const name of ["backend-developer", "architect", "orchestrator"]) {
          const refused = yield* Effect.flip(commands.execute(rooms, byAgent, { actor: agent(name) }))
          assert.match(refused.message, /is for a person to resolve/)
        }
        assert.isTrue(isCompleted(yield* resolved(state)))
      }).pipe(Effect.provide(layer))
    })

  it.live("waits for a person once two agents have asked each other as often as the policy allows", () => {
    const questions = ["One?", "Two?", "Three?"].map((question) => ({ question, to: "architect" }))
    const { layer } = story({ step: "backend", questions, reply })
    return Effect.gen(function* () {
      yield* begun({ policy: { ...policy, questionsPerPair: 2 } })
      // A person is waited for while the agents still answer.
      const state = yield* until((state) => queries(state).filter(({ open }) => !open).length === 2)
      assert.deepStrictEqual(
        queries(state).map(({ by, open, to }) => [to, by, open]),
        [
          ["architect", "architect", false],
          ["architect", "architect", false],
          [null, null, true]
        ]
      )
      assert.match(rowOf(state, "hold", "query-3")?.detail ?? "", /have asked each other 2 questions at G5/)
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(Effect.provide(layer))
  })
})

describe("a question that a person answers while the agent is at it", () => {
  it.live("takes the person's answer; what the agent's cost counts all the same", () =>
    Effect.gen(function* () {
      const [asked, go] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const { layer } = story({
        step: "backend",
        questions: [status],
        reply: () =>
          Deferred.succeed(asked, undefined).pipe(
            Effect.andThen(Deferred.await(go)),
            Effect.as(MemoryFactory.answering("404"))
          )
      })
      yield* Effect.gen(function* () {
        const commands = yield* Commands
        yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy }, ada)
        yield* Deferred.await(asked)
        const resolve = new ResolveHold({ id: EntryId.make("query-1"), resolution: "410" })
        yield* commands.execute(rooms, resolve, { actor: ada })
        yield* Deferred.succeed(go, undefined)
        const state = yield* until(
          (state) => isCompleted(state) && rowOf(state, "cost", "G5.query-1.1") !== undefined
        )
        assert.deepStrictEqual(runsOf(state, "query-1"), [["answer", 1, "cancelled"]])
        assert.strictEqual(rowOf(state, "hold", "query-1")?.resolvedBy?.id, "ada")
        assert.deepStrictEqual(holdsOf(state), [["query", "G5", status.question]])
        const refused = yield* Effect.flip(commands.execute(rooms, resolve, { actor: ada }))
        assert.match(refused.message, /is settled already/)
        assert.deepStrictEqual((yield* Verification.verify()).differences, [])
      }).pipe(Effect.provide(layer))
    })
  )
})
