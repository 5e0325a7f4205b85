/**
 * What people are told of projections, and making them anew on request.
 */
import { assert, describe, it } from "@effect/vitest"
import { everything } from "@layercake/core/account/Grant"
import { person } from "@layercake/core/actor/Actor"
import { ProjectionOperations } from "@layercake/core/operation/ProjectionOperations"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { projectionNames } from "@layercake/core/project/ProjectState"
import * as Projection from "@layercake/core/projection/Projection"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Layer, Schema, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import * as Intake from "../../src/intake/Intake.ts"
import * as ProjectionHandlers from "../../src/operation/ProjectionHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import * as AsyncProjection from "../../src/projection/AsyncProjection.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const rooms = ProjectId.make("rooms")

const files = Projection.make<number>("files", Schema.Int, {
  TreeChanged: Projection.put(
    () => "written",
    (event, _fact, row = 0) => row + event.written.length
  )
})

const layer = () =>
  ProjectionHandlers.layer.pipe(
    Layer.provideMerge(Layer.succeed(Session, { actor: person("ada"), grant: everything })),
    Layer.provideMerge(
      AsyncProjection.layer({ reader: "reports", projections: [files], batch: { linger: 0 } })
    ),
    Layer.provideMerge(MemoryFactory.layer())
  )

const begun = Effect.gen(function* () {
  yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy: defaultPolicy }, person("ada"))
  yield* MemoryFactory.settled(rooms)
  const client = yield* RpcTest.makeClient(ProjectionOperations)
  const isCurrent = Effect.map(client["projections.list"]({}), (views) =>
    views.every((view) => view.made === view.fold && view.lagMillis === 0 && view.position !== 0)
  )
  yield* Effect.repeat(Effect.andThen(Effect.yieldNow, isCurrent), { until: (there) => there })
  return client
})

describe("the operations on projections", () => {
  it.live("list every projection, how far it is, and how many rows it has", () =>
    Effect.gen(function* () {
      const client = yield* begun
      const views = yield* client["projections.list"]({ rows: true })
      assert.deepStrictEqual(
        views.map(({ projection }) => projection),
        [...projectionNames, "files"]
      )
      assert.strictEqual(views.find(({ projection }) => projection === "gate")?.rows, 10)
      const mine = views.at(-1)!
      assert.deepStrictEqual(
        [mine.kind, mine.reader, mine.rows, mine.remaking],
        ["async", "reports", 1, null]
      )
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("make inline rows anew and say what was wrong", () =>
    Effect.gen(function* () {
      const client = yield* begun
      const views = yield* ReadModelStore
      const [gate] = yield* client["projections.rows"]({ project: rooms, projection: "gate" })
      yield* views.write([{ ...gate!, row: { ...(gate!.row as object), title: "Tampered" } }])

      const steps = yield* client["projections.rebuild"]({ projection: "gate" }).pipe(Stream.runCollect)

      assert.deepStrictEqual(steps, [
        { projections: ["gate"], project: rooms, done: 1, of: 1, changed: 1, problem: null }
      ])
      const [after] = yield* client["projections.rows"]({ project: rooms, projection: "gate" })
      assert.deepStrictEqual(after, gate)
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("have async rows made anew by whoever keeps them, and wait until they are", () =>
    Effect.gen(function* () {
      const client = yield* begun
      const views = yield* ReadModelStore
      const written = client["projections.rows"]({ project: rooms, projection: "files" })
      const [before] = yield* written
      yield* views.write([{ ...before!, row: 99 }])

      const steps = yield* client["projections.rebuild"]({ projection: "files" }).pipe(Stream.runCollect)

      assert.deepStrictEqual(steps.at(-1)?.projections, ["files"])
      assert.strictEqual(steps.at(-1)?.done, steps.at(-1)?.of)
      assert.deepStrictEqual(yield* written, [before!])
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )

  it.live("refuse a name that nobody has, and say which there are", () =>
    Effect.gen(function* () {
      const client = yield* begun
      const error = yield* client["projections.rebuild"]({ projection: "nope" }).pipe(
        Stream.runDrain,
        Effect.flip
      )
      assert.strictEqual(error._tag, "ProjectionUnknown")
      assert.include(error.message, "files")
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )
})
