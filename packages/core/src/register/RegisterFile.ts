/**
 * What an agent says besides its documents, in `docs/register/<agent>.json`: kind of project, risks, decisions,
 * queries, notes, what is to be remembered and what whoever comes next has to know. Decoded when the answer is applied;
 * the entries become events.
 */
import { Schema } from "effect"
import { Severity } from "./Register.ts"

const Sentence = Schema.NonEmptyString.check(Schema.isMaxLength(4000))

export const RegisterFile = Schema.Struct({
  project: Schema.optionalKey(Schema.Struct({ type: Sentence, userInterface: Schema.Boolean })),
  risks: Schema.optionalKey(
    Schema.Array(Schema.Struct({ title: Sentence, severity: Severity, mitigation: Schema.String }))
  ),
  decisions: Schema.optionalKey(Schema.Array(Schema.Struct({ title: Sentence, reason: Schema.String }))),
  queries: Schema.optionalKey(
    // `to` is the name of an agent or `person`.
    Schema.Array(Schema.Struct({ question: Sentence, to: Schema.optionalKey(Schema.String) }))
  ),
  notes: Schema.optionalKey(Schema.Array(Sentence)),
  /** Shown to agents in every later prompt. */
  memory: Schema.optionalKey(Schema.Array(Sentence)),
  /** Shown to whoever has the next step; the closing words of the answer when left out. */
  handoff: Schema.optionalKey(Sentence)
})
export type RegisterFile = typeof RegisterFile.Type

export const isRegisterPath = (path: string): boolean => /^docs\/register\/[a-z0-9-]+\.json$/.test(path)
