/**
 * Where the log, the read models and the queue are kept: nowhere but in memory, embedded in the data folder, or on
 * servers that several machines share.
 */
import type { Stores } from "@layercake/core/store/Stores"
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import type * as RedisJobQueue from "@layercake/redis/RedisJobQueue"
import * as EnqueueAfterAppend from "@layercake/runtime/store/EnqueueAfterAppend"
import { Effect, Layer } from "effect"
import type { StoreSetting } from "./StoreSetting.ts"

type Failure =
  | Layer.Error<ReturnType<typeof PgStore.layerEmbedded>>
  | Layer.Error<ReturnType<typeof PgServerClient.layer>>
  | Layer.Error<ReturnType<typeof RedisJobQueue.layer>>

/** `directory`: of the embedded database; not made where a server is used. */
export const layer = (setting: StoreSetting, directory: string): Layer.Layer<Stores, Failure> => {
  if (setting._tag === "Memory")
    return Layer.unwrap(
      Effect.map(
        Effect.promise(() => import("@layercake/memory/MemoryStore")),
        ({ layer }) => layer
      )
    )
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
