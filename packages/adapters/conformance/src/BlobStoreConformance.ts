/**
 * The behaviour every `BlobStore` adapter must show.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, type Layer, Option } from "effect"
import { raced } from "./StoreSample.ts"

/** Known answers of SHA-256, FIPS 180-4: nothing, and the letters `abc`. */
const answers: ReadonlyArray<readonly [Uint8Array, string]> = [
  [Uint8Array.of(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  [Uint8Array.of(97, 98, 99), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]
]

export const suite = <E>(name: string, layer: Layer.Layer<BlobStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`BlobStore (${name})`, (it) => {
    it.effect("keeps bytes under their SHA-256", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        for (const [bytes, digest] of answers) {
          assert.strictEqual(yield* blobs.put(bytes), digest)
          assert.deepStrictEqual(yield* blobs.get(BlobDigest.make(digest)), Option.some(bytes))
          assert.isTrue(yield* blobs.has(BlobDigest.make(digest)))
        }
      })
    )

    it.effect("gives back every byte of a large payload", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const bytes = new Uint8Array(9 * 1024 * 1024 + 3)
        for (let index = 0; index < bytes.length; index++) bytes[index] = (index * 31) >> (index % 7)

        const found = yield* blobs.get(yield* blobs.put(bytes))

        const same = Option.match(found, {
          onNone: () => false,
          onSome: (read) => read.length === bytes.length && read.every((byte, index) => byte === bytes[index])
        })
        assert.isTrue(same)
      })
    )

    it.effect("takes the same bytes again, also at the same time", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const bytes = Uint8Array.of(1, 2, 3)

        const digests = yield* raced(8, () => blobs.put(bytes))

        assert.lengthOf(new Set(digests), 1)
        assert.strictEqual(yield* blobs.put(bytes), digests[0])
      })
    )

    it.effect("does not see what happens to the bytes afterwards", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const bytes = Uint8Array.of(7, 7, 7)
        const digest = yield* blobs.put(bytes)
        bytes.fill(0)
        Option.getOrThrow(yield* blobs.get(digest)).fill(1)

        assert.deepStrictEqual(yield* blobs.get(digest), Option.some(Uint8Array.of(7, 7, 7)))
      })
    )

    it.effect("has nothing under a digest that was never kept", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const digest = BlobDigest.make("0".repeat(64))

        assert.deepStrictEqual(yield* blobs.get(digest), Option.none())
        assert.isFalse(yield* blobs.has(digest))
      })
    )

    it.effect("says how large contents are, and leaves out what was never kept", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const [none, some] = [yield* blobs.put(Uint8Array.of()), yield* blobs.put(new Uint8Array(70_000))]
        const unknown = BlobDigest.make("0".repeat(64))

        assert.deepStrictEqual(
          yield* blobs.sizes([some, unknown, none]),
          new Map([
            [some, 70_000],
            [none, 0]
          ])
        )
        assert.deepStrictEqual(yield* blobs.sizes([]), new Map())
      })
    )

    it.effect("removes a content for good, and no other", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const large = new Uint8Array(5 * 1024 * 1024).fill(3)
        const [gone, kept] = [yield* blobs.put(large), yield* blobs.put(Uint8Array.of(8, 8))]

        assert.isTrue(yield* blobs.remove(gone))

        assert.isFalse(yield* blobs.remove(gone))
        assert.deepStrictEqual(yield* blobs.get(gone), Option.none())
        assert.isFalse(yield* blobs.has(gone))
        assert.deepStrictEqual(yield* blobs.get(kept), Option.some(Uint8Array.of(8, 8)))
        assert.strictEqual(yield* blobs.put(large), gone)
        assert.isTrue(yield* blobs.has(gone))
      })
    )

    it.effect("says to one of many that remove the same content that it was there", () =>
      Effect.gen(function* () {
        const blobs = yield* BlobStore
        const digest = yield* blobs.put(Uint8Array.of(9, 9, 9))

        const removed = yield* raced(8, () => blobs.remove(digest))

        assert.lengthOf(removed.filter(Boolean), 1)
      })
    )
  })
