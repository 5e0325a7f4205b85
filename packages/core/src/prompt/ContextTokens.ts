/**
 * How large a prompt may be, in estimated tokens: system text and prompt together, without the answer.
 */
import { Schema } from "effect"

/** Fewer would not hold a template and its task; more is more than models take. */
export const ContextTokens = Schema.Int.check(Schema.isBetween({ minimum: 2000, maximum: 2_000_000 }))

/** Leaves more than half of a window of 128,000 tokens to the answer and to what the estimate is wrong by. */
export const defaultContextTokens = 60_000

/** Of the template, or else of the policy. */
export const contextTokensOf = (
  template: { readonly contextTokens?: number },
  policy: { readonly contextTokens?: number }
): number => template.contextTokens ?? policy.contextTokens ?? defaultContextTokens
