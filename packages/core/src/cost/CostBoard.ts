/**
 * One row for each agent run that cost something, and one for the whole project under the key `total`.
 */
import { Schema } from "effect"
import { TokenUsage } from "../port/AgentExecutor.ts"
import * as Projection from "../projection/Projection.ts"

export const CostRow = Schema.Struct({
  /** The agent run, or `total`. */
  id: Schema.NonEmptyString,
  /** The model; in the total the models, in order of first use, joined by commas. */
  model: Schema.String,
  usage: TokenUsage,
  /** Known cost in millionths of a US dollar. */
  microUsd: Schema.Int,
  /** Calls whose price is not known and that are missing in `microUsd`. */
  unpriced: Schema.Int,
  calls: Schema.Int
})
export type CostRow = typeof CostRow.Type

export const total = "total"

const nothing = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }

export const costBoard = Projection.make<CostRow>("cost", CostRow, {
  CostRecorded: {
    keys: (event) => [event.runId, total],
    evolve: (row, event, _fact, key) => {
      const before = row ?? { id: key, model: "", usage: nothing, microUsd: 0, unpriced: 0, calls: 0 }
      const models = before.model === "" ? [] : before.model.split(", ")
      return {
        id: before.id,
        model: models.includes(event.model) ? before.model : [...models, event.model].join(", "),
        usage: {
          inputTokens: before.usage.inputTokens + event.usage.inputTokens,
          outputTokens: before.usage.outputTokens + event.usage.outputTokens,
          cachedInputTokens: before.usage.cachedInputTokens + event.usage.cachedInputTokens
        },
        microUsd: before.microUsd + (event.microUsd ?? 0),
        unpriced: before.unpriced + (event.microUsd === null ? 1 : 0),
        calls: before.calls + 1
      }
    }
  }
})
