/**
 * Whether the stores answer. Nothing of theirs is told: anybody may ask.
 */
import { hostStream } from "@layercake/core/host/HostStream"
import type { HealthReport } from "@layercake/core/operation/SystemOperations"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobId, JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Duration, Effect } from "effect"

/** A store that takes longer counts as one that does not answer. */
const patience = Duration.seconds(5)

const nothing = BlobDigest.make("0".repeat(64))
const noJob = JobId.make("system.health")

const part = <R>(
  name: HealthReport["parts"][number]["part"],
  ask: Effect.Effect<unknown, StoreUnavailable, R>
) =>
  Effect.map(
    Effect.timed(ask.pipe(Effect.timeout(patience), Effect.isSuccess)),
    ([time, ok]): HealthReport["parts"][number] => ({ part: name, ok, millis: Duration.toMillis(time) })
  )

export const report = Effect.gen(function* () {
  const [store, views, blobs, queue] = [
    yield* EventStore,
    yield* ReadModelStore,
    yield* BlobStore,
    yield* JobQueue
  ]
  const parts = yield* Effect.all(
    [
      part("log", store.horizon),
      part("readModels", views.get("project", hostStream, "none")),
      part("contents", blobs.has(nothing)),
      part("queue", queue.get(noJob))
    ],
    { concurrency: "unbounded" }
  )
  return { ok: parts.every(({ ok }) => ok), parts } satisfies HealthReport
})
