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
  /** Left out where it is known. */
  readonly stream?: ProjectId
  readonly version: StreamVersion
  readonly type: string
  readonly schema_version: number
  /** Bytes of the data as canonical JSON. */
  readonly size: number
  /** Canonical JSON. */
  readonly metadata: string
  readonly hash: EventHash
  /** Null when the data lies under `payload`. */
  readonly data: Schema.Json
  /** Address of the data among the blobs. */
  readonly payload: string | null
}

/**
 * Of the table `e`. A position is a whole number below 2^53, so `float8` holds it, and needs no `bigint` on its way.
 */
export const columnsOf = (stream: ProjectId | undefined): string =>
  `e.position::float8 as position,${stream === undefined ? " e.stream," : ""} e.version, e.type, e.schema_version, e.size,
  e.metadata::text as metadata, encode(e.hash, 'hex') as hash, e.data, encode(e.payload, 'hex') as payload`

/** Rows as events, in order: those of one append mostly share their metadata, which is then read once. */
export const eventReader = (stream: ProjectId | undefined) => {
  let [text, metadata]: [string, EventMetadata | undefined] = ["", undefined]
  return (row: PgEventRow, data: Schema.Json): StoredEvent => {
    if (metadata === undefined || row.metadata !== text) {
      text = row.metadata
      metadata = JSON.parse(text) as EventMetadata
    }
    return {
      position: row.position,
      stream: stream ?? row.stream!,
      version: row.version,
      type: row.type,
      schemaVersion: row.schema_version,
      data,
      metadata,
      hash: row.hash
    }
  }
}
