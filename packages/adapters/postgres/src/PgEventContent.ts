/**
 * An event as it is sent to be stored: its data as canonical JSON, and the digests that enter the stream's chain
 * (`core/event/EventChain`). Where it lies in the stream, and its link, is for `layercake.append` to say.
 */
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { contentTextWith } from "@layercake/core/event/EventChain"
import type { EventMetadata } from "@layercake/core/event/EventMetadata"
import type { NewEvent } from "@layercake/core/store/EventStore"
import type { Schema } from "effect"
import { hash } from "node:crypto"

/** Bytes of data from which on it lies among the blobs. */
const inlineSize = 32 * 1024

export interface PgEventContent {
  /** Canonical JSON. */
  readonly data: string
  /** Bytes of the data as UTF-8. */
  readonly size: number
  /** SHA-256 of the data when it lies among the blobs. */
  readonly payload: Uint8Array | null
  /** Canonical JSON. */
  readonly metadata: string
  /** Lower-case hexadecimal. */
  readonly digest: string
}

/** Events of one append mostly share their metadata, which is then written once. */
export const contentsOf = (events: ReadonlyArray<NewEvent>): ReadonlyArray<PgEventContent> => {
  let [shared, written]: [EventMetadata | undefined, string] = [undefined, ""]
  return events.map((event) => {
    if (event.metadata !== shared) {
      shared = event.metadata
      written = canonicalJson(event.metadata as unknown as Schema.Json)
    }
    return contentOf(event, written)
  })
}

const contentOf = ({ type, schemaVersion, data: value }: NewEvent, metadata: string): PgEventContent => {
  const data = canonicalJson(value)
  const payload = sha256(data)
  const size = Buffer.byteLength(data)
  return {
    data,
    size,
    payload: size > inlineSize ? Buffer.from(payload, "hex") : null,
    metadata,
    digest: sha256(contentTextWith({ type, schemaVersion, payload, metadata }))
  }
}

/** Which share of the streams a stream belongs to, for any number of shares: the first 31 bits of its name's SHA-256. */
export const shareOf = (stream: string): number => {
  const known = shares.get(stream)
  if (known !== undefined) return known
  const share = Number.parseInt(sha256(stream).slice(0, 8), 16) >>> 1
  if (shares.size === 1024) shares.clear()
  shares.set(stream, share)
  return share
}

/** Of the streams that are busy now. */
const shares = new Map<string, number>()

const sha256 = (text: string): string => hash("sha256", text)
