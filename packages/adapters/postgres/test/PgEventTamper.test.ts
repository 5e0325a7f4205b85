import { PgClient } from "@effect/sql-pg/PgClient"
import { assert, describe, layer as withLayer, it } from "@effect/vitest"
import { chainOf } from "@layercake/conformance/EventChainSample"
import { anAppend, anEvent, aProject } from "@layercake/conformance/StoreSample"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Layer, Stream } from "effect"
import * as PgStore from "../src/PgStore.ts"
import * as PostgresCluster from "./PostgresCluster.ts"

/** Five events, the last with data that lies among the blobs. */
const aStream = Effect.fnUntraced(function* () {
  const store = yield* EventStore
  const stream = aProject()
  for (const data of [1, 2, 3, 4, "5".repeat(40_000)])
    yield* store.append(anAppend(stream, { events: [anEvent("Counted", { data })] }))
  return stream
})

/** Versions at which the chain that is kept is not the chain of what is there. */
const broken = Effect.fnUntraced(function* (stream: ProjectId) {
  const events = yield* Stream.runCollect((yield* EventStore).readStream(stream))
  const chain = yield* chainOf(events)
  return events.flatMap((event, index) => (event.hash === chain[index] ? [] : [event.version as number]))
})

/** What somebody with rights on the database does behind the store's back, and where it shows. */
const changes: Readonly<Record<string, readonly [statement: string, versions: ReadonlyArray<number>]>> = {
  "nothing at all": ["select $1::text", []],
  "other data": [
    `update layercake.events set data = '{"data":9}' where stream = $1 and version = 3`,
    [3, 4, 5]
  ],
  "another type": ["update layercake.events set type = 'Other' where stream = $1 and version = 3", [3, 4, 5]],
  "another author": [
    `update layercake.events set metadata = replace(metadata::text, 'layercake', 'somebody')::json
     where stream = $1 and version = 3`,
    [3, 4, 5]
  ],
  "an event removed": ["delete from layercake.events where stream = $1 and version = 3", [4, 5]],
  "two exchanged": [
    `update layercake.events e set data = o.data from layercake.events o
     where e.stream = $1 and o.stream = $1 and (e.version, o.version) in ((3, 4), (4, 3))`,
    [3, 4, 5]
  ],
  "another content": [
    `update layercake.blobs set bytes = '"5"'::bytea where digest = (
       select encode(payload, 'hex') from layercake.events where stream = $1 and version = 5)`,
    [5]
  ]
}

const suite = () =>
  withLayer(PgStore.layer.pipe(Layer.provideMerge(PostgresCluster.layer)), {
    excludeTestServices: true,
    timeout: "60 seconds"
  })("PgEventTamper (Postgres 15)", (it) => {
    for (const [name, [statement, versions]] of Object.entries(changes)) {
      it.effect(`shows ${name} in the chain`, () =>
        Effect.gen(function* () {
          const sql = yield* PgClient
          const stream = yield* aStream()

          yield* sql.unsafe(statement, [stream])

          assert.deepStrictEqual(yield* broken(stream), versions)
        })
      )
    }
  })

if (PostgresCluster.isInstalled) suite()
else describe("PgEventTamper", () => it.skip(`is not tested: ${PostgresCluster.notInstalled}`, () => {}))
