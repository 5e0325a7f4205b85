/**
 * `Idempotency-Key`: the same key with the same input is one call, however often it is sent. The answer is kept for as long
 * as this process has room for it; that it was done is in the log for ever, under an id made from the key.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import type { Session } from "@layercake/runtime/operation/Session"
import { Clock, Deferred, Duration, Effect, Exit, Option, Stream } from "effect"
import { hash } from "node:crypto"
import { HttpProblem } from "./HttpProblem.ts"
import type { OperationEntry } from "./OperationEntry.ts"

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface RepeatedCallKey {
  readonly commandId: CommandId
  /** Of the input; goes with what the call causes. */
  readonly correlationId: string
}

interface Kept {
  readonly correlationId: string
  readonly answer: Deferred.Deferred<Option.Option<KeptAnswer>>
  readonly at: number
  bytes: number
}

const lifetime = Duration.toMillis("24 hours")
const mostKeys = 10_000
const mostBytes = 32 * 1024 * 1024

const keyPattern = /^[\x21-\x7e]{1,255}$/

export const keyOf = (
  header: string,
  entry: OperationEntry,
  { actor, grant }: Session["Service"],
  payload: unknown
): RepeatedCallKey | undefined => {
  if (!keyPattern.test(header)) return undefined
  const account = grant._tag === "Account" ? grant.account : grant._tag
  const whose = JSON.stringify([account, actor.kind, actor.id, entry.tag, header])
  return {
    commandId: CommandId.make(`call:${hash("sha256", whose, "base64url")}`),
    correlationId: `input:${hash("sha256", JSON.stringify([entry.tag, payload]), "base64url")}`
  }
}

export const unusableKey = new HttpProblem({
  status: 400,
  code: "idempotency-key-invalid",
  title: "Idempotency-Key invalid",
  detail: "Idempotency-Key is one to 255 visible characters of ASCII."
})

const usedForAnother = new HttpProblem({
  status: 422,
  code: "idempotency-key-reused",
  title: "Idempotency-Key used before",
  detail: "This Idempotency-Key came with other input before. Take a new key for a new call."
})

const doneBefore = (project: string, version: number) =>
  new HttpProblem({
    status: 409,
    code: "already-done",
    title: "Already done",
    detail: `This call was done before, and its answer is no longer kept. Nothing was done again; ask for what it changed.`,
    extension: { project, version }
  })

export const make = Effect.map(EventStore, (store) => {
  const kept = new Map<string, Kept>()
  let bytes = 0

  const forget = (id: string, entry: Kept) => {
    if (kept.get(id) !== entry) return
    kept.delete(id)
    bytes -= entry.bytes
  }

  const makeRoom = (now: number) => {
    for (const [id, entry] of kept) {
      if (kept.size <= mostKeys && bytes <= mostBytes && now - entry.at < lifetime) return
      forget(id, entry)
    }
  }

  /** What an earlier process did under the key. */
  const lookUp = Effect.fnUntraced(function* (key: RepeatedCallKey) {
    const receipt = yield* store.receipt(key.commandId)
    if (Option.isNone(receipt)) return
    const { positions, stream, version } = receipt.value
    const [first] = positions
    const event =
      first === undefined
        ? Option.none()
        : yield* Stream.runHead(store.readAll({ after: Position.make(first - 1), limit: 1 }))
    return yield* Option.exists(event, ({ metadata }) => metadata.correlationId !== key.correlationId)
      ? usedForAnother
      : doneBefore(stream, version)
  })

  /** Calls unless it was called before; keeps what `isFinal`. */
  return <E, R>(
    key: RepeatedCallKey,
    call: Effect.Effect<KeptAnswer, E, R>,
    isFinal: (answer: KeptAnswer) => boolean
  ) => {
    const once: Effect.Effect<KeptAnswer, E | HttpProblem | Effect.Error<ReturnType<typeof lookUp>>, R> =
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        makeRoom(now)
        const known = kept.get(key.commandId)
        if (known !== undefined) {
          if (known.correlationId !== key.correlationId) return yield* usedForAnother
          const answer = yield* Deferred.await(known.answer)
          // The first one came to nothing, so that this is the first.
          return Option.isSome(answer) ? answer.value : yield* once
        }
        const answer = yield* Deferred.make<Option.Option<KeptAnswer>>()
        const own: Kept = { correlationId: key.correlationId, answer, at: now, bytes: 0 }
        kept.set(key.commandId, own)
        return yield* Effect.andThen(lookUp(key), call).pipe(
          Effect.onExit((exit) => {
            const final = Exit.isSuccess(exit) && isFinal(exit.value)
            if (!final) forget(key.commandId, own)
            else {
              own.bytes = exit.value.text.length * 2
              bytes += own.bytes
            }
            return Deferred.succeed(answer, final ? Option.some(exit.value) : Option.none())
          })
        )
      })
    return once
  }
})

export type RepeatedCall = Effect.Success<typeof make>
