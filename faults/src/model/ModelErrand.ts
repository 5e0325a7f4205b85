/**
 * Jobs of the model that touch the outside, and what the log says of them: wanted, intended under a key, done. Some are
 * poison: they fail, break, or take their process with them, each time.
 */
import { system } from "@layercake/core/actor/Actor"
import { CommandId } from "@layercake/core/event/EventMetadata"
import * as Timestamp from "@layercake/core/event/Timestamp"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type ExpectedVersion, StreamVersion } from "@layercake/core/store/EventStore"
import { JobId, type NewJob } from "@layercake/core/store/JobQueue"
import { DateTime, Effect, Random, Schedule, Schema, Stream } from "effect"

export const Errand = Schema.Struct({
  poison: Schema.Literals(["none", "fails", "breaks", "kills"]),
  /** Milliseconds that it takes. */
  takes: Schema.Int
})
export type Errand = typeof Errand.Type

const isErrand = Schema.is(Errand)
export const isSound = ({ payload }: NewJob): boolean => isErrand(payload) && payload.poison === "none"

/** What an event says of a job's effect; the key is empty where there is none yet. */
export const EffectData = Schema.Struct({ job: JobId, key: Schema.String })
export const isEffectData = Schema.is(EffectData)

export const wanted = "EffectWanted"
export const intended = "EffectIntended"
export const done = "EffectDone"

/** The command that brings the job. */
export const askedBy = (job: JobId): CommandId => CommandId.make(`ask for ${job}`)

/** One append that brings the job, sent again under its id until it is acknowledged. */
export const ask = (errand: NewJob) => {
  const commandId = askedBy(errand.id)
  return record(wanted, { job: errand.id, key: "" }, errand.project, "any", {
    commandId,
    jobs: [errand]
  }).pipe(
    Effect.retry({
      while: (error) => error._tag === "StoreUnavailable",
      schedule: Schedule.spaced("200 millis")
    }),
    Effect.map((receipt) => ({ commandId, receipt }))
  )
}

/** What the log knows of the job's effect. */
export const historyOf = Effect.fnUntraced(function* (job: NewJob) {
  const store = yield* EventStore
  const events = yield* Stream.runCollect(store.readStream(job.project))
  const own = events.filter(({ data }) => isEffectData(data) && data.job === job.id)
  const intent = own.find(({ type }) => type === intended)
  return {
    version: StreamVersion.make(events.length),
    key: intent !== undefined && isEffectData(intent.data) ? intent.data.key : undefined,
    isDone: own.some(({ type }) => type === done)
  }
})

export const record = Effect.fnUntraced(function* (
  type: string,
  data: typeof EffectData.Type,
  stream: ProjectId,
  expected: ExpectedVersion,
  rest: { readonly commandId?: CommandId; readonly jobs?: ReadonlyArray<NewJob> } = {}
) {
  const store = yield* EventStore
  const commandId =
    rest.commandId ?? CommandId.make(`${type} ${yield* Random.nextInt} ${yield* Random.nextInt}`)
  const at = Timestamp.fromDateTime(yield* DateTime.now)
  return yield* store.append({
    stream,
    expected,
    commandId,
    events: [{ type, schemaVersion: 1, data, metadata: { actor: system, at, commandId } }],
    views: [],
    jobs: rest.jobs ?? []
  })
})
