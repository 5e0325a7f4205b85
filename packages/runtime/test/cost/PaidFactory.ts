/**
 * Agents that are paid for, and what the log says of the money.
 */
import { assert } from "@effect/vitest"
import { reservedIn } from "@layercake/core/cost/CostBoard"
import type { ModelPrice } from "@layercake/core/cost/ModelPrice"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import type { Policy } from "@layercake/core/pipeline/Policy"
import type { AgentAnswer, AgentRequest } from "@layercake/core/port/AgentExecutor"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import { Effect, Result } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ada, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

/** A dollar for a thousand tokens of answer, and nothing else. */
export const prices: ReadonlyArray<ModelPrice> = [
  {
    provider: "acme",
    model: "one*",
    from: "2020-01-01",
    inputPerMillion: 0,
    cachedInputPerMillion: 0,
    outputPerMillion: 1_000_000_000
  }
]
export const dollar = 1_000_000
/** The prompt has its price, too, and what a person says in answer makes it longer. */
export const promptsCost = prices.map((price) => ({ ...price, inputPerMillion: 10_000_000 }))
export const pricing = { model: "acme/one", maxOutputTokens: 1000 }

/** Every call is paid for and takes 600 tokens of answer: 0.6 of the dollar that is held back for it. */
export const paid =
  (calls: Array<string>) =>
  (request: AgentRequest): AgentAnswer => {
    calls.push(`${request.call.runId} ${request.call.idempotencyKey}`)
    return {
      ...MemoryFactory.diligent(request),
      model: "acme/one-20260101",
      recorded: false,
      usage: { inputTokens: 100, outputTokens: 600, cachedInputTokens: 0 }
    }
  }

export const executorOf = (calls: Array<string>, price = pricing) =>
  MemoryAgentExecutor.layerWith(paid(calls), price)

export const begun = (change: Partial<Policy>) =>
  Effect.gen(function* () {
    const policy = { ...MemoryFactory.unattended, ...change }
    yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy }, ada)
    return yield* MemoryFactory.settled(rooms)
  })

export const tell = Effect.fnUntraced(function* (
  ...commands: Parameters<Commands["Service"]["execute"]>[1][]
) {
  const { execute } = yield* Commands
  for (const command of commands) yield* execute(rooms, command, { actor: ada })
  return yield* MemoryFactory.settled(rooms)
})

export const openHold = (state: ProjectState) => rowsOf(state, "hold").find((hold) => hold.open)!
export const spent = (state: ProjectState) => rowOf(state, "cost", "total")?.microUsd ?? 0
export const nothingIsHeldBack = (state: ProjectState) =>
  assert.isTrue(rowsOf(state, "cost").every((row) => reservedIn(row) === 0))

export const eventsOf = (world: MemoryFactory.World): ReadonlyArray<FactoryEvent> =>
  world.store.events.map((event) => Result.getOrThrow(EventCodec.decode(event)).event)

/** At every event spent and held back together are within the ceiling. */
export const keepsWithin = (world: MemoryFactory.World, limits: ReadonlyArray<number>) => {
  let taken = 0
  const held = new Map<string, number>()
  let limit = limits[0]!
  let raised = 0
  for (const event of eventsOf(world)) {
    if (event._tag === "PolicyChanged") limit = limits[++raised]!
    if (event._tag === "CostReserved") held.set(event.runId, event.microUsd)
    if (event._tag === "CostRecorded") {
      held.delete(event.runId)
      taken += event.microUsd ?? 0
    }
    const reserved = Array.from(held.values()).reduce((sum, microUsd) => sum + microUsd, 0)
    assert.isAtMost(taken + reserved, limit, event._tag)
  }
}
