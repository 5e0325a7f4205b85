/**
 * Where the log, the read models and the queue are kept: embedded in the data folder, or on servers that several
 * machines share.
 */
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import type * as RedisJobQueue from "@layercake/redis/RedisJobQueue"
import * as EnqueueAfterAppend from "@layercake/runtime/store/EnqueueAfterAppend"
import { Effect, Layer, type Redacted } from "effect"

/** `Embedded`: one machine, one owner. `Server`: any number of processes and machines over one Postgres. */
export type StoreSetting =
  | { readonly _tag: "Embedded" }
  | {
      readonly _tag: "Server"
      /** `postgres://user:password@host:port/database` */
      readonly database: Redacted.Redacted
      /** The queue on Redis instead: `redis://user:password@host:port/0`. */
      readonly redis?: Redacted.Redacted | undefined
    }

export const embedded: StoreSetting = { _tag: "Embedded" }

type Failure =
  | Layer.Error<ReturnType<typeof PgStore.layerEmbedded>>
  | Layer.Error<ReturnType<typeof PgServerClient.layer>>
  | Layer.Error<ReturnType<typeof RedisJobQueue.layer>>

/** `directory`: of the embedded database; not made where a server is used. */
export const layer = (setting: StoreSetting, directory: string): Layer.Layer<PgStore.Stores, Failure> => {
  if (setting._tag === "Embedded") return PgStore.layerEmbedded({ directory })
  const database = PgStore.layer.pipe(Layer.provide(PgServerClient.layer({ url: setting.database })))
  if (setting.redis === undefined) return database
  const { redis } = setting
  // Loaded only where it is used: most commands are over sooner than that takes.
  const queue = Layer.unwrap(
    Effect.map(
      Effect.promise(() => import("@layercake/redis/RedisJobQueue")),
      ({ layer }) => layer({ url: redis })
    )
  )
  // The queue of the database stays empty: nothing but appends would fill it, and these now fill the other one.
  return EnqueueAfterAppend.layer.pipe(Layer.provideMerge(queue), Layer.provideMerge(database))
}
