/**
 * What `claude -p --output-format stream-json --verbose` prints, one JSON object a line, as far as LayerCake reads it.
 * Seen from Claude Code 2.1.330; kinds that are not known here are passed over.
 */
import { Predicate, Schema } from "effect"

const nullable = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** The first message: how the session was set up. */
const Init = Schema.Struct({
  type: Schema.Literal("system"),
  subtype: Schema.Literal("init"),
  model: Schema.String,
  permissionMode: Schema.String,
  tools: Schema.Array(Schema.String),
  mcp_servers: Schema.Array(Schema.Struct({ name: Schema.String })),
  /** `none` where the user's own login is used. */
  apiKeySource: nullable(Schema.String),
  claude_code_version: nullable(Schema.String)
})
export type Init = typeof Init.Type

/** How it goes: retries, hooks, compaction. */
const Status = Schema.Struct({
  type: Schema.Literal("system"),
  subtype: Schema.String.check(Schema.makeFilter((subtype: string) => subtype !== "init"))
})

/** One block of an answer. Claude Code speaks itself, as the model `<synthetic>`, when the provider failed. */
const Assistant = Schema.Struct({
  type: Schema.Literal("assistant"),
  message: Schema.Struct({ model: Schema.String }),
  error: nullable(Schema.String)
})

/** Of a subscription: what is left of its limits. */
const RateLimit = Schema.Struct({
  type: Schema.Literal("rate_limit_event"),
  rate_limit_info: Schema.Struct({
    status: Schema.String,
    /** Seconds since 1970. */
    resetsAt: nullable(Schema.Int)
  })
})

const Count = nullable(Schema.Int)

/** The last message. Without it the work was not finished. */
const Result = Schema.Struct({
  type: Schema.Literal("result"),
  /** `success` also where the provider failed; `is_error` tells. */
  subtype: Schema.String,
  is_error: Schema.Boolean,
  /** The last words of the agent. */
  result: nullable(Schema.String),
  errors: nullable(Schema.Array(Schema.String)),
  stop_reason: nullable(Schema.String),
  api_error_status: Count,
  num_turns: Count,
  total_cost_usd: nullable(Schema.Finite),
  /** Of the whole session. Cached tokens stand beside `input_tokens`, not within. */
  usage: nullable(
    Schema.Struct({
      input_tokens: Count,
      output_tokens: Count,
      cache_creation_input_tokens: Count,
      cache_read_input_tokens: Count
    })
  ),
  permission_denials: nullable(Schema.Array(Schema.Struct({ tool_name: Schema.String })))
})
export type Result = typeof Result.Type

const known = ["system", "assistant", "rate_limit_event", "result"]

/** A known kind in a wrong form is not one of these: it is an error. */
const Other = Schema.declare(
  (value): value is { readonly type: "not read here" } =>
    Predicate.hasProperty(value, "type") && typeof value.type === "string" && !known.includes(value.type)
)

export const ClaudeCodeMessage = Schema.Union([Init, Status, Assistant, RateLimit, Result, Other])
export type ClaudeCodeMessage = typeof ClaudeCodeMessage.Type

/** One line of the output. */
export const decodeLine = Schema.decodeUnknownResult(Schema.fromJsonString(ClaudeCodeMessage))
