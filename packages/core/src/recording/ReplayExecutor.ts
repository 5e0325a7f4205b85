/**
 * An executor that answers from recorded calls: no key, no network, no cost. Several answers to one request are played in
 * their order, for each project from the first; after the last it stays with the last. A call that is repeated under its key
 * gets the answer that it got before.
 */
import { Effect } from "effect"
import { Digest } from "effect/crypto"
import {
  type AgentAnswer,
  AgentExecutorError,
  type AgentExecutor,
  type AgentRequest
} from "../port/AgentExecutor.ts"
import { type CallRecord, digestOf, requestOf } from "./CallRecord.ts"
import { missingText } from "./RequestDifference.ts"

/** `name`: what the recording is called, shown as `replay/<name>`. */
export const replaying = (
  name: string,
  records: ReadonlyArray<CallRecord>
): Effect.Effect<AgentExecutor["Service"], never, Digest.Digest> =>
  Effect.map(Digest.Digest, (digest) => {
    const executor = `replay/${name}`
    const known = new Map<string, ReadonlyArray<CallRecord>>()
    for (const record of records.toSorted((a, b) => a.number - b.number))
      known.set(record.digest, [...(known.get(record.digest) ?? []), record])
    // Which answer each call got, by project and request.
    const played = new Map<string, Map<string, number>>()

    const turnOf = ({ call }: AgentRequest, request: string): number => {
      const key = `${call.project}\n${request}`
      const turns = played.get(key) ?? new Map<string, number>()
      played.set(key, turns)
      const turn = turns.get(call.idempotencyKey) ?? turns.size
      turns.set(call.idempotencyKey, turn)
      return turn
    }

    return {
      name: executor,
      pricing: { model: null },
      execute: Effect.fnUntraced(function* (request) {
        const asked = requestOf(request)
        const found = yield* digestOf(asked).pipe(Effect.provideService(Digest.Digest, digest))
        const answers = known.get(found) ?? []
        const record = answers[Math.min(answers.length - 1, turnOf(request, found))]
        if (record === undefined)
          return yield* new AgentExecutorError({
            executor,
            reason: "missing-recording",
            detail: missingText(name, request, records)
          })
        const { files, finishReason, model, text } = record.answer
        return {
          text,
          model: model.startsWith("replay/") ? model : `replay/${model}`,
          finishReason,
          usage: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
          recorded: true,
          ...(files === undefined ? {} : { files })
        } satisfies AgentAnswer
      })
    }
  })
