/**
 * An agent is a role template: instructions, inputs, outputs, priority and the gates it serves.
 */
import { Schema } from "effect"
import { ContextTokens } from "../prompt/ContextTokens.ts"
import { Tier } from "../store/JobQueue.ts"

/** The template's file name without its ending, for example `backend-developer`. */
export const AgentName = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,63}$/)).pipe(
  Schema.brand("AgentName")
)
export type AgentName = typeof AgentName.Type

/** The front matter keeps the keys of Claude Code subagents: `name`, `description`, `model`; the rest is ours. */
export const AgentTemplate = Schema.Struct({
  name: AgentName,
  /** When to use the agent; one sentence. */
  description: Schema.NonEmptyString,
  /** Rises with every change of meaning; written into every run. */
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  tier: Tier,
  gates: Schema.Array(Schema.String),
  /** Kinds of document the agent is shown. */
  inputs: Schema.Array(Schema.String),
  /** Kinds of document the agent must produce. */
  outputs: Schema.Array(Schema.String),
  model: Schema.optionalKey(Schema.NonEmptyString),
  /** Estimated tokens that its prompts may have; the project's policy says when left out. */
  contextTokens: Schema.optionalKey(ContextTokens),
  /** The body below the front matter. */
  instructions: Schema.NonEmptyString
})
export type AgentTemplate = typeof AgentTemplate.Type
