/**
 * Which contents an event names, by their digests: as a field of its own, or as a reference in place of a text.
 */
import { referencesIn } from "@layercake/core/event/PersonalText"
import { BlobDigest } from "@layercake/core/store/Blob"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Schema } from "effect"

const isDigest = Schema.is(BlobDigest)

/** Fields that hold digests of contents; trees and evidence are digests of lists and have no content of their own. */
const contentFields = new Set(["digest", "brief", "prompt", "answer", "files", "output"])

/** What these bind is named where it was written; their own digest is that of a list. */
const evidenceTypes = new Set(["GateSubmitted", "ReviewOpened", "GateApproved"])

export const namedBy = (event: Pick<StoredEvent, "type" | "data">): ReadonlyArray<BlobDigest> => [
  ...(evidenceTypes.has(event.type) ? [] : digestsIn(event.data)),
  ...referencesIn(event.data)
]

const digestsIn = (value: unknown): ReadonlyArray<BlobDigest> => {
  if (Array.isArray(value)) return value.flatMap(digestsIn)
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([field, inner]) =>
    contentFields.has(field) && isDigest(inner) ? [inner] : digestsIn(inner)
  )
}
