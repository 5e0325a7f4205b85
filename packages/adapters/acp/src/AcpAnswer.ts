/**
 * What an agent answers to the calls of the Agent Client Protocol (version 1), as far as LayerCake reads it. The SDK
 * hands answers over unchecked.
 */
import type { FinishReason, TokenUsage } from "@layercake/core/port/AgentExecutor"
import { Schema } from "effect"

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export const Initialized = Schema.Struct({
  protocolVersion: Schema.Int,
  agentInfo: nullable(Schema.Struct({ name: Schema.String, version: nullable(Schema.String) })),
  authMethods: nullable(Schema.Array(Schema.Struct({ name: Schema.String })))
})

const Mode = Schema.Struct({ id: Schema.String })

const ConfigValue = Schema.Struct({ value: Schema.String })

export const ConfigOption = Schema.Struct({
  id: Schema.String,
  category: nullable(Schema.String),
  /** Values may be switches and come in groups; those are not read here. */
  currentValue: Schema.optionalKey(Schema.Unknown),
  options: Schema.optionalKey(Schema.Array(Schema.Unknown))
})
export type ConfigOption = typeof ConfigOption.Type

export const NewSession = Schema.Struct({
  sessionId: Schema.String,
  modes: nullable(Schema.Struct({ currentModeId: Schema.String, availableModes: Schema.Array(Mode) })),
  configOptions: nullable(Schema.Array(ConfigOption))
})
export type NewSession = typeof NewSession.Type

export const Configured = Schema.Struct({ configOptions: Schema.Array(ConfigOption) })

const isConfigValue = Schema.is(ConfigValue)

/** The values of an option that is chosen from a plain list. */
export const valuesOf = (option: ConfigOption): ReadonlyArray<string> =>
  (option.options ?? []).flatMap((value) => (isConfigValue(value) ? [value.value] : []))

/** Not of the stable protocol; agents that count send it all the same. */
const Usage = Schema.Struct({
  totalTokens: Schema.Int,
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  cachedReadTokens: nullable(Schema.Int),
  cachedWriteTokens: nullable(Schema.Int)
})

export const Prompted = Schema.Struct({ stopReason: Schema.String, usage: nullable(Usage) })
export type Prompted = typeof Prompted.Type

/** Undefined when the turn was not finished by the agent. */
export const finishReasonOf = ({ stopReason }: Prompted): FinishReason | undefined => {
  switch (stopReason) {
    case "end_turn":
      return "stop"
    case "max_tokens":
    case "max_turn_requests":
      return "length"
    case "refusal":
      return "refusal"
    case "cancelled":
      return undefined
    default:
      return "other"
  }
}

/** A count that the agent did not give is 0. Some count cached tokens within the input, some beside it; the total tells. */
export const usageOf = ({ usage }: Prompted): TokenUsage => {
  if (usage == null) return { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }
  const { cachedReadTokens, cachedWriteTokens, inputTokens, outputTokens, totalTokens } = usage
  const beside = (cachedReadTokens ?? 0) + (cachedWriteTokens ?? 0)
  const isBeside = inputTokens + outputTokens + beside <= totalTokens
  const input = isBeside ? inputTokens + beside : inputTokens
  const cachedInputTokens = Math.min(cachedReadTokens ?? 0, input)
  return {
    inputTokens: input,
    outputTokens,
    cachedInputTokens,
    cacheWriteInputTokens: Math.min(cachedWriteTokens ?? 0, input - cachedInputTokens)
  }
}
