/**
 * What holds for every operation, whoever wrote it: it says what it is, its example runs, it tells the log exactly when it
 * changes something, and whoever is not to know of it learns nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation } from "@layercake/core/actor/Actor"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { OperationMark, toolsetOf } from "@layercake/core/operation/OperationMark"
import { Role } from "@layercake/core/account/Role"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { Cause, Context, Effect, Exit, Option, Schema, SchemaAST, Stream } from "effect"
import { type Rpc, RpcSchema } from "effect/rpc"
import { examples } from "./AllExamples.ts"
import { ada, type Client, clientOf, layer, stranger } from "./CatalogueWorld.ts"
import type { Example, OperationName } from "./OperationExample.ts"

type Outcome = Exit.Exit<unknown, { readonly _tag: string }>

const operations = Array.from(Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>)
const markOf = (rpc: Rpc.AnyWithProps) => Context.getUnsafe(rpc.annotations, OperationMark)
const isRole = Schema.is(Role)

/** A stream is read for a moment: what only follows has no end. */
const call = (client: Client, rpc: Rpc.AnyWithProps, payload: unknown): Effect.Effect<Outcome> => {
  const method = (client as unknown as Record<string, (payload: unknown) => unknown>)[rpc._tag]!
  const answer = method(payload)
  return Effect.exit(
    RpcSchema.isStreamSchema(rpc.successSchema)
      ? Stream.runCollect(Stream.take(answer as Stream.Stream<unknown, { readonly _tag: string }>, 3)).pipe(
          Effect.timeoutOption("2 seconds")
        )
      : (answer as Effect.Effect<unknown, { readonly _tag: string }>)
  )
}

const eventsSoFar = Effect.flatMap(EventStore, (store) =>
  Effect.map(Stream.runCollect(store.readAll()), (events) => events.length)
)

const errorOf = (outcome: Outcome): unknown =>
  Exit.isFailure(outcome)
    ? Option.getOrElse(Cause.findErrorOption(outcome.cause), () => Cause.pretty(outcome.cause))
    : undefined

/** Fields of a payload or an answer that nobody has described, as paths. */
const undescribed = (schema: Schema.Top, path: string): ReadonlyArray<string> => {
  const ast = schema.ast
  if (!SchemaAST.isObjects(ast)) return []
  return ast.propertySignatures.flatMap(({ name, type }) =>
    SchemaAST.resolveDescription(type) === undefined ? [`${path}.${String(name)}`] : []
  )
}

describe("every operation", () => {
  for (const rpc of operations) {
    const mark = markOf(rpc)
    it(`${rpc._tag} says what it is`, () => {
      assert.match(rpc._tag, /^[a-z]+\.[a-z]+(?:[A-Z][a-z]+)*$/)
      assert.isNotEmpty(mark.title)
      assert.isNotEmpty(mark.description)
      assert.isAtMost(mark.description.length, 140)
      assert.isNotEmpty(mark.callers)
      assert.deepStrictEqual(undescribed(rpc.payloadSchema, "payload"), [])
    })
  }

  it("belongs to a toolset and has an example", () => {
    const missing = operations.filter(({ _tag }) => examples[_tag as OperationName] === undefined)
    assert.deepStrictEqual(
      missing.map(({ _tag }) => _tag),
      []
    )
    assert.isAtLeast(operations.length, 180)
    assert.isAtLeast(new Set(operations.map(({ _tag }) => toolsetOf(_tag))).size, 30)
  })
})

it.layer(layer, { timeout: "2 minutes" })("every example", (it) => {
  for (const rpc of operations) {
    const example = examples[rpc._tag as OperationName] as Example<OperationName> | undefined
    if (example === undefined) continue
    const mark = markOf(rpc)

    it.effect(`${rpc._tag} runs, and the log ${mark.effect === "read" ? "is as before" : "shows it"}`, () =>
      Effect.gen(function* () {
        const client = yield* clientOf(ada)
        const payload = yield* example(client)
        const before = yield* eventsSoFar
        const outcome = yield* call(client, rpc, payload)
        assert.isTrue(Exit.isSuccess(outcome), Exit.isFailure(outcome) ? Cause.pretty(outcome.cause) : "")
        const after = yield* eventsSoFar
        if (mark.effect === "read") assert.strictEqual(after, before)
        else assert.isAbove(after, before)
      }).pipe(Effect.scoped)
    )

    if (mark.access === "public") continue
    it.effect(`${rpc._tag} tells a stranger nothing`, () =>
      Effect.gen(function* () {
        const owner = yield* clientOf(ada)
        const payload = yield* example(owner)
        const client = yield* clientOf(stranger.actor, stranger.grant)
        const before = yield* eventsSoFar
        if (mark.access === "account") return
        const outcome = errorOf(yield* call(client, rpc, payload)) as { readonly _tag: string }
        const isOfProject = isRole(mark.access) && "project" in (payload as object)
        assert.strictEqual(outcome._tag, isOfProject ? "ProjectNotFound" : "AccessDenied")
        if (isOfProject) {
          const elsewhere = { ...(payload as object), project: ProjectId.make("nowhere") }
          assert.deepStrictEqual(errorOf(yield* call(client, rpc, elsewhere)), outcome)
        }
        assert.strictEqual(yield* eventsSoFar, before)
      }).pipe(Effect.scoped)
    )

    if (mark.callers.includes("agent")) continue
    it.effect(`${rpc._tag} is not for agents, nor for automation where only persons may`, () =>
      Effect.gen(function* () {
        const payload = yield* example(yield* clientOf(ada))
        const before = yield* eventsSoFar
        for (const actor of [agent("coder"), automation("cron")]) {
          if (mark.callers.includes(actor.kind)) continue
          const refused = errorOf(yield* call(yield* clientOf(actor), rpc, payload))
          assert.strictEqual((refused as { readonly _tag: string })._tag, "AccessDenied")
        }
        assert.strictEqual(yield* eventsSoFar, before)
      }).pipe(Effect.scoped)
    )
  }
})
