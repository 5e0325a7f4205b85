/**
 * Which template is in force for whom, and what a run is told and asked of a model because of it.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { AccountId } from "@layercake/core/account/Account"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import { rowOf } from "@layercake/core/project/ProjectState"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { clientOf } from "./AgentRunWorld.ts"

const markdown = (words: string, rest = "") =>
  `---\nname: orchestrator\ndescription: Begins\nversion: 7\ntier: high\n${rest}---\n${words}\n`
const other = ProjectId.make("other")
const take = (project: ProjectId) => Intake.take({ brief: MemoryFactory.brief, project, policy }, ada)

describe("a registered template", () => {
  it.live("is in force for its project, one for all for the others, and the host's own for nobody", () => {
    const asked: Array<AgentRequest> = []
    const answer = (request: AgentRequest) => {
      asked.push(request)
      return MemoryFactory.diligent(request)
    }
    return Effect.gen(function* () {
      const client = yield* clientOf()
      const wide = yield* client["agents.register"]({ markdown: markdown("You begin everything.") })
      assert.deepStrictEqual([wide.origin, wide.version, wide.tier], ["layercake", 7, "high"])
      yield* take(other)
      yield* MemoryFactory.settled(other)
      const first = asked.find(({ call }) => call.project === other && call.runId === "G1.scope.1")
      assert.strictEqual(first?.system, "You begin everything.")
      assert.isUndefined(first?.model)
      const states = yield* ProjectStates
      const state = yield* states.load(other)
      assert.isUndefined(rowOf(state, "template", "orchestrator"))

      const own = markdown("You begin this.", "model: example/large\n")
      yield* client["agents.register"]({ project: other, markdown: own })
      const shown = yield* client["agents.template"]({ agent: "orchestrator", project: other })
      assert.deepStrictEqual([shown.origin, shown.model], ["project", "example/large"])
      const elsewhere = yield* client["agents.template"]({ agent: "orchestrator" })
      assert.strictEqual(elsewhere.origin, "layercake")
      const all = yield* client["agents.templates"]({ project: other })
      assert.deepStrictEqual(
        all.filter(({ origin }) => origin !== "host").map(({ name }) => name as string),
        ["orchestrator"]
      )
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ answer })))
  })

  it.live("says which model is asked, also when the call is made again", () => {
    const asked: Array<AgentRequest> = []
    const answer = (request: AgentRequest) => {
      asked.push(request)
      return MemoryFactory.diligent(request)
    }
    return Effect.gen(function* () {
      const client = yield* clientOf()
      yield* client["agents.register"]({ markdown: markdown("You begin.", "model: example/large\n") })
      yield* take(rooms)
      yield* MemoryFactory.settled(rooms)
      const models = asked.map(({ call, model }) => [call.step, model ?? null])
      assert.deepStrictEqual(models.slice(0, 2), [
        ["scope", "example/large"],
        ["requirements", null]
      ])
      const transcript = yield* client["agents.runs"]({ project: rooms })
      const scope = transcript.runs.find(({ step }) => step === "scope")
      const said = yield* client["agents.transcript"]({ project: rooms, run: scope!.runId })
      assert.strictEqual(said.model, "example/large")
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ answer })))
  })

  it.effect("is refused with the field that is wrong, and changes nothing", () =>
    Effect.gen(function* () {
      const client = yield* clientOf()
      const store = yield* EventStore
      for (const [text, field] of [
        ["no front matter", "front matter"],
        ["---\ndescription: Nameless\n---\nDo it.\n", "name"],
        ["---\nname: Big Name\ndescription: Wrong\n---\nDo it.\n", "name"],
        ["---\nname: idle\ndescription: Nothing\n---\n", "instructions"],
        ["---\nname: hasty\ndescription: Fast\ntier: soon\n---\nDo it.\n", "tier"]
      ] as const) {
        const refused = yield* Effect.flip(client["agents.register"]({ markdown: text }))
        assert.strictEqual(refused._tag, "AgentTemplateInvalid")
        if (refused._tag === "AgentTemplateInvalid")
          assert.isTrue(
            refused.problems.some((problem) => problem.field === field),
            refused.message
          )
      }
      const events = yield* Stream.runCollect(store.readAll())
      assert.strictEqual(events.length, 0)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ workers: { concurrency: {} } })))
  )

  it.live("tells nobody of a project that they are no member of", () =>
    Effect.gen(function* () {
      yield* take(rooms)
      const stranger = yield* clientOf(person("mallory"), {
        _tag: "Account",
        account: AccountId.make("mallory"),
        administrator: false,
        scope: null
      })
      const refused = yield* Effect.flip(stranger["agents.templates"]({ project: rooms }))
      const nowhere = yield* Effect.flip(stranger["agents.templates"]({ project: ProjectId.make("nowhere") }))
      assert.strictEqual(refused._tag, "ProjectNotFound")
      assert.deepStrictEqual(nowhere, refused)
      assert.isNotEmpty(yield* stranger["agents.templates"]({}))
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ workers: { concurrency: {} } })))
  )
})
