/**
 * What LayerCake's own language models add to a response or an error under the metadata key `layercake`, because
 * effect/ai has no word for it. Language models of others leave it out.
 */
import { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { Option, Schema } from "effect"

export const ModelMetadata = Schema.Struct({
  /** On `response-metadata`: nobody computed this answer now. */
  recorded: Schema.optionalKey(Schema.Boolean),
  /** On an error: what it is called at the port. */
  reason: Schema.optionalKey(AgentExecutorError.fields.reason),
  /** On an error: the provider's own words, where the reason has no room for them. */
  detail: Schema.optionalKey(Schema.String),
  /** On an error: what the provider asked to wait. */
  retryAfterMillis: Schema.optionalKey(Schema.Int)
})
export type ModelMetadata = typeof ModelMetadata.Type

const decode = Schema.decodeUnknownOption(ModelMetadata)

/** Empty where there is none, or where it is not in this form. */
export const read = (metadata: { readonly [key: string]: unknown }): ModelMetadata =>
  Option.getOrElse(decode(metadata["layercake"]), () => ({}))
