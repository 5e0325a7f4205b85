/**
 * Calls one operation with payloads from outside and says what must never be: a defect, an end that does not come, a log
 * that a refused call changed, a refused field that nobody names, an answer that cannot be sent.
 */
import { OperationMark } from "@layercake/core/operation/OperationMark"
import { EventStore } from "@layercake/core/store/EventStore"
import { Cause, Clock, Context, Effect, Exit, Option, Result, Schema, SchemaIssue, Stream } from "effect"
import { type Rpc, RpcSchema } from "effect/rpc"
import type { Client } from "./CatalogueWorld.ts"
import * as FuzzPayload from "./FuzzPayload.ts"

export interface FuzzOptions {
  readonly seed: number
  /** Payloads of each kind at most. */
  readonly each: number
  /** Milliseconds after which a call hangs, as far as its caller can tell; 10,000 when left out. */
  readonly patience?: number
}

export interface Violation {
  readonly what: string
  readonly label: string
  readonly payload: string
  readonly detail: string
}

export interface FuzzReport {
  readonly decoded: number
  readonly refused: number
  readonly violations: ReadonlyArray<Violation>
}

export const run = Effect.fnUntraced(function* <R>(
  client: Client,
  rpc: Rpc.AnyWithProps,
  example: (client: Client) => Effect.Effect<unknown, { readonly _tag: string }, R>,
  { each, patience = 10_000, seed }: FuzzOptions
) {
  const store = yield* EventStore
  const lastPosition = Effect.map(
    Stream.runHead(store.readAll({ backwards: true, limit: 1 })),
    Option.match({ onNone: () => 0, onSome: ({ position }): number => position })
  )
  const schema = rpc.payloadSchema as unknown as Schema.Codec<unknown, unknown>
  const json = Schema.toCodecJson(schema)
  const decode = Schema.decodeUnknownResult(json, { errors: "all" })
  const isRead = Context.getUnsafe(rpc.annotations, OperationMark).effect === "read"
  const codecs = codecsOf(rpc)
  const encoded = (yield* Schema.encodeUnknownEffect(json)(yield* example(client))) as Schema.Json | undefined
  const known = encoded ?? null
  const cases = [
    ...(yield* FuzzPayload.valid(schema, known, { seed, count: each })),
    ...picked(FuzzPayload.near(known), each, seed),
    ...picked(FuzzPayload.hostile(known), each, seed + 1)
  ]
  const violations: Array<Violation> = []
  let decoded = 0
  for (const { kind, label, payload } of cases) {
    const violate = (what: string, detail: string) =>
      violations.push({
        what,
        label: `${kind}: ${label}`,
        payload: short(payload),
        detail: detail.slice(0, 1500)
      })
    const outcome = yield* Effect.exit(Effect.sync(() => decode(payload)))
    if (Exit.isFailure(outcome)) {
      violate("decoding died", Cause.pretty(outcome.cause))
      continue
    }
    if (Result.isFailure(outcome.value)) {
      if (kind === "valid") violate("a valid payload was refused", outcome.value.failure.message)
      const { issues } = standard(outcome.value.failure.issue)
      // Where nothing is asked for there are no fields, and what is no object has none.
      const isWhole =
        encoded === undefined ||
        encoded === null ||
        typeof payload !== "object" ||
        payload === null ||
        Array.isArray(payload)
      if (!isWhole && issues.some(({ path }) => (path ?? []).length === 0))
        violate("nobody names the field", outcome.value.failure.message)
      continue
    }
    decoded += 1
    const before = yield* lastPosition
    const started = yield* now
    const answer = yield* call(client, rpc, outcome.value.success).pipe(
      Effect.flatMap((exit) =>
        Effect.exit(
          Exit.isSuccess(exit)
            ? Effect.asVoid(
                Effect.forEach(codecs.isStream ? (exit.value as Array<unknown>) : [exit.value], (value) =>
                  codecs.success(value)
                )
              )
            : Effect.fail<Cause.Cause<{ readonly _tag: string }> | Schema.SchemaError>(exit.cause)
        )
      ),
      Effect.timeoutOption(patience)
    )
    const took = (yield* now) - started
    const after = yield* lastPosition
    if (Option.isNone(answer) || took > patience) violate("it hangs", `${Math.round(took)} ms`)
    else if (Exit.isFailure(answer.value)) {
      const failed = Cause.findErrorOption(answer.value.cause)
      if (Option.isNone(failed)) violate("it died", Cause.pretty(answer.value.cause))
      else if (!Cause.isCause(failed.value)) violate("the answer cannot be sent", String(failed.value))
      else {
        const error = Cause.findErrorOption(failed.value)
        if (Option.isNone(error)) violate("it died", Cause.pretty(failed.value))
        else {
          const sent = yield* Effect.exit(codecs.error(error.value))
          if (Exit.isFailure(sent)) violate("the error cannot be sent", Cause.pretty(sent.cause))
          if ((error.value as { readonly _tag?: string })._tag === "StoreUnavailable")
            violate("it is nobody's fault but a server's", Cause.pretty(failed.value))
        }
        if (after !== before && !Option.exists(error, isTold))
          violate("a refused call changed the log", Cause.pretty(failed.value))
      }
    } else if (isRead && after !== before) violate("a read changed the log", "")
  }
  return { decoded, refused: cases.length - decoded, violations } satisfies FuzzReport
})

