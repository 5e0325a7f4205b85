/**
 * effect/ai's `LanguageModel` that plays a recording. It finds the answer by the agent call it is made for, not by the
 * prompt, marks what it says as recorded, and counts no tokens.
 */
import { type AgentCall, CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { Effect, Layer, Stream } from "effect"
import { AiError, LanguageModel, Model, type Response } from "effect/ai"
import { keyText, nearest, type RecordedAnswers } from "./Recording.ts"
import * as RecordingFolder from "./RecordingFolder.ts"

/** Reads the recording in the folder. */
export const layer = (folder: string) => Layer.unwrap(Effect.map(RecordingFolder.read(folder), fromEntries))

/** Plays answers that are at hand already; the first of several under one key. */
export const fromEntries = (
  recording: RecordedAnswers
): Model.Model<"replay", LanguageModel.LanguageModel, never> =>
  Model.make("replay", recording.name, Layer.effect(LanguageModel.LanguageModel, make(recording)))

const make = (recording: RecordedAnswers) => {
  const answers = new Map(recording.entries.toReversed().map((entry) => [keyText(entry), entry.answer]))

  const find = Effect.fnUntraced(function* (method: string) {
    const call = yield* CurrentAgentCall
    const answer = call === undefined ? undefined : answers.get(keyText(call))
    return answer === undefined ? yield* missing(recording, method, call) : answer
  })

  return LanguageModel.make({
    generateText: () =>
      Effect.map(find("generateText"), (text): Array<Response.PartEncoded> => [
        metadataOf(recording),
        { type: "text", text },
        finish
      ]),
    streamText: () =>
      Stream.unwrap(
        Effect.map(find("streamText"), (delta) =>
          Stream.make<ReadonlyArray<Response.StreamPartEncoded>>(
            metadataOf(recording),
            { type: "text-start", id: "0" },
            { type: "text-delta", id: "0", delta },
            { type: "text-end", id: "0" },
            finish
          )
        )
      )
  })
}

/** The model executor takes the mark from here. */
const metadataOf = (recording: RecordedAnswers): Response.ResponseMetadataPartEncoded => ({
  type: "response-metadata",
  modelId: recording.name,
  metadata: { layercake: { recorded: true }, replay: { model: recording.model, note: recording.note } }
})

const finish: Response.FinishPartEncoded = {
  type: "finish",
  reason: "stop",
  usage: { inputTokens: { total: 0 }, outputTokens: { total: 0 } }
}

const missing = (recording: RecordedAnswers, method: string, call: AgentCall | undefined): AiError.AiError =>
  AiError.make({
    module: "ReplayLanguageModel",
    method,
    reason: new AiError.InvalidRequestError({
      description: missingText(recording, call),
      metadata: { layercake: { reason: "missing-recording" } }
    })
  })

const missingText = (recording: RecordedAnswers, call: AgentCall | undefined): string => {
  if (call === undefined) {
    return `the recording ${recording.name} answers agent calls only, and this is none; use a live model for it`
  }
  const near = nearest(call, recording.entries).map(keyText).join(", ")
  return (
    `the recording ${recording.name} has no answer for ${keyText(call)} (gate/step/agent/purpose/attempt); ` +
    `the nearest it has: ${near === "" ? "none, it is empty" : near}. Add an answer or use a live model`
  )
}
