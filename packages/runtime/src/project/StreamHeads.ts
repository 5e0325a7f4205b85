/**
 * How streams stand now, asked for all who want to know at one time: while one question is under way, those who come wait
 * for the next, so that what each is told was true after it asked.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type StreamVersion } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Exit, Request, RequestResolver, Semaphore } from "effect"

class HeadRequest extends Request.Class<{ readonly stream: ProjectId }, StreamVersion, StoreUnavailable> {}

export type StreamHead = (stream: ProjectId) => Effect.Effect<StreamVersion, StoreUnavailable>

export const make: Effect.Effect<StreamHead, never, EventStore> = Effect.gen(function* () {
  const store = yield* EventStore
  const turn = yield* Semaphore.make(1)
  const resolver = RequestResolver.make<HeadRequest>((entries) =>
    turn.withPermit(
      Effect.gen(function* () {
        const streams = Array.from(new Set(entries.map(({ request }) => request.stream)))
        const versions = yield* store.versions(streams)
        const heads = new Map(streams.map((stream, index) => [stream, versions[index]!]))
        for (const entry of entries) entry.completeUnsafe(Exit.succeed(heads.get(entry.request.stream)!))
      })
    )
  ).pipe(RequestResolver.setDelayEffect(turn.withPermit(Effect.yieldNow)))
  return (stream) => Effect.request(new HeadRequest({ stream }), resolver)
})
