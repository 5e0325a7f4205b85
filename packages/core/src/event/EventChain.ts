/**
 * What ties each event of a stream to all before it, so that nothing can be changed, removed or reordered unseen. Says
 * what is hashed; hashing is done by whoever has a SHA-256.
 *
 * With `sha256` giving lower-case hexadecimal of UTF-8 text, and `previous` empty for the first event of a stream:
 *
 *     payload = sha256(canonical JSON of data)
 *     content = sha256(canonical JSON of { type, schemaVersion, payload, metadata })
 *     hash    = sha256(previous + "\n" + stream + "\n" + version + "\n" + content)
 *
 * The payload enters by its digest alone, so it may lie elsewhere, or be gone, and the chain still holds.
 */
import { Schema } from "effect"
import { canonicalJson } from "./CanonicalJson.ts"
import type { EventMetadata } from "./EventMetadata.ts"

/** Lower-case hexadecimal SHA-256. */
export const EventHash = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("EventHash")
)
export type EventHash = typeof EventHash.Type

/** What the content is the SHA-256 of. */
export const contentText = (event: {
  readonly type: string
  readonly schemaVersion: number
  /** Lower-case hexadecimal SHA-256 of the canonical JSON of the data. */
  readonly payload: string
  readonly metadata: EventMetadata
}): string => contentTextWith({ ...event, metadata: canonicalJson(event.metadata as unknown as Schema.Json) })

/** The same, for whoever has the canonical JSON of the metadata already. */
export const contentTextWith = (event: {
  readonly type: string
  readonly schemaVersion: number
  readonly payload: string
  readonly metadata: string
}): string =>
  `{"metadata":${event.metadata},"payload":"${event.payload}","schemaVersion":${canonicalJson(event.schemaVersion)},"type":${canonicalJson(event.type)}}`

/** What the hash is the SHA-256 of. */
export const linkText = (link: {
  /** Hash of the event before; empty for the first of a stream. */
  readonly previous: string
  readonly stream: string
  readonly version: number
  readonly content: string
}): string => `${link.previous}\n${link.stream}\n${link.version}\n${link.content}`
