/**
 * Content addresses. Payloads that are large or binary live outside events under the SHA-256 of their bytes.
 */
import { Schema } from "effect"

/** Lower-case hexadecimal SHA-256 of the bytes. */
export const BlobDigest = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("BlobDigest")
)
export type BlobDigest = typeof BlobDigest.Type
