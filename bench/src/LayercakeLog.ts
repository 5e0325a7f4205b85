/**
 * Ours: an `EventStore` whose appends carry views, receipt and a job.
 */
import { EventStore } from "@layercake/core/store/EventStore"
import { Context, Effect, Stream } from "effect"
import { failsAs } from "./Bench.ts"
import type { LogContender } from "./LogContender.ts"
import type { Stores } from "./Place.ts"
import { sampleAppend } from "./SampleAppend.ts"

export const contenderOf = (stores: Stores): LogContender => {
  const store = Context.get(stores, EventStore)
  return {
    append: (stream, version, count) => failsAs("append")(store.append(sampleAppend(stream, version, count))),
    read: (stream) =>
      store.readStream(stream).pipe(
        Stream.runCollect,
        Effect.map((events) => events.length),
        failsAs("readStream")
      )
  }
}
