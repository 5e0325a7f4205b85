import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Digest } from "effect/crypto"
import { createHash } from "node:crypto"
import * as NodeDigest from "../src/NodeDigest.ts"

describe("digests of a host on Node", () => {
  it.effect.each([0, 1, 64 * 1024, 64 * 1024 + 1])("are those of SHA-256 for %i bytes", (size) =>
    Effect.gen(function* () {
      const data = new Uint8Array(size).fill(7)
      const expected = createHash("sha256").update(data)
      const { digest, digestHex } = yield* Digest.Digest
      expect(yield* digestHex(Digest.sha256, data)).toBe(expected.copy().digest("hex"))
      expect(Buffer.from(yield* digest(Digest.sha256, data))).toEqual(expected.digest())
    }).pipe(Effect.provide(NodeDigest.layer))
  )
})
