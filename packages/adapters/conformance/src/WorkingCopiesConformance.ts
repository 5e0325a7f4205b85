/**
 * The behaviour every `WorkingCopies` adapter must show. One call per adapter.
 */
import { assert, it } from "@effect/vitest"
import { WorkingCopies } from "@layercake/core/port/WorkingCopies"
import { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Effect, type Layer } from "effect"

const project = ProjectId.make("copied")

export const suite = <E>(name: string, layer: Layer.Layer<WorkingCopies | BlobStore, E>) =>
  it.layer(layer)(`WorkingCopies (${name})`, (it) => {
    it.effect("holds the files that it was opened with, and tells of no change", () =>
      Effect.gen(function* () {
        const copy = yield* opened({ "a.txt": "a", "src/b.ts": "b\r\n" })

        assert.strictEqual(yield* copy.read(path("src/b.ts")), "b\r\n")
        assert.deepStrictEqual(yield* copy.changes, [])
      })
    )

    it.effect("tells what was written, in the order of the paths", () =>
      Effect.gen(function* () {
        const copy = yield* opened({ "a.txt": "a", "b.txt": "b" })
        yield* copy.write(path("new/deep/c.txt"), "ç 🍰")
        yield* copy.write(path("a.txt"), "")

        assert.deepStrictEqual(yield* copy.changes, [
          { path: "a.txt", content: "" },
          { path: "new/deep/c.txt", content: "ç 🍰" }
        ])
        assert.strictEqual(yield* copy.read(path("new/deep/c.txt")), "ç 🍰")
      })
    )

    it.effect("tells of no change when a file is what it was again", () =>
      Effect.gen(function* () {
        const copy = yield* opened({ "a.txt": "a" })
        yield* copy.write(path("a.txt"), "b")
        yield* copy.write(path("a.txt"), "a")

        assert.deepStrictEqual(yield* copy.changes, [])
      })
    )

    it.effect("keeps copies apart that are open at the same time", () =>
      Effect.gen(function* () {
        const [one, other] = yield* Effect.all([opened({ "a.txt": "a" }), opened({ "a.txt": "a" })])
        yield* one.write(path("a.txt"), "one")

        assert.notStrictEqual(one.directory, other.directory)
        assert.strictEqual(yield* other.read(path("a.txt")), "a")
        assert.deepStrictEqual(yield* other.changes, [])
      })
    )

    for (const refused of [
      ".git/config",
      "a/.GIT/hooks/pre-commit",
      "node_modules/x/index.js",
      ".npmrc",
      "a/.npmrc",
      ".layercake/agents/x.md"
    ]) {
      it.effect(`neither reads nor writes ${refused}`, () =>
        Effect.gen(function* () {
          const copy = yield* opened({})

          const errors = [
            yield* Effect.flip(copy.read(path(refused))),
            yield* Effect.flip(copy.write(path(refused), "x"))
          ]

          for (const error of errors) assert.strictEqual(error.reason, "outside")
          assert.deepStrictEqual(yield* copy.changes, [])
        })
      )
    }

    it.effect("says that there is nothing to read", () =>
      Effect.gen(function* () {
        const copy = yield* opened({})

        assert.strictEqual((yield* Effect.flip(copy.read(path("a.txt")))).reason, "missing")
      })
    )

    it.effect("writes no file where a folder is, and none inside a file", () =>
      Effect.gen(function* () {
        const copy = yield* opened({ "a/b.txt": "b", c: "c" })

        for (const blocked of ["a", "c/d.txt"])
          assert.strictEqual((yield* Effect.flip(copy.write(path(blocked), "x"))).reason, "not-a-file")
        assert.deepStrictEqual(yield* copy.changes, [])
      })
    )

    it.effect("does not open with content that is not there", () =>
      Effect.gen(function* () {
        const copies = yield* WorkingCopies
        const digest = yield* Effect.flatMap(BlobStore, (blobs) => blobs.put(bytesOf("gone")))
        yield* Effect.flatMap(BlobStore, (blobs) => blobs.remove(digest))

        const error = yield* Effect.flip(copies.open(project, [{ path: path("a.txt"), digest, bytes: 4 }]))

        assert.strictEqual(error.reason, "missing-content")
      })
    )
  })

const path = (text: string) => text as FilePath

const opened = Effect.fnUntraced(function* (contents: Readonly<Record<string, string>>) {
  const copies = yield* WorkingCopies
  const blobs = yield* BlobStore
  const files = yield* Effect.forEach(Object.entries(contents), ([name, text]) => {
    const bytes = bytesOf(text)
    return Effect.map(blobs.put(bytes), (digest) => ({ path: path(name), digest, bytes: bytes.length }))
  })
  return yield* copies.open(project, files)
})
