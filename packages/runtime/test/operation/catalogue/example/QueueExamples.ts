import { JobId, JobQueue } from "@layercake/core/store/JobQueue"
import { Effect } from "effect"
import { rooms, waiting } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

let count = 0

/** A job of its own, in the queue. */
const enqueued = Effect.gen(function* () {
  const queue = yield* JobQueue
  count += 1
  const id = JobId.make(`${waiting}/example/${count}`)
  yield* queue.enqueue([{ id, tier: "low", project: waiting, kind: "Example", payload: {} }])
  return id
})

const cancelled = Effect.tap(enqueued, (id) =>
  Effect.flatMap(JobQueue, (queue) => queue.cancel(id, "not now"))
)

export const queue: Examples<"queue"> = {
  "queue.list": plain({ project: rooms }),
  "queue.get": () => Effect.map(enqueued, (job) => ({ job, project: waiting })),
  "queue.requeue": () => Effect.map(cancelled, (job) => ({ job, project: waiting })),
  "queue.requeueAll": () => Effect.as(cancelled, { state: "cancelled" as const, project: waiting }),
  "queue.cancel": () => Effect.map(enqueued, (job) => ({ job, project: waiting, reason: "not now" })),
  "queue.move": () => Effect.map(enqueued, (job) => ({ job, tier: "medium" as const })),
  "queue.pause": plain({ tier: "low" as const }),
  "queue.resume": plain({ tier: "low" as const }),
  "queue.stats": plain(undefined)
}
