/**
 * The hash of an event in its stream's chain, as `core/event/EventChain` defines it, computed anew from what is stored.
 */
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { contentText, EventHash, linkText } from "@layercake/core/event/EventChain"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import { Digest } from "effect/crypto"

type Hashed = Pick<StoredEvent, "stream" | "version" | "type" | "schemaVersion" | "data" | "metadata">

export const sha256 = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const digest = yield* Digest.Digest
  return yield* digest.digestHex(Digest.sha256, bytes)
})

const sha256OfText = (text: string) => sha256(bytesOf(text))

/** What the event says, whatever its place. */
export const contentOf = Effect.fnUntraced(function* (event: Omit<Hashed, "stream" | "version">) {
  const payload = yield* sha256OfText(canonicalJson(event.data))
  return yield* sha256OfText(contentText({ ...event, payload }))
})

/** `previous`: hash of the event before; empty for the first. */
export const linkOf = (
  previous: string,
  {
    content,
    stream,
    version
  }: { readonly content: string; readonly stream: string; readonly version: number }
) => Effect.map(sha256OfText(linkText({ previous, stream, version, content })), (hex) => EventHash.make(hex))

export const hashOf = Effect.fnUntraced(function* (previous: string, event: Hashed) {
  return yield* linkOf(previous, { ...event, content: yield* contentOf(event) })
})
