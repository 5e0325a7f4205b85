import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as WorkingCopiesConformance from "@layercake/conformance/WorkingCopiesConformance"
import { WorkingCopies } from "@layercake/core/port/WorkingCopies"
import { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { FilePath } from "@layercake/core/tree/Tree"
import * as FileWorkingCopies from "@layercake/filesystem/FileWorkingCopies"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer } from "effect"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "layercake-copies-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
)
const layer = Layer.unwrap(Effect.map(folder, FileWorkingCopies.layerAt)).pipe(
  Layer.provideMerge(MemoryStore.layer)
)

WorkingCopiesConformance.suite("file", layer)

const project = ProjectId.make("copied")

const opened = Effect.fnUntraced(function* (contents: Readonly<Record<string, string | Uint8Array>>) {
  const copies = yield* WorkingCopies
  const blobs = yield* BlobStore
  const files = yield* Effect.forEach(Object.entries(contents), ([name, content]) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
    return Effect.map(blobs.put(bytes), (digest) => ({
      path: FilePath.make(name),
      digest,
      bytes: bytes.length
    }))
  })
  return yield* copies.open(project, files)
})

describe("FileWorkingCopies", () => {
  it.effect("tells what another program did in the folder", () =>
    Effect.gen(function* () {
      const { changes, directory } = yield* opened({ "gone.txt": "g", "same.txt": "s", "src/a.ts": "old" })
      rmSync(join(directory, "gone.txt"))
      writeFileSync(join(directory, "src/a.ts"), "new")
      mkdirSync(join(directory, "lib/empty"), { recursive: true })
      writeFileSync(join(directory, "lib/b.ts"), "b")

      assert.deepStrictEqual(yield* changes, [
        { path: "gone.txt", content: null },
        { path: "lib/b.ts", content: "b" },
        { path: "src/a.ts", content: "new" }
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("leaves out what belongs to tools", () =>
    Effect.gen(function* () {
      const { changes, directory } = yield* opened({ ".npmrc": "registry=x", "a.txt": "a" })
      for (const inside of [".git", "node_modules/x", "sub/node_modules", ".layercake"]) {
        mkdirSync(join(directory, inside), { recursive: true })
        writeFileSync(join(directory, inside, "file"), "x")
      }
      writeFileSync(join(directory, ".npmrc"), "registry=evil")
      writeFileSync(join(directory, "sub/.npmrc"), "registry=evil")

      assert.deepStrictEqual(yield* changes, [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("takes no link for a file, and reads and writes through none", () =>
    Effect.gen(function* () {
      const outside = yield* folder
      writeFileSync(join(outside, "secret"), "secret")
      const { changes, directory, read, write } = yield* opened({ "a.txt": "a" })
      rmSync(join(directory, "a.txt"))
      symlinkSync(join(outside, "secret"), join(directory, "a.txt"))
      symlinkSync(outside, join(directory, "folder"))

      assert.deepStrictEqual(yield* changes, [
        { path: "a.txt", content: "", fault: "no-plain-file" },
        { path: "folder", content: "", fault: "no-plain-file" }
      ])
      assert.strictEqual((yield* Effect.flip(read(FilePath.make("a.txt")))).reason, "symlink")
      assert.strictEqual((yield* Effect.flip(read(FilePath.make("folder/secret")))).reason, "symlink")
      assert.strictEqual((yield* Effect.flip(write(FilePath.make("folder/new"), "x"))).reason, "symlink")
      // The link itself is replaced, not what it leads to.
      yield* write(FilePath.make("a.txt"), "mine")
      assert.strictEqual(readFileSync(join(outside, "secret"), "utf8"), "secret")
      assert.deepStrictEqual(readdirSync(outside), ["secret"])
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect(
    "tells of what is no text and of what is too large, and of neither when it was there before",
    () =>
      Effect.gen(function* () {
        const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0])
        const large = "x".repeat(1_500_000)
        const { changes, directory } = yield* opened({ "old.png": picture, "old.txt": large })
        writeFileSync(join(directory, "new.png"), picture)
        writeFileSync(join(directory, "nul.txt"), "a\0b")
        writeFileSync(join(directory, "new.txt"), large)

        assert.deepStrictEqual(yield* changes, [
          { path: "new.png", content: "", fault: "binary" },
          { path: "new.txt", content: "", fault: "too-large" },
          { path: "nul.txt", content: "", fault: "binary" }
        ])
      }).pipe(Effect.provide(layer))
  )

  it.effect("stops looking when there is more than an answer may hold", () =>
    Effect.gen(function* () {
      const { changes, directory } = yield* opened({})
      for (let at = 0; at < 700; at += 1) writeFileSync(join(directory, `${at}.txt`), "x")

      assert.strictEqual((yield* changes).length, 501)
    }).pipe(Effect.provide(layer))
  )

  it.effect("leaves nothing behind when the scope is closed, and nothing of an earlier process", () =>
    Effect.gen(function* () {
      const directory = yield* folder
      mkdirSync(join(directory, "copy-of-a-crash/project"), { recursive: true })

      const seen = yield* Effect.gen(function* () {
        const copy = yield* opened({ "a.txt": "a" })
        yield* copy.write(FilePath.make("b.txt"), "b")
        return { directory: copy.directory, wasThere: existsSync(copy.directory) }
      }).pipe(
        Effect.scoped,
        Effect.provide(FileWorkingCopies.layerAt(directory).pipe(Layer.provideMerge(MemoryStore.layer)))
      )

      assert.isTrue(seen.wasThere)
      assert.deepStrictEqual(readdirSync(directory), [])
    }).pipe(Effect.scoped)
  )
})
