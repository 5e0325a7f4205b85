/**
 * Any executor, with every answer recorded. An answer that cannot be recorded is used all the same: it may have cost money.
 */
import { Effect } from "effect"
import type { Digest } from "effect/crypto"
import type { AgentAnswer, AgentExecutor, AgentRequest } from "../port/AgentExecutor.ts"
import type { CallRecordings } from "../port/CallRecordings.ts"
import { recordOf } from "./CallRecord.ts"

export const recording = (
  executor: AgentExecutor["Service"],
  recordings: CallRecordings["Service"]
): Effect.Effect<AgentExecutor["Service"], never, Digest.Digest> =>
  Effect.map(Effect.context<Digest.Digest>(), (context) => {
    const keep = (request: AgentRequest, answer: AgentAnswer) =>
      recordOf(request, answer).pipe(
        Effect.flatMap(recordings.add),
        Effect.catch((error) => Effect.logWarning(`An answer was not recorded. ${error.message}`)),
        Effect.asVoid,
        // What was answered is recorded even when the work is stopped right after.
        Effect.uninterruptible,
        Effect.provideContext(context)
      )
    return {
      ...executor,
      execute: Effect.fnUntraced(function* (request) {
        const answer = yield* executor.execute(request)
        yield* keep(request, answer)
        return answer
      }),
      observe: (request, answer) =>
        Effect.andThen(keep(request, answer), executor.observe?.(request, answer) ?? Effect.void)
    }
  })
