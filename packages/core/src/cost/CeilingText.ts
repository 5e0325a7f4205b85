/**
 * What a person is told when a ceiling stops work: what was not begun, what it would cost, which field of the policy has
 * to be raised and to what.
 */
import type { StartAgentRun } from "../agent/AgentRunCommand.ts"
import { policyField } from "./Ceilings.ts"
import type { BudgetExhausted, PlanLimitReached, PriceUnknown } from "./CostEvent.ts"

export type Stop = BudgetExhausted | PlanLimitReached | PriceUnknown

interface HoldText {
  readonly title: string
  readonly detail: string
}

export const ofStops = (command: StartAgentRun, stops: ReadonlyArray<Stop>, hold: string): HoldText => {
  const [first] = stops
  const { attempt, estimate, gate, purpose, step } = command
  const cost =
    estimate === undefined
      ? ""
      : `: ${estimate.model} ${estimate.microUsd === null ? "costs an unknown amount" : `may cost up to ${money(estimate.microUsd)}`} (about ${estimate.inputTokens} tokens in, ${estimate.outputTokens} out at most)`
  return {
    title: first === undefined ? `${gate} ${step} waits` : titleOf(first),
    detail: [
      `${gate} ${step} (${purpose} ${attempt}) was not begun${cost}.`,
      ...stops.map((stop) => `- ${lineOf(stop)}`),
      `Then resolve ${hold}; or let this one run go on with \`layercake allow ${hold}\`. The work goes on where it stopped.`
    ].join("\n")
  }
}

export const ofOverrun = (event: BudgetExhausted, hold: string): HoldText => ({
  title: "The last call cost more than was left of the project's budget",
  detail: [
    `Its answer is kept. No gate passes while more is spent than the ceiling allows.`,
    `- ${lineOf(event)}`,
    `Then resolve ${hold}; or let it stand with \`layercake allow ${hold}\`.`
  ].join("\n")
})

const titleOf = (stop: Stop): string => {
  switch (stop._tag) {
    case "PriceUnknown":
      return `The price of ${stop.model} is not known`
    case "PlanLimitReached":
      return `The ${stop.limit} agent runs of the plan ${stop.plan} in ${stop.month} are used up`
    case "BudgetExhausted":
      return `The ceiling of ${subjectOf(stop)} leaves too little for the next call`
  }
}

const lineOf = (stop: Stop): string => {
  switch (stop._tag) {
    case "PriceUnknown":
      return `Put the price of ${stop.model} into .layercake/prices.json, or set unpricedModels to "allow" in the policy.`
    case "PlanLimitReached":
      return `${stop.runs} of ${stop.limit} agent runs were begun in ${stop.month} (UTC). Set another plan in the policy, or wait for the next month.`
    case "BudgetExhausted": {
      const { limitMicroUsd, neededMicroUsd = limitMicroUsd, reservedMicroUsd = 0, spentMicroUsd } = stop
      const field = policyField[stop.scope ?? "project"]
      return `${subjectOf(stop)}: ceiling ${money(limitMicroUsd)}, spent ${money(spentMicroUsd)}, reserved ${money(reservedMicroUsd)}. Raise ${field} in the policy to at least ${neededMicroUsd} (by ${money(neededMicroUsd - limitMicroUsd)}).`
    }
  }
}

const subjectOf = ({ gate, kind, scope }: BudgetExhausted): string => {
  switch (scope) {
    case "gate":
      return `gate ${gate}`
    case "agent-run":
      return "one agent run"
    case "heal":
      return `the repairs of ${kind} at ${gate}`
    default:
      return "the project"
  }
}

/** Of millionths of a US dollar. */
const money = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(4)}`
