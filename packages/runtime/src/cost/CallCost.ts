/**
 * The money of one agent run where the work is done: what it may cost before it begins, what it did cost, and what an
 * executor that counts for itself may take. Whether it may begin is decided in `core/cost/Reservation`.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { type CallEstimate, estimateOf } from "@layercake/core/cost/CallEstimate"
import { ceilingsFor, leftOf } from "@layercake/core/cost/Ceilings"
import { reservedIn } from "@layercake/core/cost/CostBoard"
import { CurrentPrices } from "@layercake/core/cost/CurrentPrices"
import { costOf, priceOf } from "@layercake/core/cost/ModelPrice"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { type AgentAnswer, AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { DateTime, Effect, Option } from "effect"

export interface RunStart {
  readonly at: Timestamp.Timestamp
  readonly estimate?: CallEstimate
}

/** The executor as it is paid when it is asked for this model; as it is when none is named, or nobody pays. */
const asking = (
  { name, pricing }: Pick<AgentExecutor["Service"], "name" | "pricing">,
  model: string | undefined
) => {
  const own = pricing?.model === undefined ? name : pricing.model
  const provider = own?.slice(0, own.indexOf("/") + 1) ?? ""
  return model === undefined || own === null
    ? { name, pricing }
    : { name, pricing: { ...pricing, model: model.includes("/") ? model : `${provider}${model}` } }
}

/** As fields of `StartAgentRun`: when it begins, and what the call may cost if anybody is paid for it. */
export const startOf = Effect.fnUntraced(function* (
  prompt: { readonly system: string; readonly prompt: string },
  model: string | undefined
) {
  const executor = yield* AgentExecutor
  const prices = yield* CurrentPrices
  const at = Timestamp.fromDateTime(yield* DateTime.now)
  // Whoever claims the run pays for it on an account of their own.
  const estimate =
    executor.byClaim === true ? undefined : estimateOf(prices, asking(executor, model), prompt, at)
  return { at, ...(estimate === undefined ? {} : { estimate }) } satisfies RunStart
})

/**
 * Millionths of a US dollar at the prices of when the run began; null when nobody knows. A model that answers under a
 * name without a price costs what the model costs that was asked: providers bill under that name.
 */
export const settledCost = Effect.fnUntraced(function* (
  answer: AgentAnswer,
  { startedAt }: Pick<AgentRunRow, "startedAt">,
  model: string | undefined
) {
  const { name, pricing } = asking(yield* AgentExecutor, model)
  const prices = yield* CurrentPrices
  const asked = pricing?.model === undefined ? name : pricing.model
  if (answer.recorded || asked === null) return 0
  if (answer.microUsd !== undefined) return answer.microUsd
  return Option.match(
    Option.orElse(priceOf(prices, answer.model, startedAt), () => priceOf(prices, asked, startedAt)),
    { onNone: () => null, onSome: (price) => costOf(price, answer.usage) }
  )
})

/**
 * As a field of the request: what the run may take at most. With a ceiling for single runs it is what was held back for
 * it, otherwise what the ceilings have left. Not there when there is no ceiling.
 */
export const ceilingOf = (
  state: ProjectState,
  { gate, runId }: Pick<AgentRunRow, "gate" | "runId">
): { readonly ceilingMicroUsd?: number } => {
  const row = rowOf(state, "cost", runId)
  const kind = row?.run?.kind ?? undefined
  const ceilings = ceilingsFor(state, { runId, gate, kind })
  const own = reservedIn(row)
  if (ceilings.length === 0) return {}
  const left = ceilings.map((ceiling) => (ceiling.scope === "agent-run" ? own : leftOf(ceiling) + own))
  return { ceilingMicroUsd: Math.max(0, Math.min(...left)) }
}
