import { execFileSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as WorkspaceConformance from "@layercake/conformance/WorkspaceConformance"
import { Workspace } from "@layercake/core/port/Workspace"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { fixture, locate, Place, plant, project, read, sync, tree } from "./WorkspaceFixture.ts"

WorkspaceConformance.suite("file", fixture, {
  plant: Effect.fnUntraced(function* (project, path, text) {
    const workspace = yield* Workspace
    const file = join(yield* Effect.orDie(workspace.root(project)), path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }),
  uproot: Effect.fnUntraced(function* (project, path) {
    const workspace = yield* Workspace
    rmSync(join(yield* Effect.orDie(workspace.root(project)), path))
  })
})

/** Only root can give files away. */
const isRoot = process.getuid?.() === 0

describe("FileWorkspace", () => {
  it.effect("keeps nothing of its own inside the project's folder", () =>
    Effect.gen(function* () {
      yield* sync({ "a.txt": "a", "b/c.txt": "c" })
      yield* sync({ "a.txt": "b" })

      assert.deepStrictEqual(readdirSync(yield* locate(".")), ["a.txt"])
    }).pipe(Effect.provide(fixture))
  )

  it.effect("never writes through a link that stands where a file must be", () =>
    Effect.gen(function* () {
      const { outside } = yield* Place
      writeFileSync(join(outside, "secret"), "outside")
      yield* sync({ "kept.txt": "old" })
      symlinkSync(join(outside, "secret"), yield* locate("a.txt"))

      const error = yield* Effect.flip(sync({ "a.txt": "inside", "kept.txt": "new" }))

      assert.deepInclude(error, { reason: "symlink", path: "a.txt" })
      assert.strictEqual(readFileSync(join(outside, "secret"), "utf8"), "outside")
      assert.strictEqual(readFileSync(yield* locate("kept.txt"), "utf8"), "old")
    }).pipe(Effect.provide(fixture))
  )

  it.effect("never writes through a link that stands where a folder must be", () =>
    Effect.gen(function* () {
      const { outside } = yield* Place
      yield* sync({ "a/kept.txt": "old" })
      rmSync(yield* locate("a"), { recursive: true })
      symlinkSync(outside, yield* locate("a"))

      for (const contents of [{ "a/kept.txt": "old" }, { "a/b/c.txt": "c" }]) {
        assert.deepInclude(yield* Effect.flip(sync(contents)), { reason: "symlink", path: "a" })
      }
      assert.deepStrictEqual(readdirSync(outside), [])
    }).pipe(Effect.provide(fixture))
  )

  it.effect("never reads through a link", () =>
    Effect.gen(function* () {
      const { outside } = yield* Place
      writeFileSync(join(outside, "secret"), "outside")
      yield* sync({})
      symlinkSync(join(outside, "secret"), yield* locate("file"))
      symlinkSync(outside, yield* locate("folder"))

      assert.deepInclude(yield* Effect.flip(read("file")), { reason: "symlink", path: "file" })
      assert.deepInclude(yield* Effect.flip(read("folder/secret")), { reason: "symlink", path: "folder" })
    }).pipe(Effect.provide(fixture))
  )

  it.effect("never removes through a link, and leaves the link", () =>
    Effect.gen(function* () {
      const { outside } = yield* Place
      writeFileSync(join(outside, "gone.txt"), "outside")
      yield* sync({ "a/gone.txt": "inside", "b.txt": "b" })
      rmSync(yield* locate("a"), { recursive: true })
      symlinkSync(outside, yield* locate("a"))
      rmSync(yield* locate("b.txt"))
      symlinkSync(join(outside, "gone.txt"), yield* locate("b.txt"))

      assert.deepStrictEqual(yield* sync({}), { written: [], removed: [] })

      assert.strictEqual(readFileSync(join(outside, "gone.txt"), "utf8"), "outside")
      assert.isTrue(lstatSync(yield* locate("b.txt")).isSymbolicLink())
    }).pipe(Effect.provide(fixture))
  )

  it.effect("refuses a project folder that is a link", () =>
    Effect.gen(function* () {
      const workspace = yield* Workspace
      const { directory, outside } = yield* Place
      mkdirSync(directory)
      symlinkSync(outside, join(directory, project))

      const refusals = [
        yield* Effect.flip(sync({ "a.txt": "a" })),
        yield* Effect.flip(read("a.txt")),
        yield* Effect.flip(workspace.root(project)),
        yield* Effect.flip(workspace.remove(project))
      ]

      for (const error of refusals) assert.deepInclude(error, { reason: "symlink", path: "." })
      assert.deepStrictEqual(readdirSync(outside), [])
    }).pipe(Effect.provide(fixture))
  )

  it.effect("does not follow a link that takes a folder's place between check and use", () =>
    Effect.gen(function* () {
      const { outside } = yield* Place
      const blobs = yield* BlobStore
      yield* sync({ "src/a.ts": "old" })
      const wanted = yield* tree({ "src/a.ts": "new", "src/b.ts": "new" })
      const folder = yield* locate("src")
      // Contents are asked for after the workspace was looked at and before it is changed.
      const swapping = BlobStore.of({
        ...blobs,
        get: (digest) =>
          Effect.andThen(
            Effect.sync(() => {
              if (lstatSync(folder).isSymbolicLink()) return
              renameSync(folder, `${folder}-moved`)
              symlinkSync(outside, folder)
            }),
            blobs.get(digest)
          )
      })
      const workspace = yield* Workspace

      const error = yield* Effect.flip(
        Effect.provideService(workspace.sync(project, wanted), BlobStore, swapping)
      )

      assert.deepInclude(error, { reason: "symlink", path: "src" })
      assert.deepStrictEqual(readdirSync(outside), [])
    }).pipe(Effect.provide(fixture))
  )

  it.effect("refuses a pipe where a file must be, and does not wait on it", () =>
    Effect.gen(function* () {
      yield* sync({})
      execFileSync("mkfifo", [yield* locate("pipe")])

      assert.deepInclude(yield* Effect.flip(read("pipe")), { reason: "not-a-file", path: "pipe" })
      assert.deepInclude(yield* Effect.flip(sync({ pipe: "x" })), { reason: "not-a-file", path: "pipe" })
    }).pipe(Effect.provide(fixture))
  )

  it.effect("refuses a name that no file system takes, and changes nothing", () =>
    Effect.gen(function* () {
      const long = "ü".repeat(128)

      assert.deepInclude(yield* Effect.flip(sync({ "a.txt": "a", [`b/${long}`]: "x" })), {
        reason: "outside"
      })
      assert.deepInclude(yield* Effect.flip(read("a.txt")), { reason: "missing" })
    }).pipe(Effect.provide(fixture))
  )

  it.effect("lets scripts be executed and nothing else, whatever a build did to the modes", () =>
    Effect.gen(function* () {
      const contents = { "run.sh": "#!/bin/sh\n", "a.txt": "a" }
      yield* sync(contents)
      const modes = Effect.gen(function* () {
        return [
          statSync(yield* locate("run.sh")).mode & 0o7777,
          statSync(yield* locate("a.txt")).mode & 0o7777
        ]
      })
      assert.deepStrictEqual(yield* modes, [0o755, 0o644])
      chmodSync(yield* locate("run.sh"), 0o600)
      chmodSync(yield* locate("a.txt"), 0o4777)

      yield* sync(contents)

      assert.deepStrictEqual(yield* modes, [0o755, 0o644])
    }).pipe(Effect.provide(fixture))
  )

  it.effect("finds a rewritten file though its length and times are the same as before", () =>
    Effect.gen(function* () {
      yield* sync({ "a.txt": "right" })
      // Saves the manifest once more, so that it is younger than the file.
      yield* sync({ "a.txt": "right", "b.txt": "b" })
      const file = yield* locate("a.txt")
      const reference = yield* locate("reference")
      execFileSync("cp", ["-p", file, reference])
      writeFileSync(file, "wrong")
      execFileSync("touch", ["-r", reference, file])
      assert.strictEqual(
        lstatSync(file, { bigint: true }).mtimeNs,
        lstatSync(reference, { bigint: true }).mtimeNs
      )

      const change = yield* sync({ "a.txt": "right" })

      assert.deepStrictEqual(change.written, [FilePath.make("a.txt")])
      assert.strictEqual(readFileSync(file, "utf8"), "right")
    }).pipe(Effect.provide(fixture))
  )

  it.effect("does not write again what was only touched", () =>
    Effect.gen(function* () {
      yield* sync({ "a.txt": "a" })
      const file = yield* locate("a.txt")
      const { ino } = statSync(file)
      utimesSync(file, 1, 1)

      assert.deepStrictEqual((yield* sync({ "a.txt": "a" })).written, [])
      assert.strictEqual(statSync(file).ino, ino)
    }).pipe(Effect.provide(fixture))
  )

  it.effect("removes folders it made when they are empty, and only those", () =>
    Effect.gen(function* () {
      yield* plant("theirs/x", "x")
      yield* sync({ "mine/deep/a.txt": "a", "mine/b.txt": "b", "theirs/c.txt": "c", "mixed/d.txt": "d" })
      yield* plant("mixed/dist/d.js", "built")
      rmSync(yield* locate("theirs/x"))

      yield* sync({})
      assert.deepStrictEqual(readdirSync(yield* locate(".")).sort(), ["mixed", "theirs"])

      rmSync(yield* locate("mixed/dist"), { recursive: true })
      yield* sync({})
      assert.deepStrictEqual(readdirSync(yield* locate(".")), ["theirs"])
    }).pipe(Effect.provide(fixture))
  )

  it.effect("compares by content when its memory of the workspace is damaged", () =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      yield* sync({ "a.txt": "a", "b.txt": "b" })
      writeFileSync(join(directory, ".workspace-state", project, "manifest.json"), "{ not json")

      assert.deepStrictEqual((yield* sync({ "a.txt": "a", "b.txt": "new" })).written, [
        FilePath.make("b.txt")
      ])
    }).pipe(Effect.provide(fixture))
  )

  it.effect.skipIf(!isRoot)("gives new files to the owner of the project's folder", () =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      yield* sync({ "a.txt": "a" })
      chownSync(join(directory, project), 12_345, 23_456)

      yield* sync({ "a.txt": "a", "b/c/d.txt": "d" })

      for (const path of ["b", "b/c", "b/c/d.txt"]) {
        const { uid, gid } = statSync(yield* locate(path))
        assert.deepStrictEqual([path, uid, gid], [path, 12_345, 23_456])
      }
      assert.strictEqual(statSync(yield* locate("a.txt")).uid, 0)
    }).pipe(Effect.provide(fixture))
  )
})
