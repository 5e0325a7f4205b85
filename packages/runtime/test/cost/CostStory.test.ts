/**
 * Whole runs that cost money: a ceiling is reached, a person is asked, and the run goes on where it stopped, whatever
 * ends in between.
 */
import { assert, describe, it } from "@effect/vitest"
import { AllowCall } from "@layercake/core/cost/CostCommand"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import type { Policy } from "@layercake/core/pipeline/Policy"
import type { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { projectOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import type { EventStore } from "@layercake/core/store/EventStore"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import { Deferred, Effect, Fiber, type Layer } from "effect"
import * as Reconciler from "../../src/reconcile/Reconciler.ts"
import { holdsOf, isCompleted, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import {
  begun,
  dollar,
  eventsOf,
  executorOf,
  keepsWithin,
  nothingIsHeldBack,
  openHold,
  prices,
  pricing,
  promptsCost,
  spent,
  tell
} from "./PaidFactory.ts"

/** A subscription of one's own. */
const free = MemoryAgentExecutor.layerWith(MemoryFactory.diligent, { model: null })

describe("a run that costs money", () => {
  it.live("waits for a person at its ceiling, goes on when it is raised, and makes no call twice", () => {
    const world = MemoryFactory.makeWorld()
    const calls: Array<string> = []
    return Effect.gen(function* () {
      const first = yield* begun({ budgetMicroUsd: 3 * dollar })
      // Four calls of 0.6 are spent, and a fifth could cost a dollar.
      assert.strictEqual(spent(first), 2.4 * dollar)
      assert.lengthOf(calls, 4)
      nothingIsHeldBack(first)
      const hold = openHold(first)
      assert.strictEqual(hold.gate, currentGate(first)?.gate)
      assert.include(hold.detail, `Raise budgetMicroUsd in the policy to at least ${3.65 * dollar} `)
      const before = rowsOf(first, "task")

      assert.deepStrictEqual(
        (yield* Reconciler.project(rooms)).jobs,
        [],
        "nothing is tried while a person is asked"
      )

      const policy = { ...projectOf(first)!.policy, budgetMicroUsd: 100 * dollar }
      const last = yield* tell(
        new ChangePolicy({ policy }),
        new ResolveHold({ id: hold.id, resolution: "there is more" })
      )
      assert.isTrue(isCompleted(last), holdsOf(last).join("\n"))
      assert.strictEqual(new Set(calls).size, calls.length, "no call twice")
      assert.deepStrictEqual(
        calls.map((call) => call.split(" ")[0]!).toSorted(),
        rowsOf(last, "agentRun")
          .map((run) => run.runId as string)
          .toSorted()
      )
      assert.isTrue(rowsOf(last, "agentRun").every((run) => run.purpose === "work" && run.attempt === 1))
      assert.strictEqual(spent(last), calls.length * 0.6 * dollar)
      assert.isAbove(before.length, 0)
      assert.lengthOf(
        eventsOf(world).filter((event) => event._tag === "BudgetExhausted"),
        1
      )
      nothingIsHeldBack(last)
      keepsWithin(world, [3 * dollar, 100 * dollar])
    }).pipe(Effect.provide(MemoryFactory.layer({ world, prices, executor: executorOf(calls) })))
  })

  it.live(
    "goes on one call at a time when a person lets it, each above the ceiling by what they were told",
    () => {
      const world = MemoryFactory.makeWorld()
      const calls: Array<string> = []
      return Effect.gen(function* () {
        let state = yield* begun({ runBudgetMicroUsd: 0.5 * dollar })
        let asked = 0
        while (!isCompleted(state)) {
          assert.isBelow(asked, 40)
          assert.lengthOf(calls, asked++)
          state = yield* tell(
            new AllowCall({ id: openHold(state).id, resolution: `this once, number ${asked}. `.repeat(10) })
          )
        }
        assert.strictEqual(new Set(calls).size, asked)
        nothingIsHeldBack(state)
      }).pipe(
        Effect.provide(MemoryFactory.layer({ world, prices: promptsCost, executor: executorOf(calls) }))
      )
    }
  )

  it.live("asks before a call whose price nobody knows, once there is a ceiling", () => {
    const calls: Array<string> = []
    return Effect.gen(function* () {
      const state = yield* begun({ budgetMicroUsd: 100 * dollar })
      assert.lengthOf(calls, 0)
      assert.strictEqual(openHold(state).title, "The price of acme/two is not known")
      const policy = { ...projectOf(state)!.policy, unpricedModels: "allow" as const }
      const last = yield* tell(
        new ChangePolicy({ policy }),
        new ResolveHold({ id: openHold(state).id, resolution: "it is ours" })
      )
      assert.isTrue(isCompleted(last))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({ prices, executor: executorOf(calls, { ...pricing, model: "acme/two" }) })
      )
    )
  })

  it.live("costs nothing where nobody is paid, also under a ceiling of nothing", () =>
    Effect.gen(function* () {
      const state = yield* begun({ budgetMicroUsd: 0 })
      assert.isTrue(isCompleted(state), holdsOf(state).join("\n"))
      assert.strictEqual(spent(state), 0)
    }).pipe(Effect.provide(MemoryFactory.layer({ executor: free })))
  )
})

describe("a crash between what is held back and what is settled", () => {
  /** Lives until the first append that records an answer, which is never kept. */
  const dies = (world: MemoryFactory.World, executor: Layer.Layer<AgentExecutor>, policy: Partial<Policy>) =>
    Effect.gen(function* () {
      const dead = yield* Deferred.make<void>()
      const wrap = (store: EventStore["Service"]): EventStore["Service"] => ({
        ...store,
        append: (request) =>
          request.events.some((event) => event.type === "CostRecorded")
            ? Effect.andThen(Deferred.succeed(dead, undefined), Effect.never)
            : store.append(request)
      })
      const fiber = yield* Effect.forkChild(
        Effect.provide(begun(policy), MemoryFactory.layer({ world, prices, executor, wrap }))
      )
      yield* Deferred.await(dead)
      yield* Fiber.interrupt(fiber)
    })

  it.live("repeats the call under its key, with what was held back for it and no more", () => {
    const world = MemoryFactory.makeWorld()
    const calls: Array<string> = []
    return Effect.gen(function* () {
      // Room for one call and not for two.
      yield* dies(world, executorOf(calls), { budgetMicroUsd: dollar })
      assert.lengthOf(calls, 1)
      const state = yield* Effect.provide(
        MemoryFactory.settled(rooms),
        MemoryFactory.layer({ world, prices, executor: executorOf(calls) })
      )
      assert.lengthOf(calls, 2)
      assert.strictEqual(calls[0], calls[1], "the same run under the same key")
      assert.lengthOf(
        eventsOf(world).filter((event) => event._tag === "CostReserved"),
        1
      )
      assert.strictEqual(spent(state), 0.6 * dollar)
      nothingIsHeldBack(state)
      assert.isTrue(openHold(state).detail.includes("budgetMicroUsd"))
      keepsWithin(world, [dollar])
    })
  })

  it.live("does not let a dearer executor make the call for nothing", () => {
    const world = MemoryFactory.makeWorld()
    const calls: Array<string> = []
    return Effect.gen(function* () {
      yield* dies(world, free, {
        budgetMicroUsd: dollar / 2
      })
      const state = yield* Effect.provide(
        MemoryFactory.settled(rooms),
        MemoryFactory.layer({ world, prices, executor: executorOf(calls) })
      )
      assert.lengthOf(calls, 0)
      assert.include(openHold(state).title, "leaves too little for the next call")
    })
  })
})
