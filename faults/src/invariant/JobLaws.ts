/**
 * The laws of the queue and of effects, checked from outside: nothing due is lost, nothing is done twice to effect, and
 * what was given up is kept among the dead.
 */
import { EventStore } from "@layercake/core/store/EventStore"
import { type JobId, JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Option, Stream } from "effect"
import { breach, type Ledger } from "../ledger/Ledger.ts"
import { askedBy, done, intended, isEffectData, wanted } from "../model/ModelErrand.ts"

/** `sound`: those that can be done; the others must be among the dead. */
export const check = Effect.fnUntraced(function* (
  ledger: Ledger,
  all: ReadonlyArray<JobId>,
  sound: ReadonlySet<JobId>
) {
  const store = yield* EventStore
  const queue = yield* JobQueue
  const log = yield* Stream.runCollect(store.readAll())
  const told = (type: string, job: JobId) =>
    log.flatMap(({ data, type: actual }) =>
      actual === type && isEffectData(data) && data.job === job ? [data.key] : []
    )
  for (const job of all) {
    const [wishes, intents, receipts] = [told(wanted, job), told(intended, job), told(done, job)]
    const keys = Array.from(ledger.effects.get(job)?.keys() ?? [])
    const isAcknowledged = ledger.acknowledged.has(askedBy(job))
    if (wishes.length > 1) breach(ledger, "duplicated", `${job} was asked for ${wishes.length} times`)
    if (wishes.length === 0 && isAcknowledged) breach(ledger, "lost", `${job} was acknowledged and is gone`)
    if (intents.length > 1) breach(ledger, "duplicated", `${job} has ${intents.length} intents`)
    if (receipts.length > 1) breach(ledger, "duplicated", `${job} has ${receipts.length} receipts`)
    if (keys.length > 1) breach(ledger, "duplicated", `${job} was done under ${keys.join(" and ")}`)
    if (keys.some((key) => !intents.includes(key)))
      breach(ledger, "duplicated", `${job} was done without an intent`)
    if (receipts.some((key) => !keys.includes(key)))
      breach(ledger, "lost", `${job} has a receipt and was not done`)
    if (wishes.length === 0) continue
    if (sound.has(job) && receipts.length === 0) breach(ledger, "lost", `${job} was never done`)
    if (!sound.has(job) && Option.getOrUndefined(yield* queue.get(job))?.state !== "dead")
      breach(ledger, "lost", `${job} is poison and is not among the dead`)
  }
})
