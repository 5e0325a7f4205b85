/**
 * What the rest of the pipeline may cost, worked out from what its passed gates did cost. Pure; a guess by proportion, and
 * none where nothing was passed yet.
 *
 *     cost of a step = cost of a passed gate / its steps;  the cheapest, the mean over all steps, the dearest
 *     rest of a gate = its steps * cost of a step - what it has cost so far, at least 0
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { definitionOf, gatesInOrder, isPassed, stepsOf } from "../pipeline/GateProgress.ts"
import { applies } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { type ProjectState, rowOf } from "../project/ProjectState.ts"
import { leftOf, projectCeiling } from "./Ceilings.ts"
import { gateKey, total } from "./CostKey.ts"

const about = (description: string) => ({ description })
const money = (description: string) => Schema.Int.annotate(about(description))

export const CostRange = Schema.Struct({
  low: money("As if every step cost what the cheapest did, in millionths of a US dollar"),
  likely: money("As if every step cost the mean"),
  high: money("As if every step cost what the dearest did")
})
export type CostRange = typeof CostRange.Type

export const CostForecast = Schema.Struct({
  spentMicroUsd: money("Spent so far, what a fork took over included"),
  unpriced: Schema.Int.annotate(about("Calls of unknown price, which no number here has in it")),
  basis: Schema.Array(GateId).annotate(about("The passed gates that it is worked out from")),
  gates: Schema.Array(
    Schema.Struct({
      gate: GateId.annotate(about("A gate that is not passed")),
      steps: Schema.Int.annotate(about("Its steps of work")),
      spentMicroUsd: money("What it has cost so far"),
      rest: Schema.NullOr(CostRange).annotate(about("What it may still cost; null without a basis"))
    })
  ).annotate(about("The gates that are still to be passed, in order")),
  rest: Schema.NullOr(CostRange).annotate(about("What all of them may still cost; null without a basis")),
  leftMicroUsd: Schema.NullOr(Schema.Int).annotate(
    about("What the ceiling of the project has left; null when there is none")
  ),
  suffices: Schema.NullOr(Schema.Boolean).annotate(
    about("Whether that is enough for what is likely; null when there is no ceiling or no basis")
  )
})
export type CostForecast = typeof CostForecast.Type

export const forecastOf = (state: ProjectState, project: ProjectRow): CostForecast => {
  const gates = gatesInOrder(state).map((gate) => {
    const definition = definitionOf(project, gate.gate)
    const row = rowOf(state, "cost", gateKey(gate.gate))
    const isOut = gate.status === "skipped" || !applies(definition?.when ?? "always", project.userInterface)
    return {
      gate: gate.gate,
      passed: isPassed(gate),
      steps: definition === undefined || isOut ? 0 : stepsOf(project, definition).length,
      spent: (row?.microUsd ?? 0) + (row?.inherited?.microUsd ?? 0)
    }
  })
  const done = gates.filter(({ passed, steps }) => passed && steps > 0)
  const steps = done.reduce((sum, gate) => sum + gate.steps, 0)
  const each = done.map((gate) => gate.spent / gate.steps)
  const perStep = {
    low: Math.min(...each),
    likely: done.reduce((sum, gate) => sum + gate.spent, 0) / steps,
    high: Math.max(...each)
  }
  const ahead = gates
    .filter(({ passed }) => !passed)
    .map(({ gate, spent, steps }) => {
      const still = (cost: number) => Math.max(0, Math.ceil(steps * cost - spent))
      const { high, likely, low } = perStep
      const rest = done.length === 0 ? null : { low: still(low), likely: still(likely), high: still(high) }
      return { gate, steps, spentMicroUsd: spent, rest }
    })
  const rest = done.length === 0 ? null : ahead.reduce((sum, gate) => added(sum, gate.rest), none)
  const whole = rowOf(state, "cost", total)
  const ceiling = projectCeiling(state)
  const leftMicroUsd = ceiling === undefined ? null : leftOf(ceiling)
  return {
    spentMicroUsd: (whole?.microUsd ?? 0) + (whole?.inherited?.microUsd ?? 0),
    unpriced: (whole?.unpriced ?? 0) + (whole?.inherited?.unpriced ?? 0),
    basis: done.map(({ gate }) => gate),
    gates: ahead,
    rest,
    leftMicroUsd,
    suffices: leftMicroUsd === null || rest === null ? null : leftMicroUsd >= rest.likely
  }
}

const none: CostRange = { low: 0, likely: 0, high: 0 }
const added = (a: CostRange, b: CostRange | null): CostRange =>
  b === null ? a : { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high }
