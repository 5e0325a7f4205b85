/**
 * One row for each agent run that cost something, and one for the whole project under the key `total`.
 */
import { Schema } from "effect"
import { TokenUsage } from "../port/AgentExecutor.ts"
import * as Projection from "../projection/Projection.ts"

const Spent = Schema.Struct({
  usage: TokenUsage,
  /** Known cost in millionths of a US dollar. */
  microUsd: Schema.Int,
  /** Calls whose price is not known and that are missing in `microUsd`. */
  unpriced: Schema.Int,
  calls: Schema.Int
})
export type Spent = typeof Spent.Type

export const CostRow = Schema.Struct({
  /** The agent run, or `total`. */
  id: Schema.NonEmptyString,
  /** The model; in the total the models, in order of first use, joined by commas. */
  model: Schema.String,
  ...Spent.fields,
  /** What the project that this one was forked from had spent by then. Counts there and not here; null without one. */
  inherited: Schema.NullOr(Spent)
})
export type CostRow = typeof CostRow.Type

export const total = "total"

export const nothing: Spent = {
  usage: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
  microUsd: 0,
  unpriced: 0,
  calls: 0
}

export const sum = (a: Spent, b: Spent): Spent => ({
  usage: {
    inputTokens: a.usage.inputTokens + b.usage.inputTokens,
    outputTokens: a.usage.outputTokens + b.usage.outputTokens,
    cachedInputTokens: a.usage.cachedInputTokens + b.usage.cachedInputTokens
  },
  microUsd: a.microUsd + b.microUsd,
  unpriced: a.unpriced + b.unpriced,
  calls: a.calls + b.calls
})

export const costBoard = Projection.make<CostRow>("cost", CostRow, {
  CostRecorded: {
    keys: (event) => [event.runId, total],
    evolve: (row, event, _fact, key) => {
      const before = row ?? { id: key, model: "", ...nothing, inherited: null }
      const models = before.model === "" ? [] : before.model.split(", ")
      const { microUsd, model, usage } = event
      return {
        ...before,
        model: models.includes(model) ? before.model : [...models, model].join(", "),
        ...sum(before, { usage, microUsd: microUsd ?? 0, unpriced: microUsd === null ? 1 : 0, calls: 1 })
      }
    }
  },
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows, ([key]) => key),
    evolve: (row) => row && { ...row, ...nothing, inherited: sum(row, row.inherited ?? nothing) }
  }
})
