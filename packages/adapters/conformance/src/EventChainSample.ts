/**
 * The chain of a stream, computed from the text of `event/EventChain` alone and from nothing that a store or the core does,
 * so that it finds what both do wrong.
 */
import { bytesOf } from "@layercake/core/store/BlobText"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, type Schema } from "effect"
import * as Digest from "effect/crypto/Digest"

/** The hashes that the events of one stream, from its first on, must have. */
export const chainOf = Effect.fnUntraced(function* (
  events: ReadonlyArray<StoredEvent>
): Effect.fn.Return<ReadonlyArray<string>> {
  let previous = ""
  const hashes: Array<string> = []
  for (const { data, metadata, schemaVersion, stream, type, version } of events) {
    const payload = yield* sha256(sorted(data))
    const content = yield* sha256(
      sorted({ metadata: metadata as unknown as Schema.Json, payload, schemaVersion, type })
    )
    previous = yield* sha256([previous, stream, String(version), content].join("\n"))
    hashes.push(previous)
  }
  return hashes
})

const sha256 = (text: string): Effect.Effect<string> =>
  Digest.Digest.pipe(
    Effect.flatMap((digest) => digest.digestHex(Digest.sha256, bytesOf(text))),
    Effect.orDie,
    Effect.provide(Digest.layerWebCrypto)
  )

const sorted = (value: Schema.Json): string => {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const members = Object.entries(value as Schema.JsonObject).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join()}}`
}
