/**
 * The parts of a prompt as they are reported: what each is, how important, how large, and how much of it is shown.
 */
import { Schema } from "effect"
import { PartForm } from "./PromptPlan.ts"

/** In order of importance: when the budget is short, the last go first. The first two are never cut. */
export const sections = ["task", "contract", "failures", "memory", "documents", "code", "errors"] as const
export const PromptSection = Schema.Literals(sections)
export type PromptSection = typeof PromptSection.Type

export const PromptPart = Schema.Struct({
  section: PromptSection,
  /** A path, or what the part is. Unique within its section. */
  name: Schema.NonEmptyString,
  form: PartForm,
  /** Estimated tokens as it is shown. */
  tokens: Schema.Int,
  /** Estimated tokens in full. */
  wholeTokens: Schema.Int
})
export type PromptPart = typeof PromptPart.Type

/** From 1, the most important. */
export const importanceOf = (section: PromptSection): number => sections.indexOf(section) + 1

/** What is sent, and how it came to be. */
export interface AssembledPrompt {
  readonly system: string
  readonly prompt: string
  /** Characters at the start of the prompt that stay the same while the files and what is shown of them do. */
  readonly stable: number
  /** In order of importance. */
  readonly parts: ReadonlyArray<PromptPart>
  /** Estimated tokens of both texts. */
  readonly tokens: number
  readonly budget: number
}
