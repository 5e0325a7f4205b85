/**
 * The fuzzing finds what it looks for: operations that do what must never be done.
 */
import { assert, it } from "@effect/vitest"
import { CommandId, EventMetadata } from "@layercake/core/event/EventMetadata"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { OperationMark, reads, writes } from "@layercake/core/operation/OperationMark"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer, Schema } from "effect"
import { Rpc, RpcGroup, RpcTest } from "effect/rpc"
import type { Client } from "./CatalogueWorld.ts"
import * as FuzzRun from "./FuzzRun.ts"

const payload = { text: Schema.String }
const error = Schema.Union([ProjectNotFound, StoreUnavailable])
const Short = Schema.Struct(payload).check(
  Schema.makeFilter(({ text }) => text.length < 4, { message: "long" })
)

class Bad extends RpcGroup.make(
  Rpc.make("bad.dies", { payload, error }).annotate(OperationMark, writes("Dies", "Dies.")),
  Rpc.make("bad.hangs", { payload, error }).annotate(OperationMark, writes("Hangs", "Hangs.")),
  Rpc.make("bad.refuses", { payload, error }).annotate(
    OperationMark,
    writes("Refuses", "Writes and refuses.")
  ),
  Rpc.make("bad.reads", { payload, error }).annotate(OperationMark, reads("Reads", "Writes.")),
  Rpc.make("bad.fails", { payload, error }).annotate(OperationMark, reads("Fails", "Fails.")),
  Rpc.make("bad.sends", { payload, success: Schema.Int, error }).annotate(
    OperationMark,
    reads("Sends", "Sends what is no number.")
  ),
  Rpc.make("bad.names", { payload: Short, error }).annotate(OperationMark, reads("Names", "Names no field.")),
  Rpc.make("bad.none", { payload, error }).annotate(OperationMark, reads("None", "Does nothing wrong."))
) {}

let appended = 0

const append = Effect.gen(function* () {
  const store = yield* EventStore
  const id = CommandId.make(`command-${(appended += 1)}`)
  yield* store.append({
    stream: ProjectId.make("bad"),
    expected: "any",
    events: [{ type: "Any", schemaVersion: 1, data: {}, metadata: metadata(id) }],
    commandId: id,
    views: [],
    jobs: []
  })
}).pipe(Effect.orDie)

const metadata = (commandId: CommandId) =>
  Schema.decodeUnknownSync(EventMetadata)({
    actor: { kind: "system", id: "layercake" },
    at: "2026-11-23T10:00:00.000Z",
    commandId
  })

const handlers = Bad.toLayer({
  "bad.dies": () => Effect.die("dead"),
  "bad.hangs": () => Effect.never,
  "bad.refuses": () => Effect.andThen(append, Effect.fail(new ProjectNotFound({}))),
  "bad.reads": () => append,
  "bad.fails": () => Effect.fail(new StoreUnavailable({ operation: "any", cause: "odd" })),
  "bad.sends": () => Effect.succeed(0.5),
  "bad.names": () => Effect.void,
  "bad.none": () => Effect.void
})

const expected: Readonly<Record<string, string | undefined>> = {
  "bad.dies": "it died",
  "bad.hangs": "it hangs",
  "bad.refuses": "a refused call changed the log",
  "bad.reads": "a read changed the log",
  "bad.fails": "it is nobody's fault but a server's",
  "bad.sends": "the answer cannot be sent",
  "bad.names": "nobody names the field",
  "bad.none": undefined
}

for (const rpc of Bad.requests.values() as Iterable<Rpc.AnyWithProps>)
  it.live(`finds what is wrong with ${rpc._tag}`, () =>
    Effect.gen(function* () {
      const client = (yield* RpcTest.makeClient(Bad)) as unknown as Client
      const example = () => Effect.succeed({ text: "a" })
      const { violations } = yield* FuzzRun.run(client, rpc, example, {
        seed: 1,
        each: 30,
        patience: 50
      })
      const found = Array.from(new Set(violations.map(({ what }) => what)))
      assert.deepStrictEqual(found, expected[rpc._tag] === undefined ? [] : [expected[rpc._tag]])
    }).pipe(Effect.scoped, Effect.provide(Layer.provideMerge(handlers, MemoryStore.layer)))
  )
