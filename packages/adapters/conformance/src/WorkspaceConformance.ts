/**
 * The behaviour every `Workspace` adapter must show. One call per adapter, no copies. What only a disk can do to a
 * workspace (links, a full disk, a killed process) belongs to the adapter's own tests.
 */
import { assert, it } from "@effect/vitest"
import { Workspace, type WorkspaceError } from "@layercake/core/port/Workspace"
import { ProjectId } from "@layercake/core/project/Project"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { FilePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Effect, type Layer } from "effect"

/** What a build does to a workspace behind the port's back. */
export interface WorkspaceWorld {
  /** Writes a file, and the folders on the way to it, over whatever file is there. */
  readonly plant: (project: ProjectId, path: string, text: string) => Effect.Effect<void, never, Workspace>
  /** Removes a file. */
  readonly uproot: (project: ProjectId, path: string) => Effect.Effect<void, never, Workspace>
}

/** Keeps the contents and returns the list that a sync takes. */
const tree = Effect.fnUntraced(function* (contents: Readonly<Record<string, string | Uint8Array>>) {
  const blobs = yield* BlobStore
  return yield* Effect.forEach(Object.entries(contents), ([path, content]) => {
    const bytes = typeof content === "string" ? bytesOf(content) : content
    return Effect.map(blobs.put(bytes), (digest): TreeFile => ({
      // Unsafe paths must be able to reach the adapter.
      path: path as FilePath,
      digest,
      bytes: bytes.length
    }))
  })
})

const sync = Effect.fnUntraced(function* (
  project: ProjectId,
  contents: Readonly<Record<string, string | Uint8Array>>
) {
  const workspace = yield* Workspace
  return yield* workspace.sync(project, yield* tree(contents))
})

const text = Effect.fnUntraced(function* (project: ProjectId, path: string) {
  const workspace = yield* Workspace
  return textOf(yield* workspace.read(project, path as FilePath))
})

/** Why the workspace refused; a store that does not answer fails the test. */
const reasonOf = <A, R>(effect: Effect.Effect<A, WorkspaceError | StoreUnavailable, R>) =>
  Effect.map(Effect.flip(effect), (error) => (error._tag === "WorkspaceError" ? error.reason : error.message))

