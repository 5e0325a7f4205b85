/**
 * The store ports as one process sees them: each call goes over its line. Notes which leases were given out and which
 * results were accepted, in the order in which the queue did so.
 */
import { BlobStore } from "@layercake/core/store/BlobStore"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue, type LeaseLost, type LeasedJob } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { Context, Effect, Layer, Scheduler } from "effect"
import { accepted, delivered } from "../ledger/Ledger.ts"
import { call, type StoreLine, stream, wait } from "./StoreLine.ts"

export type Stores =
  | EventStore
  | ReadModelStore
  | BlobStore
  | JobQueue
  | CheckpointStore
  | SnapshotStore
  | SecretStore

export const layer = (stores: Context.Context<Stores>, line: StoreLine): Layer.Layer<Stores> =>
  Layer.succeedContext(
    Context.make(EventStore, events(Context.get(stores, EventStore), line)).pipe(
      Context.add(ReadModelStore, views(Context.get(stores, ReadModelStore), line)),
      Context.add(BlobStore, blobs(Context.get(stores, BlobStore), line)),
      Context.add(JobQueue, jobs(Context.get(stores, JobQueue), line)),
      Context.add(CheckpointStore, checkpoints(Context.get(stores, CheckpointStore), line)),
      Context.add(SnapshotStore, snapshots(Context.get(stores, SnapshotStore), line)),
      Context.add(SecretStore, secrets(Context.get(stores, SecretStore), line))
    )
  )

const events = (store: EventStore["Service"], line: StoreLine): EventStore["Service"] => ({
  append: (request) => call(line, "append")(store.append(request)),
  receipt: (commandId) => call(line, "receipt")(store.receipt(commandId)),
  readStream: (id, options) => stream(line, "readStream")(store.readStream(id, options)),
  readAll: (options) => stream(line, "readAll")(store.readAll(options)),
  subscribe: (options) => stream(line, "subscribe")(store.subscribe(options)),
  versions: (ids) => call(line, "versions")(store.versions(ids)),
  versionAt: (id, moment) => call(line, "versionAt")(store.versionAt(id, moment)),
  horizon: call(line, "horizon")(store.horizon)
})

const views = (store: ReadModelStore["Service"], line: StoreLine): ReadModelStore["Service"] => ({
  get: (...given) => call(line, "get")(store.get(...given)),
  list: (...given) => call(line, "list")(store.list(...given)),
  listByKey: (...given) => call(line, "listByKey")(store.listByKey(...given)),
  count: (...given) => call(line, "count")(store.count(...given)),
  projects: (...given) => call(line, "projects")(store.projects(...given)),
  write: (...given) => call(line, "write")(store.write(...given)),
  rename: (...given) => call(line, "rename")(store.rename(...given)),
  drop: (...given) => call(line, "drop")(store.drop(...given))
})

const blobs = (store: BlobStore["Service"], line: StoreLine): BlobStore["Service"] => ({
  put: (bytes) => call(line, "put")(store.put(bytes)),
  get: (digest) => call(line, "get")(store.get(digest)),
  has: (digest) => call(line, "has")(store.has(digest)),
  sizes: (digests) => call(line, "sizes")(store.sizes(digests)),
  remove: (digest) => call(line, "remove")(store.remove(digest))
})

const secrets = (store: SecretStore["Service"], line: StoreLine): SecretStore["Service"] => ({
  put: (...given) => call(line, "put")(store.put(...given)),
  get: (...given) => call(line, "get")(store.get(...given)),
  remove: (...given) => call(line, "remove")(store.remove(...given)),
  names: (scope) => call(line, "names")(store.names(scope)),
  clear: (scope) => call(line, "clear")(store.clear(scope))
})

const jobs = (store: JobQueue["Service"], line: StoreLine): JobQueue["Service"] => {
  const { ledger } = line.machine
  const settle = <E>(operation: string, job: LeasedJob, effect: Effect.Effect<void, LeaseLost | E>) =>
    call(
      line,
      operation
    )(
      effect.pipe(
        Effect.tap(() => Effect.sync(() => accepted(ledger, operation, job))),
        Effect.tapError(() => Effect.sync(() => (ledger.lateRefused += 1))),
        // What is noted belongs to the same moment as what was done.
        Effect.provideService(Scheduler.PreventSchedulerYield, true)
      )
    )
  return {
    enqueue: (requests) => call(line, "enqueue")(store.enqueue(requests)),
    take: (tier) =>
      wait(line, "take")(Effect.tap(store.take(tier), (job) => Effect.sync(() => delivered(ledger, job)))),
    heartbeat: (job) => settle("heartbeat", job, store.heartbeat(job)),
    complete: (job) => settle("complete", job, store.complete(job)),
    retry: (job, options) => settle("retry", job, store.retry(job, options)),
    bury: (job, error) => settle("bury", job, store.bury(job, error)),
    requeue: (job) => call(line, "requeue")(store.requeue(job)),
    cancel: (job, reason) => call(line, "cancel")(store.cancel(job, reason)),
    move: (job, tier) => call(line, "move")(store.move(job, tier)),
    pause: (tier) => call(line, "pause")(store.pause(tier)),
    resume: (tier) => call(line, "resume")(store.resume(tier)),
    list: (filter) => call(line, "list")(store.list(filter)),
    get: (job) => call(line, "get")(store.get(job)),
    stats: call(line, "stats")(store.stats),
    reclaim: call(line, "reclaim")(store.reclaim)
  }
}

const checkpoints = (store: CheckpointStore["Service"], line: StoreLine): CheckpointStore["Service"] => ({
  claim: (key, options) => call(line, "claim")(store.claim(key, options)),
  advance: (lease, position) => call(line, "advance")(store.advance(lease, position)),
  release: (lease) => call(line, "release")(store.release(lease)),
  list: call(line, "list")(store.list),
  forget: (reader) => call(line, "forget")(store.forget(reader))
})

const snapshots = (store: SnapshotStore["Service"], line: StoreLine): SnapshotStore["Service"] => ({
  save: (snapshot) => call(line, "save")(store.save(snapshot)),
  nearest: (id, form, atMost) => call(line, "nearest")(store.nearest(id, form, atMost)),
  drop: (id) => call(line, "drop")(store.drop(id)),
  keepOnly: (form) => call(line, "keepOnly")(store.keepOnly(form))
})
