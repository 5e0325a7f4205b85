/**
 * Where the log, the read models and the queue are to be kept, as a value. What is kept there is opened by `StoreChoice`.
 */
import type { Redacted } from "effect"

/**
 * `Memory`: this process alone, and gone with it. `Embedded`: one machine, one owner. `Server`: any number of processes and
 * machines over one Postgres.
 */
export type StoreSetting =
  | { readonly _tag: "Memory" }
  | { readonly _tag: "Embedded" }
  | {
      readonly _tag: "Server"
      /** `postgres://user:password@host:port/database` */
      readonly database: Redacted.Redacted
      /** The queue on Redis instead: `redis://user:password@host:port/0`. */
      readonly redis?: Redacted.Redacted | undefined
    }

export const memory: StoreSetting = { _tag: "Memory" }
export const embedded: StoreSetting = { _tag: "Embedded" }