/** A refresh token that comes twice ends its session, which is told. */
const isTold = Schema.is(Schema.TaggedStruct("RefreshRefused", { reason: Schema.Literal("reused") }))

const standard = SchemaIssue.makeFormatterStandardSchemaV1()

/** As faces encode what they send. */
const codecsOf = (rpc: Rpc.AnyWithProps) => {
  const success: Schema.Top = rpc.successSchema
  const isStream = RpcSchema.isStreamSchema(success)
  const encoder = (schema: Schema.Top) =>
    Schema.encodeUnknownEffect(Schema.toCodecJson(schema as unknown as Schema.Codec<unknown, unknown>))
  return {
    isStream,
    success: encoder(isStream ? success.success : success),
    error: encoder(
      Schema.Union([
        isStream ? success.error : rpc.errorSchema,
        ...Array.from(rpc.middlewares, (middleware) => middleware.error as Schema.Top)
      ])
    )
  }
}

/** A stream is read for a moment: what only follows has no end. */
const call = (client: Client, rpc: Rpc.AnyWithProps, payload: unknown) => {
  const method = (client as unknown as Record<string, (payload: unknown) => unknown>)[rpc._tag]!
  const answer = Effect.sync(() => method(payload))
  return Effect.exit(
    Effect.flatMap(answer, (answer) =>
      RpcSchema.isStreamSchema(rpc.successSchema)
        ? Effect.map(
            Effect.timeoutOption(
              Stream.runCollect(Stream.take(answer as Stream.Stream<unknown, { readonly _tag: string }>, 3)),
              "300 millis"
            ),
            Option.getOrElse((): ReadonlyArray<unknown> => [])
          )
        : (answer as Effect.Effect<unknown, { readonly _tag: string }>)
    )
  )
}

/** Milliseconds of the real clock, also where the test has one of its own. */
const now = Effect.provideService(Clock.currentTimeMillis, Clock.Clock, Clock.Clock.defaultValue())

/** So many of them, chosen by the seed. */
const picked = <A>(items: ReadonlyArray<A>, count: number, seed: number): ReadonlyArray<A> => {
  const random = FuzzPayload.randomFrom(seed)
  return items
    .map((item) => [random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, item]) => item)
}

const encodeShort = Schema.encodeUnknownOption(Schema.fromJsonString(Schema.Unknown))
const short = (payload: Schema.Json): string => {
  const text = Option.getOrElse(encodeShort(payload), () => "too deep to be shown")
  return text.length > 600 ? `${text.slice(0, 600)}... (${text.length} characters)` : text
}
