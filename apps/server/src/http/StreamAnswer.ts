/**
 * What an operation delivers, as lines of JSON or as server-sent events, each as soon as it comes. A failure
 * under way is the last that is sent.
 */
import { Cause, Duration, Effect, Predicate, Queue, type Schema, type Scope, Stream } from "effect"
import { Sse } from "effect/encoding"
import * as FailureProblem from "./FailureProblem.ts"
import { bodyOf } from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"
import type { Delivery } from "./OperationCall.ts"
import type { OperationEntry, OperationFailure } from "./OperationEntry.ts"

export type StreamForm = "lines" | "events"

export const contentTypes: Readonly<Record<StreamForm, string>> = {
  lines: "application/x-ndjson",
  events: "text/event-stream"
}

const bytes = new TextEncoder()

/** How soon a reader that was cut off comes back. */
const beginning = bytes.encode(`retry: ${Duration.toMillis("1 second")}\n\n`)

const event = (name: string, data: unknown, id?: string): string =>
  Sse.encoder.write({ _tag: "Event", event: name, id, data: JSON.stringify(data) })

/** Where a reader that comes back goes on: the position that a value has. */
const idOf = (json: unknown): string | undefined =>
  Predicate.hasProperty(json, "position") && Predicate.isNumber(json.position)
    ? String(json.position)
    : undefined

const textOf = (form: StreamForm, json: unknown): string =>
  form === "lines" ? `${JSON.stringify(json)}\n` : event("message", json, idOf(json))

/** What many are told is one object for all of them, and becomes bytes once. */
const toldBefore = new WeakMap<OperationEntry, Readonly<Record<StreamForm, WeakMap<object, Uint8Array>>>>()

const bytesOf = (entry: OperationEntry, form: StreamForm) => {
  const known = toldBefore.get(entry) ?? { lines: new WeakMap(), events: new WeakMap() }
  toldBefore.set(entry, known)
  return (value: unknown) => {
    const before = Predicate.isObject(value) ? known[form].get(value) : undefined
    if (before !== undefined) return Effect.succeed(before)
    return Effect.map(entry.encode(value), (json) => {
      const made = bytes.encode(textOf(form, json))
      if (Predicate.isObject(value)) known[form].set(value, made)
      return made
    })
  }
}

/** A comment. Lines of JSON have no room for anything else. */
const signOfLife = [bytes.encode(":\n\n")]

/** Takes what is delivered, and delivers nothing at times itself, which nobody else does. */
export const make = Effect.fnUntraced(function* (
  entry: OperationEntry,
  delivery: Delivery,
  form: StreamForm,
  { heartbeat }: HttpLimits
): Effect.fn.Return<Stream.Stream<Uint8Array>, never, Scope.Scope> {
  const toBytes = bytesOf(entry, form)
  const told = Stream.fromQueue(delivery).pipe(
    Stream.mapEffect((values) =>
      values.length === 0 ? Effect.succeed(signOfLife) : Effect.forEach(values, toBytes)
    ),
    Stream.flattenIterable,
    Stream.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Stream.empty
        : Stream.map(Stream.fromEffect(lastOf(entry, cause, form)), (text) => bytes.encode(text))
    )
  )
  if (form === "lines") return told
  // Whoever has something to take knows that there is life.
  const sign = Effect.sync(() => Queue.sizeUnsafe(delivery) > 0 || Queue.offerUnsafe(delivery, []))
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(heartbeat), sign)))
  return Stream.concat(Stream.make(beginning), told)
})

const lastOf = (
  entry: OperationEntry,
  cause: Cause.Cause<OperationFailure | Schema.SchemaError>,
  form: StreamForm
) =>
  FailureProblem.ofFailure(entry, Cause.squash(cause)).pipe(
    Effect.map(bodyOf),
    Effect.catchCause((fault) =>
      Effect.as(Effect.logError("A stream failed", fault), { title: "Internal error", status: 500 })
    ),
    Effect.map((problem) =>
      form === "lines" ? `${JSON.stringify({ problem })}\n` : event("problem", problem)
    )
  )
