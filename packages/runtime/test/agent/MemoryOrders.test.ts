/**
 * What people have a project remember and hand over, and that the next prompt says exactly that.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { EntryId } from "@layercake/core/register/Register"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import { begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { clientOf } from "./AgentRunWorld.ts"

const planning = { project: rooms, gate: GateId.make("G2") }
const project = { project: rooms }

/** Stands at G1 and waits for a person. */
const waiting = begun({ policy: defaultPolicy })

describe("what a project remembers", () => {
  it.live("is recalled as the next prompt would say it, until it is forgotten", () =>
    Effect.gen(function* () {
      yield* waiting
      const client = yield* clientOf()
      const first = yield* client["memory.keep"]({
        ...project,
        text: "Closed on Mondays\nThe office, that is"
      })
      yield* client["memory.keep"]({ ...project, text: "Ada likes short names" })
      const recalled = yield* client["memory.recall"](planning)
      assert.include(recalled.text, "Closed on Mondays\n  The office, that is")
      assert.deepStrictEqual(
        [recalled.step, recalled.agent, recalled.condensed],
        ["requirements", "product-manager", false]
      )
      const preview = yield* client["agents.prompt"](planning)
      assert.include(preview.prompt, recalled.text)

      const changed = yield* client["memory.update"]({ ...project, id: first.id, text: "Closed on Sundays" })
      assert.isDefined(changed.changedAt)
      const found = yield* client["memory.search"]({ ...project, query: "sundays" })
      assert.deepStrictEqual(
        found.map(({ id }) => id),
        [first.id as string]
      )
      yield* client["memory.forget"]({ ...project, id: first.id })
      const left = yield* client["memory.list"](project)
      assert.deepStrictEqual(
        left.map(({ id }) => id as string),
        ["memory-2"]
      )
      assert.strictEqual((yield* client["memory.list"]({ ...project, forgotten: true })).length, 2)
      assert.notInclude((yield* client["memory.recall"](planning)).text, "Closed")
      const unknown = yield* Effect.flip(client["memory.get"]({ ...project, id: EntryId.make("memory-9") }))
      assert.strictEqual(unknown._tag, "MemoryUnknown")
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )

  it.live("is nowhere in the log in the words of whoever typed them", () =>
    Effect.gen(function* () {
      yield* waiting
      const client = yield* clientOf()
      const { id } = yield* client["memory.keep"]({ ...project, text: "unmistakable one" })
      yield* client["memory.update"]({ ...project, id, text: "unmistakable two" })
      yield* client["handoffs.make"]({
        ...planning,
        from: AgentName.make("orchestrator"),
        step: "requirements",
        summary: "unmistakable three"
      })
      const store = yield* EventStore
      const events = yield* Stream.runCollect(
        store.readAll({ types: ["MemoryKept", "MemoryRevised", "HandoffMade"] })
      )
      assert.isAtLeast(events.length, 3)
      const said = Array.from(events, ({ data }) => Object.values(data as object).join(" "))
      assert.isTrue(said.every((text) => !text.includes("unmistakable")))
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )
})

describe("a hand-over by hand", () => {
  it.live("is what the agent of the step is told with its next prompt", () =>
    Effect.gen(function* () {
      yield* waiting
      const client = yield* clientOf()
      const made = yield* client["handoffs.make"]({
        ...planning,
        from: AgentName.make("orchestrator"),
        step: "requirements",
        summary: "Number them from ten"
      })
      assert.strictEqual(made.to, "product-manager")
      const preview = yield* client["agents.prompt"](planning)
      assert.include(preview.prompt, "# Handed over to you\nBy orchestrator: Number them from ten")
      const listed = yield* client["handoffs.list"]({ ...project, gate: planning.gate })
      assert.deepStrictEqual(listed.at(-1)?.runId, made.runId)
      assert.strictEqual((yield* client["handoffs.get"]({ ...project, run: made.runId })).reason, "told")
      const unknown = yield* Effect.flip(
        client["handoffs.get"]({ ...project, run: AgentRunId.make("handoff-9") })
      )
      assert.strictEqual(unknown._tag, "HandoffUnknown")
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer()))
  )
})
