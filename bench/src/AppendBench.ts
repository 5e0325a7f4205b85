/**
 * Appending, and reading one stream: ours with everything that an append carries, the peers with the events alone. In
 * the embedded database there is no peer.
 */
import { Effect } from "effect"
import * as BareLog from "./BareLog.ts"
import { Bench, failsAs } from "./Bench.ts"
import * as Contest from "./Contest.ts"
import * as EmmettLog from "./EmmettLog.ts"
import { ratioOf, type Target } from "./Figure.ts"
import * as LayercakeLog from "./LayercakeLog.ts"
import type { LogContender } from "./LogContender.ts"
import { appendFor, fill, readFor } from "./LogRate.ts"
import * as Place from "./Place.ts"
import * as BenchPostgres from "./BenchPostgres.ts"
import { freshStream } from "./SampleAppend.ts"

/** Writers, each on a stream of its own, and events in an append. */
const shapes = [
  { name: "append.1-event", writers: 1, batch: 1 },
  { name: "append.10-events", writers: 1, batch: 10 },
  { name: "append.100-events", writers: 1, batch: 100 },
  { name: "append.8-writers", writers: 8, batch: 1 }
] as const
const readName = "read-stream.10000-events"

interface Entrant {
  readonly peer: string
  readonly log: LogContender
  readonly appends?: Target
  readonly reads?: Target
}

export const run = Effect.fnUntraced(
  function* (place: Place.Place) {
    const bench = yield* Bench
    const names = [...shapes.map((shape) => shape.name), readName].map((name) => `${place.prefix}.${name}`)
    if (!bench.wants(...names)) return
    const ours = LayercakeLog.contenderOf(yield* place.open)
    const rivals: ReadonlyArray<Entrant> = place === Place.onServer ? yield* peers : []
    const all = [ours, ...rivals.map((rival) => rival.log)]
    yield* bench.progress(`${place.prefix}.append: warming up`)
    for (const log of all)
      for (const { writers, batch } of shapes) yield* appendFor(log, writers, batch, bench.scaled(300))

    for (const { name, writers, batch } of shapes) {
      const rate = (log: LogContender) => appendFor(log, writers, batch, bench.scaled(1500))
      yield* Contest.hold({
        bench: `${place.prefix}.${name}`,
        unit: "events/s",
        ours: rate(ours),
        rivals: rivals.map(({ peer, log, appends }) => ({
          peer,
          measure: rate(log),
          ...(appends && { target: appends })
        })),
        before: BenchPostgres.checkpoint
      })
    }

    if (!bench.wants(`${place.prefix}.${readName}`)) return
    const [stream, length] = [freshStream(), bench.scaled(10_000)]
    const rate = (log: LogContender) => readFor(log, stream, length, bench.scaled(1000))
    for (const log of all) yield* Effect.andThen(fill(log, stream, length), rate(log))
    yield* Contest.hold({
      bench: `${place.prefix}.${readName}`,
      unit: "events/s",
      ours: rate(ours),
      rivals: rivals.map(({ peer, log, reads }) => ({
        peer,
        measure: rate(log),
        ...(reads && { target: reads })
      }))
    })
  },
  Effect.scoped,
  failsAs("append")
)

const peers = Effect.gen(function* () {
  const emmett = yield* EmmettLog.open
  const bare = yield* BareLog.open
  return [
    { peer: EmmettLog.peer, log: emmett, appends: ratioOf(1.5), reads: ratioOf(2) },
    { peer: BareLog.peer, log: bare }
  ]
})
