/**
 * How many events a second a log takes or gives.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect } from "effect"
import { timed } from "./Bench.ts"
import type { LogContender } from "./LogContender.ts"
import { freshStream } from "./SampleAppend.ts"

/** Events a second that the writers appended, each on a stream of its own and as often as it could within the time. */
export const appendFor = Effect.fnUntraced(function* (
  log: LogContender,
  writers: number,
  batch: number,
  millis: number
) {
  let events = 0
  const deadline = performance.now() + millis
  const writer = Effect.gen(function* () {
    const stream = freshStream()
    for (let version = 0; version === 0 || performance.now() < deadline; version += batch) {
      yield* log.append(stream, version, batch)
      events += batch
    }
  })
  const all = Array.from({ length: writers }, () => writer)
  const took = yield* timed(Effect.all(all, { concurrency: writers, discard: true }))
  return (events / took) * 1000
})

/** Events a second of reading the whole stream, again and again within the time. */
export const readFor = Effect.fnUntraced(function* (
  log: LogContender,
  stream: ProjectId,
  length: number,
  millis: number
) {
  let events = 0
  const start = performance.now()
  while (events === 0 || performance.now() - start < millis) {
    const found = yield* log.read(stream)
    if (found !== length)
      return yield* Effect.die(new Error(`Read ${found} of ${length} events of ${stream}`))
    events += found
  }
  return (events / (performance.now() - start)) * 1000
})

/** Makes the stream so long, a hundred events at a time. */
export const fill = Effect.fnUntraced(function* (log: LogContender, stream: ProjectId, length: number) {
  for (let version = 0; version < length; version += 100)
    yield* log.append(stream, version, Math.min(100, length - version))
})