export const suite = <E>(name: string, layer: Layer.Layer<Workspace | BlobStore, E>, world: WorkspaceWorld) =>
  it.layer(layer)(`Workspace (${name})`, (it) => {
    it.effect("names one absolute folder per project", () =>
      Effect.gen(function* () {
        const workspace = yield* Workspace
        const one = yield* workspace.root(ProjectId.make("root-one"))
        const two = yield* workspace.root(ProjectId.make("root-two"))

        assert.isTrue(one.startsWith("/"))
        assert.notStrictEqual(one, two)
        assert.strictEqual(yield* workspace.root(ProjectId.make("root-one")), one)
      })
    )

    it.effect("writes every file of the list with its content", () =>
      Effect.gen(function* () {
        const workspace = yield* Workspace
        const project = ProjectId.make("writes")
        const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)

        const change = yield* sync(project, { "src/deep/b.ts": "b", "a.bin": bytes, "empty.txt": "" })

        assert.deepStrictEqual(change, {
          written: ["a.bin", "empty.txt", "src/deep/b.ts"].map(asPath),
          removed: []
        })
        assert.deepStrictEqual(yield* workspace.read(project, asPath("a.bin")), bytes)
        assert.strictEqual(yield* text(project, "src/deep/b.ts"), "b")
        assert.strictEqual(yield* text(project, "empty.txt"), "")
      })
    )

    it.effect("changes nothing when it is done twice", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("twice")
        yield* sync(project, { "a.txt": "a", "b/c.txt": "c" })

        assert.deepStrictEqual(yield* sync(project, { "a.txt": "a", "b/c.txt": "c" }), {
          written: [],
          removed: []
        })
      })
    )

    it.effect("writes only what has changed and removes what is no longer named", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("changes")
        yield* sync(project, { "same.txt": "same", "changed.txt": "old", "old/gone.txt": "gone" })

        const change = yield* sync(project, { "same.txt": "same", "changed.txt": "new" })

        assert.deepStrictEqual(change, {
          written: [asPath("changed.txt")],
          removed: [asPath("old/gone.txt")]
        })
        assert.strictEqual(yield* text(project, "changed.txt"), "new")
        assert.strictEqual(yield* reasonOf(text(project, "old/gone.txt")), "missing")
      })
    )

    it.effect("leaves what a build made alone", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("untracked")
        yield* sync(project, { "src/a.ts": "a", "src/b.ts": "b" })
        yield* world.plant(project, "node_modules/x/index.js", "x")
        yield* world.plant(project, "src/a.js", "built")

        yield* sync(project, { "readme.md": "r" })

        assert.strictEqual(yield* text(project, "node_modules/x/index.js"), "x")
        assert.strictEqual(yield* text(project, "src/a.js"), "built")
        assert.strictEqual(yield* reasonOf(text(project, "src/a.ts")), "missing")
      })
    )

    it.effect("puts back a tracked file that a build has rewritten or removed", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("tampered")
        yield* sync(project, { "a.txt": "right", "b.txt": "right", "c.txt": "right" })
        yield* world.plant(project, "a.txt", "wrong")
        yield* world.uproot(project, "b.txt")

        const change = yield* sync(project, { "a.txt": "right", "b.txt": "right", "c.txt": "right" })

        assert.deepStrictEqual(change, { written: ["a.txt", "b.txt"].map(asPath), removed: [] })
        assert.strictEqual(yield* text(project, "a.txt"), "right")
        assert.strictEqual(yield* text(project, "b.txt"), "right")
      })
    )

    it.effect("takes the place of an untracked file", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("takes-over")
        yield* world.plant(project, "a.txt", "from a build")

        yield* sync(project, { "a.txt": "tracked" })

        assert.strictEqual(yield* text(project, "a.txt"), "tracked")
      })
    )

    it.effect("refuses an untracked file where a folder must be, and changes nothing", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("file-in-the-way")
        yield* sync(project, { "kept.txt": "old" })
        yield* world.plant(project, "src", "a file")

        const error = yield* Effect.flip(sync(project, { "kept.txt": "new", "src/a.ts": "a" }))

        assert.strictEqual(`${error._tag} ${error.message.includes("src")}`, "WorkspaceError true")
        assert.deepInclude(error, { reason: "not-a-file", path: "src" })
        assert.strictEqual(yield* text(project, "kept.txt"), "old")
        assert.strictEqual(yield* text(project, "src"), "a file")
      })
    )

    it.effect("refuses a folder with untracked files where a file must be, and changes nothing", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("folder-in-the-way")
        yield* sync(project, { "src/a.ts": "a" })
        yield* world.plant(project, "src/built/a.js", "built")

        assert.strictEqual(yield* reasonOf(sync(project, { src: "now a file" })), "not-a-file")

        assert.strictEqual(yield* text(project, "src/a.ts"), "a")
        assert.strictEqual(yield* text(project, "src/built/a.js"), "built")
      })
    )

    it.effect("turns a file into a folder and back", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("turns")
        yield* sync(project, { a: "file" })
        yield* sync(project, { "a/b/c.txt": "c" })
        assert.strictEqual(yield* text(project, "a/b/c.txt"), "c")

        const change = yield* sync(project, { a: "file again" })

        assert.deepStrictEqual(change, { written: [asPath("a")], removed: [asPath("a/b/c.txt")] })
        assert.strictEqual(yield* text(project, "a"), "file again")
      })
    )

    it.effect("refuses a list in which one path is a file and a folder", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("both")

        assert.strictEqual(yield* reasonOf(sync(project, { a: "file", "a/b": "in it" })), "not-a-file")

        assert.strictEqual(yield* reasonOf(text(project, "a")), "missing")
      })
    )

    it.effect("says which content is missing, and changes nothing", () =>
      Effect.gen(function* () {
        const workspace = yield* Workspace
        const project = ProjectId.make("missing-content")
        yield* sync(project, { "a.txt": "old" })
        const unknown = { path: asPath("b.txt"), digest: BlobDigest.make("0".repeat(64)), bytes: 1 }

        const error = yield* Effect.flip(
          workspace.sync(project, [...(yield* tree({ "a.txt": "new" })), unknown])
        )

        assert.deepInclude(error, { reason: "missing-content", path: "b.txt", isRetryable: false })
        assert.strictEqual(yield* text(project, "a.txt"), "old")
      })
    )

    it.effect("refuses paths that lead out of the workspace or into version control", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("outside")
        for (const path of [
          "../a",
          "/etc/passwd",
          "a/../../b",
          "./a",
          "a//b",
          "a\\b",
          "a\u0000",
          "",
          ".git/config",
          "a/.GIT/hooks/x"
        ]) {
          assert.strictEqual(yield* reasonOf(sync(project, { "ok.txt": "ok", [path]: "x" })), "outside", path)
        }
        assert.strictEqual(yield* reasonOf(text(project, "../a")), "outside")
        assert.strictEqual(yield* reasonOf(text(project, "ok.txt")), "missing")
      })
    )

    it.effect("reads at most the limit, and says when there is no file", () =>
      Effect.gen(function* () {
        const workspace = yield* Workspace
        const project = ProjectId.make("reads")
        assert.strictEqual(yield* reasonOf(text(project, "a.txt")), "missing")
        yield* sync(project, { "folder/a.txt": "0123456789" })

        assert.strictEqual((yield* workspace.read(project, asPath("folder/a.txt"), { limit: 4 })).length, 4)
        assert.strictEqual((yield* workspace.read(project, asPath("folder/a.txt"), { limit: 40 })).length, 10)
        assert.strictEqual(yield* reasonOf(text(project, "folder")), "not-a-file")
        assert.strictEqual(yield* reasonOf(text(project, "folder/a.txt/b")), "not-a-file")
        assert.strictEqual(yield* reasonOf(text(project, "folder/b.txt")), "missing")
      })
    )

    it.effect("removes a workspace with everything in it, and makes it again", () =>
      Effect.gen(function* () {
        const workspace = yield* Workspace
        const project = ProjectId.make("removed")
        const other = ProjectId.make("removed-not")
        yield* sync(project, { "a.txt": "a" })
        yield* sync(other, { "a.txt": "a" })
        yield* world.plant(project, "dist/a.js", "built")

        yield* workspace.remove(project)
        yield* workspace.remove(project)

        assert.strictEqual(yield* reasonOf(text(project, "dist/a.js")), "missing")
        assert.strictEqual(yield* text(other, "a.txt"), "a")
        assert.deepStrictEqual(yield* sync(project, { "a.txt": "a" }), {
          written: [asPath("a.txt")],
          removed: []
        })
      })
    )

    it.effect("does syncs of one project one after the other", () =>
      Effect.gen(function* () {
        const project = ProjectId.make("together")
        const versions = Array.from({ length: 8 }, (_, index) => ({
          "a.txt": `${index}`,
          [`only-${index}.txt`]: "x"
        }))

        yield* Effect.forEach(versions, (version) => sync(project, version), { concurrency: "unbounded" })

        const winner = yield* text(project, "a.txt")
        const present = yield* Effect.forEach(versions, (_, index) =>
          Effect.match(text(project, `only-${index}.txt`), {
            onSuccess: () => [`${index}`],
            onFailure: () => []
          })
        )
        assert.deepStrictEqual(present.flat(), [winner])
      })
    )
  })

const asPath = (path: string) => FilePath.make(path)
