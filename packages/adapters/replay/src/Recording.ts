/**
 * A recording: answers that a model once gave, each under the piece of work it was given for. The folder holds
 * `recording.json` and beside it one file per answer.
 */
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentPurpose } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { Schema } from "effect"

/** Which call an answer belongs to. */
export const RecordingKey = Schema.Struct({
  gate: GateId,
  step: Schema.NonEmptyString,
  agent: AgentName,
  purpose: AgentPurpose,
  /** From 1, within the purpose. */
  attempt: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))
})
export type RecordingKey = typeof RecordingKey.Type

/** Relative to the folder, with `/` between its parts, and never outside of it. */
export const AnswerFile = Schema.String.check(
  Schema.isPattern(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[^/\\\0]+(?:\/[^/\\\0]+)*$/, {
    expected: "a path inside the recording's folder"
  })
)

export const RecordingEntry = Schema.Struct({ ...RecordingKey.fields, answer: AnswerFile })
export type RecordingEntry = typeof RecordingEntry.Type

/** The form of `recording.json`. */
export const Recording = Schema.Struct({
  /** Shown wherever an answer is, as `replay/<name>`. */
  name: Schema.NonEmptyString,
  /** The model whose words these are, or who else wrote them. */
  model: Schema.NonEmptyString,
  /** How the recording came about, for whoever wonders. */
  note: Schema.String,
  entries: Schema.NonEmptyArray(RecordingEntry)
})
export type Recording = typeof Recording.Type

/** A recording with its answers read; `answer` is the text itself. */
export interface RecordedAnswers {
  readonly name: string
  readonly model: string
  readonly note: string
  readonly entries: ReadonlyArray<RecordingKey & { readonly answer: string }>
}

/** For people: `G5/backend/backend-developer/work/1`. */
export const keyText = (key: RecordingKey): string =>
  [key.gate, key.step, key.agent, key.purpose, key.attempt].join("/")

/** The recorded keys that have most in common with the one asked for, best first. What comes first in a key counts most. */
export const nearest = (
  asked: RecordingKey,
  keys: ReadonlyArray<RecordingKey>
): ReadonlyArray<RecordingKey> =>
  keys
    .map((key) => ({ key, likeness: likeness(asked, key) }))
    .toSorted((left, right) => right.likeness - left.likeness)
    .slice(0, 3)
    .map(({ key }) => key)

const likeness = (left: RecordingKey, right: RecordingKey): number =>
  (left.gate === right.gate ? 16 : 0) +
  (left.step === right.step ? 8 : 0) +
  (left.agent === right.agent ? 4 : 0) +
  (left.purpose === right.purpose ? 2 : 0) +
  (left.attempt === right.attempt ? 1 : 0)
