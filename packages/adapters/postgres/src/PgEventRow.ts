/**
 * An event as its row has it. Read without a schema: the database guarantees its columns, and every shape in them was
 * made by `PgEventContent`.
 */
import type { EventHash } from "@layercake/core/event/EventChain"
import type { EventMetadata } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import type { Position, StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import type { Schema } from "effect"

export interface PgEventRow {
  readonly position: Position
  readonly stream: ProjectId
  readonly version: StreamVersion
  readonly type: string
  readonly schema_version: number
  /** Bytes of the data as canonical JSON. */
  readonly size: number
  readonly metadata: EventMetadata
  readonly hash: EventHash
  /** Null when the data lies under `payload`. */
  readonly data: Schema.Json
  /** Address of the data among the blobs. */
  readonly payload: string | null
}

/**
 * Of the table `e`. A position is a whole number below 2^53, so `float8` holds it, and needs no `bigint` on its way.
 */
export const columns = `e.position::float8 as position, e.stream, e.version, e.type, e.schema_version, e.size, e.metadata,
  encode(e.hash, 'hex') as hash, e.data, encode(e.payload, 'hex') as payload`

export const eventOf = (row: PgEventRow, data: Schema.Json): StoredEvent => ({
  position: row.position,
  stream: row.stream,
  version: row.version,
  type: row.type,
  schemaVersion: row.schema_version,
  data,
  metadata: row.metadata,
  hash: row.hash
})
