/**
 * Laws of the ledger over random orders of starts, answers, failures, crashes and people, made by the real deciders.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Actor } from "@layercake/core/actor/Actor"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { CancelAgentRun, FailAgentRun, RefuseAnswer } from "@layercake/core/agent/AgentRunCommand"
import * as Decider from "@layercake/core/command/Decider"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { type Ceiling, ceilingAt, policyField } from "@layercake/core/cost/Ceilings"
import { keyOf } from "@layercake/core/cost/CeilingBoard"
import { type CostRow, reservedIn } from "@layercake/core/cost/CostBoard"
import { AllowCall } from "@layercake/core/cost/CostCommand"
import { sumOf, total } from "@layercake/core/cost/CostKey"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import { evolve, projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import * as StateForm from "@layercake/core/project/StateForm"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { Result } from "effect"
import { ada, at, policy } from "../project/GivenProject.ts"
import { type Chance, chanceOf } from "../pipeline/RandomHistory.ts"
import { underPolicy } from "../pipeline/GateStanding.ts"
import { answering, broken, estimated, starting } from "./CostWorld.ts"

const ceilings = (chance: Chance, spent: number) => ({
  budgetMicroUsd: chance.one([null, 20 + spent + 110]),
  gateBudgetMicroUsd: chance.one([null, 10 + spent + 80]),
  healBudgetMicroUsd: chance.one([null, spent + 60]),
  runBudgetMicroUsd: chance.one([null, 60])
})

/** Every ceiling that the policy sets, at the gate that the runs are at. */
const allCeilings = (state: ProjectState): ReadonlyArray<Ceiling> =>
  (["project", "gate", "heal"] as const).flatMap((scope) => {
    const limit = projectOf(state)?.policy[policyField[scope]] ?? null
    return limit === null ? [] : [ceilingAt(state, scope, limit, keyOf(scope, "", "C", "specifications"))]
  })

/** What is on its way or was, by its id, with what was held back for it. */
interface World {
  state: ProjectState
  readonly held: Map<string, number>
  begun: number
}

const commandOf = (world: World, chance: Chance, honest: boolean): FactoryCommand => {
  const { held, state } = world
  const started = rowsOf(state, "agentRun").filter((run) => run.status === "started")
  const answered = rowsOf(state, "agentRun").filter((run) => run.status === "answered")
  const stopped = rowsOf(state, "ceiling").find((row) => row.status === "open")
  const begin = (id: string) =>
    starting(
      id,
      chance.one([
        undefined,
        estimated(chance.one([0, 10, 25, 50, 61, null]), { openEnded: chance.next() < 0.1 })
      ]),
      {
        purpose: chance.one(["work", "heal", "heal", "correct", "rework"]),
        // After a restart with another model.
        executor: chance.one(["acme/one", "acme/one", "acme/two"])
      }
    )
  const one = started.length === 0 ? undefined : chance.one(started)
  const runId = AgentRunId.make(one?.runId ?? "none")
  const left = held.get(runId) ?? 0
  const price = honest ? Math.floor(chance.next() * (left + 1)) : chance.one([null, 0, 5, left, left + 40])
  return chance.one<() => FactoryCommand>([
    () => begin(`C.specs.${++world.begun}`),
    () => begin(`C.specs.${++world.begun}`),
    // Once more: a crash between what is held back and what is settled, or somebody else at the same time.
    () => begin(`C.specs.${1 + Math.floor(chance.next() * world.begun)}`),
    () => answering(runId, price),
    () => answering(runId, price),
    () => new FailAgentRun({ runId, reason: "quota", detail: "used up" }),
    () => new CancelAgentRun({ runId, reason: "enough" }),
    () =>
      new RefuseAnswer({
        runId: AgentRunId.make(answered[0]?.runId ?? "none"),
        findings: [{ code: "x", message: "x" }]
      }),
    () =>
      stopped
        ? new AllowCall({ id: stopped.hold, resolution: "this once" })
        : begin(`C.specs.${++world.begun}`),
    () =>
      new ResolveHold({
        id: rowsOf(state, "hold").find((hold) => hold.open)?.id ?? ("none" as never),
        resolution: "go on"
      }),
    () =>
      chance.next() < 0.7
        ? begin(`C.specs.${++world.begun}`)
        : new ChangePolicy({
            policy: {
              ...(projectOf(state)?.policy ?? policy),
              ...ceilings(chance, rowOf(state, "cost", total)?.microUsd ?? 0)
            }
          })
  ])()
}

const sums = ["gate", "agent", "purpose"] as const

/** What was spent and what is held back, summed over some rows. */
const added = (rows: ReadonlyArray<CostRow>) =>
  rows.reduce(
    (sum, row) => ({
      spent: sum.spent + row.microUsd,
      calls: sum.calls + row.calls,
      unpriced: sum.unpriced + row.unpriced,
      reserved: sum.reserved + reservedIn(row),
      runs: sum.runs + row.runs
    }),
    { spent: 0, calls: 0, unpriced: 0, reserved: 0, runs: 0 }
  )

