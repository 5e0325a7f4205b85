/**
 * Files of a project as people read and change them through the catalogue.
 */
import { assert, it } from "@effect/vitest"
import { RefName } from "@layercake/core/tree/RefName"
import { SnapshotName } from "@layercake/core/tree/Snapshot"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { ada, clientOf, fresh, layer, rooms, waiting } from "./catalogue/CatalogueWorld.ts"

const path = (path: string) => FilePath.make(path)
const reasonOf = (error: { readonly _tag: string }) =>
  "reason" in error ? (error.reason as { readonly _tag: string })._tag : error._tag

it.layer(layer, { timeout: "2 minutes" })("the files of a project", (it) => {
  it.effect("are read as they were written, text and other bytes", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const first = yield* client["workspace.write"]({ project, path: path("a/b.txt"), content: "één\n" })
      assert.deepStrictEqual(
        first.written.map(({ bytes, path }) => [path, bytes]),
        [["a/b.txt", 6]]
      )
      const binary = { project, path: path("a/c.bin"), content: "AAH/", encoding: "base64" } as const
      yield* client["workspace.write"](binary)
      const text = yield* client["workspace.read"]({ project, path: path("a/b.txt") })
      assert.deepInclude(text, { encoding: "utf8", content: "één\n", bytes: 6 })
      const bytes = yield* client["workspace.read"]({ project, path: binary.path })
      assert.deepInclude(bytes, { encoding: "base64", content: "AAH/", bytes: 3 })
      const stat = yield* client["workspace.stat"]({ project, path: path("a") })
      assert.deepInclude(stat, { kind: "folder", files: 2, bytes: 9, digest: null })
      assert.strictEqual(stat.lastChange?.author, "ada")
      const again = yield* client["workspace.write"]({ project, path: path("a/b.txt"), content: "één\n" })
      assert.deepStrictEqual([again.written, again.version], [[], stat.lastChange?.version])
    }).pipe(Effect.scoped)
  )

  it.effect("are not changed by whoever has read them as something else", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const wish = { project, path: path("a.txt"), content: "one" }
      const { version, written } = yield* client["workspace.write"]({ ...wish, expected: null })
      for (const refused of [
        client["workspace.write"]({ ...wish, content: "two", expected: null }),
        client["workspace.delete"]({ project, path: wish.path, expected: null })
      ])
        assert.strictEqual(reasonOf(yield* Effect.flip(refused)), "FileStale")
      const bad = client["workspace.write"]({ ...wish, content: "?", encoding: "base64" })
      assert.strictEqual(reasonOf(yield* Effect.flip(bad)), "FileRefused")
      assert.strictEqual((yield* client["workspace.tree"]({ project })).version, version)
      const changed = { ...wish, content: "two", expected: written[0]!.digest }
      assert.strictEqual((yield* client["workspace.write"](changed)).written.length, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("all change, when many change them at once", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const names = Array.from({ length: 4 }, (_, index) => path(`many/${index}.txt`))
      yield* Effect.forEach(names, (path) => client["workspace.write"]({ project, path, content: path }), {
        concurrency: "unbounded"
      })
      const { files } = yield* client["workspace.tree"]({ project, under: path("many") })
      assert.deepStrictEqual(
        files.map(({ path }) => path),
        names
      )
    }).pipe(Effect.scoped)
  )

  it.effect("move and go, with all that a folder holds, and come back", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      for (const name of ["x/one.txt", "x/y/two.txt"])
        yield* client["workspace.write"]({ project, path: path(name), content: name })
      yield* client["workspace.snapshot"]({ project, name: SnapshotName.make("before") })
      const moved = yield* client["workspace.move"]({ project, from: path("x"), to: path("z/x") })
      assert.deepStrictEqual(
        moved.written.map(({ path }) => path),
        ["z/x/one.txt", "z/x/y/two.txt"]
      )
      const onto = client["workspace.move"]({ project, from: path("z"), to: path("docs") })
      assert.strictEqual(reasonOf(yield* Effect.flip(onto)), "FileRefused")
      const { removed } = yield* client["workspace.delete"]({ project, path: path("z") })
      assert.strictEqual(removed.length, 2)
      const restored = yield* client["workspace.restore"]({
        project,
        snapshot: SnapshotName.make("before"),
        paths: [path("x/y")]
      })
      assert.deepStrictEqual(
        restored.written.map(({ path }) => path),
        ["x/y/two.txt"]
      )
      const unknown = client["workspace.restore"]({ project, snapshot: SnapshotName.make("never") })
      assert.strictEqual((yield* Effect.flip(unknown))._tag, "RestoreUnclear")
    }).pipe(Effect.scoped)
  )

  it.effect("are found by text, by expression and by name, up to a limit", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      yield* client["workspace.write"]({ project, path: path("s/a.ts"), content: "const ab = 1\n\nAB + 2\n" })
      const search = (more: object) => client["workspace.search"]({ project, name: "s/**", ...more })
      const places = (found: {
        readonly matches: ReadonlyArray<{ readonly line: number; readonly column: number }>
      }) => found.matches.map(({ column, line }) => [line, column])
      assert.deepStrictEqual(places(yield* search({ text: "ab" })), [[1, 7]])
      assert.deepStrictEqual(places(yield* search({ text: "A.", regex: true, ignoreCase: true })), [
        [1, 7],
        [3, 1]
      ])
      assert.deepStrictEqual(places(yield* search({})), [[0, 0]])
      const limited = yield* search({ text: "a", ignoreCase: true, limit: 1 })
      assert.deepStrictEqual([limited.matches.length, limited.complete], [1, false])
      const refused = yield* Effect.flip(search({ text: "(a", regex: true }))
      assert.strictEqual(refused._tag, "PatternRefused")
    }).pipe(Effect.scoped)
  )

  it.effect("make void what was approved about them, and say so", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client, rooms)
      const { reopened } = yield* client["workspace.write"]({
        project,
        path: path("src/backend.ts"),
        content: "// changed\n"
      })
      assert.deepStrictEqual<ReadonlyArray<string>>(reopened, ["G5", "G6", "G7", "G8", "G9"])
    }).pipe(Effect.scoped)
  )

  it.effect("are applied from an answer whole or not at all", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const { version } = yield* client["workspace.tree"]({ project })
      const cut = "**a.ts**\n```ts\nconst a = 1\n// ... rest of the file unchanged\n```\n"
      const error = yield* Effect.flip(client["code.apply"]({ project, answer: cut }))
      assert.strictEqual(error._tag, "AnswerUnusable")
      const answer = "**a.ts**\n```ts\nexport const a = 1\n```\n"
      assert.deepInclude((yield* client["code.preview"]({ project, answer }))[0], {
        status: "added",
        added: 1,
        patch: "@@ -0,0 +1 @@\n+export const a = 1\n"
      })
      assert.strictEqual((yield* client["workspace.tree"]({ project })).version, version)
      yield* client["code.apply"]({ project, answer })
      const { files } = yield* client["code.index"]({ project, symbol: "CONST A" })
      assert.deepStrictEqual(
        files.map(({ outline, path }) => [path as string, outline]),
        [["a.ts", ["export const a = 1"]]]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("are shown by commit as the repository has them", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = rooms
      const status = yield* client["git.status"]({ project })
      assert.deepInclude(status, { clean: true, here: true, branch: RefName.make("main") })
      const { commits } = yield* client["git.log"]({ project, limit: 500 })
      assert.strictEqual(commits[0]?.sha, status.head)
      const first = commits.at(-1)!
      const { difference } = yield* client["git.show"]({ project, commit: first.sha.slice(0, 12) })
      assert.deepStrictEqual(
        difference.files.map(({ path, status }) => [path, status]),
        [["docs/brief.md", "added"]]
      )
      const brief = { project, path: path("docs/brief.md") }
      const then = yield* client["git.file"]({ ...brief, commit: first.sha })
      const now = yield* client["workspace.read"](brief)
      assert.strictEqual(then.content, now.content)
      const lines = yield* client["git.blame"](brief)
      assert.deepStrictEqual(new Set(lines.map(({ sha }) => sha)), new Set([first.sha]))
      const unknown = client["git.show"]({ project: waiting, commit: "--help" })
      assert.strictEqual((yield* Effect.flip(unknown))._tag, "CommitUnknown")
    }).pipe(Effect.scoped)
  )
})