const booksAgree = ({ held, state }: World) => {
  const rows = rowsOf(state, "cost")
  const whole = added(rows.filter((row) => row.id === total))
  for (const of of sums)
    assert.deepStrictEqual(added(rows.filter((row) => sumOf(row.id)?.[0] === of)), whole, of)
  assert.deepStrictEqual(added(rows.filter((row) => sumOf(row.id) === undefined)), whole, "agent runs")
  const open = rowsOf(state, "agentRun")
    .filter((run) => run.status === "started" && held.has(run.runId))
    .reduce((sum, run) => sum + (held.get(run.runId) ?? 0), 0)
  assert.strictEqual(whole.reserved, open, "held back for what is on its way, and for nothing else")
}

/** One history; `watch` sees each decision with the state before and after it. */
const along = (
  seed: number,
  honest: boolean,
  watch: (before: ProjectState, events: ReadonlyArray<FactoryEvent>, world: World) => void
): {
  readonly first: ProjectState
  readonly world: World
  readonly facts: ReadonlyArray<Parameters<typeof evolve>[1]>
} => {
  const chance = chanceOf(seed)
  const first = underPolicy(base, {
    ...ceilings(chance, 0),
    unpricedModels: "allow",
    correctionAttempts: 10,
    healAttempts: 10
  })
  const world: World = { state: first, held: new Map(), begun: 1 }
  const facts: Array<Parameters<typeof evolve>[1]> = []
  for (let step = 0; step < 60; step++) {
    const command = commandOf(world, chance, honest)
    const actor: Actor = ada
    const before = world.state
    const decided = Decider.decide(command, before, actor)
    if (Result.isFailure(decided)) continue
    for (const event of decided.success) {
      const fact = { event, actor, version: world.state.version + 1, at: at(world.state.version + 1) }
      world.state = evolve(world.state, fact)
      facts.push(fact)
      if (event._tag === "CostReserved") world.held.set(event.runId, event.microUsd)
    }
    watch(before, decided.success, world)
  }
  return { first, world, facts }
}

const base = broken()

const seeds = Array.from({ length: 200 }, (_, index) => index + 1)

describe("the ledger, whatever the order of starts, answers, failures and crashes", () => {
  it("never has more spent and held back than a ceiling allows, as long as no call costs more than was held back for it", () => {
    let stops = 0
    let grants = 0
    for (const seed of seeds)
      along(seed, true, (before, events, { state }) => {
        stops += events.filter((event) => event._tag === "BudgetExhausted").length
        grants += events.filter((event) => event._tag === "CostReserved").length
        // A ceiling that a person lowered below what is taken already stops what comes, and can do no more.
        const then = new Map(allCeilings(before).map((ceiling) => [ceiling.scope, ceiling]))
        for (const ceiling of allCeilings(state)) {
          const taken = ceiling.spent + ceiling.reserved
          const earlier = then.get(ceiling.scope)
          const wasBelow = earlier === undefined || earlier.spent + earlier.reserved <= earlier.effective
          const isSame = earlier?.effective === ceiling.effective
          if (wasBelow && isSame) assert.isAtMost(taken, ceiling.effective, `seed ${seed}, ${ceiling.scope}`)
        }
      })
    assert.isAbove(stops, 300)
    assert.isAbove(grants, 500)
  })

  it("holds nothing back above a ceiling even when calls cost more than was held back for them", () => {
    for (const seed of seeds)
      along(seed, false, (_before, events, { state }) => {
        if (!events.some((event) => event._tag === "CostReserved")) return
        const kind = events.find((event) => event._tag === "CostReserved")?.kind
        for (const ceiling of allCeilings(state))
          if (ceiling.scope !== "heal" || kind !== undefined)
            assert.isAtMost(
              ceiling.spent + ceiling.reserved,
              ceiling.effective,
              `seed ${seed}, ${ceiling.scope}`
            )
      })
  })

  it("holds back exactly what is on its way, and every sum is the sum of the same calls", () => {
    for (const seed of seeds) along(seed, seed % 2 === 0, (_before, _events, world) => booksAgree(world))
  })

  it("begins nothing in a decision that stops it, and holds nothing back without beginning it", () => {
    for (const seed of seeds)
      along(seed, false, (before, events, { state }) => {
        const tags = events.map((event) => event._tag)
        const stops = ["BudgetExhausted", "PriceUnknown", "PlanLimitReached"].some((tag) =>
          tags.includes(tag as never)
        )
        if (stops && !tags.includes("CostRecorded")) {
          assert.notInclude(tags, "AgentRunStarted")
          assert.deepStrictEqual(rowsOf(state, "task"), rowsOf(before, "task"))
        }
        for (const event of events)
          if (event._tag === "CostReserved")
            assert.strictEqual(rowOf(state, "agentRun", event.runId)?.status, "started")
      })
  })

  it("is the same when any prefix is folded anew, or folded on from a snapshot", () => {
    for (const seed of seeds.slice(0, 60)) {
      const { facts, first, world } = along(seed, false, () => undefined)
      const cut = Math.floor(chanceOf(seed).next() * facts.length)
      const then = facts.slice(0, cut).reduce(evolve, first)
      const snapshot = StateForm.fromJson(JSON.parse(JSON.stringify(StateForm.toJson(then))))!
      for (const name of ["cost", "ceiling"] as const) {
        assert.deepStrictEqual(
          rowsOf(facts.slice(cut).reduce(evolve, snapshot), name),
          rowsOf(world.state, name)
        )
        assert.deepStrictEqual(rowsOf(facts.slice(0, cut).reduce(evolve, first), name), rowsOf(then, name))
      }
    }
  })
})
