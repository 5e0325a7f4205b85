/**
 * The behaviour every `Repository` adapter must show to whoever looks at commits. One call per adapter, no copies.
 */
import { assert, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { CommitSha, Repository } from "@layercake/core/port/Repository"
import { RefName } from "@layercake/core/tree/RefName"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect, type Layer } from "effect"
import type { RepositoryWorld } from "./RepositoryConformance.ts"

export interface RepositoryReadingWorld extends RepositoryWorld {
  /** Writes files of a workspace, or takes them away. */
  readonly put: (directory: string, files: Readonly<Record<string, string | null>>) => Effect.Effect<void>
}

const path = (path: string) => FilePath.make(path)

export const suite = <E>(name: string, layer: Layer.Layer<Repository, E>, world: RepositoryReadingWorld) => {
  /** Three commits: two files, one changed with a new one beside it, one gone. */
  const story = Effect.gen(function* () {
    const { commit } = yield* Repository
    const directory = yield* world.prepare({ "a.txt": "one\ntwo\nthree\n", "b c/ü.txt": "b\n" })
    const change = Effect.fnUntraced(function* (
      key: string,
      author: string,
      files: Readonly<Record<string, string | null>>
    ) {
      yield* world.put(directory, files)
      return yield* commit({
        directory,
        key,
        subject: `Work of ${key}`,
        body: "",
        trailers: { "LayerCake-Version": "3" },
        author: { name: author, email: `${author}@localhost` },
        at: Timestamp.make(`2026-11-22T10:00:0${key.at(-1)}.000Z`),
        paths: Object.keys(files)
      })
    })
    const first = yield* change("run-1", "ada", { "a.txt": "one\ntwo\nthree\n", "b c/ü.txt": "b\n" })
    const second = yield* change("run-2", "grace", {
      "a.txt": "one\n2\nthree\nfour\n",
      "image.png": "a\u0000b"
    })
    const third = yield* change("run-3", "ada", { "b c/ü.txt": null })
    return { directory, first, second, third }
  })

  it.layer(layer)(`Repository, looked at (${name})`, (it) => {
    it.effect("tells commits newest first with who made them, when, and on what", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const { directory, first, second, third } = yield* story
        const commits = yield* repository.history(directory)
        assert.deepStrictEqual(
          commits.map(({ at, author, parents, sha, subject }) => ({ at, author, parents, sha, subject })),
          [
            { sha: third, parents: [second], author: "ada", at: at(3), subject: "Work of run-3" },
            { sha: second, parents: [first], author: "grace", at: at(2), subject: "Work of run-2" },
            { sha: first, parents: [], author: "ada", at: at(1), subject: "Work of run-1" }
          ]
        )
        assert.deepStrictEqual(commits[0]?.trailers, {
          "LayerCake-Version": "3",
          "LayerCake-Key": "run-3"
        })
      })
    )

    it.effect("tells as many as asked for, from where it is asked, of one file where one is named", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const { directory, first, second, third } = yield* story
        const shas = (options: Parameters<typeof repository.history>[1]) =>
          Effect.map(repository.history(directory, options), (commits) => commits.map(({ sha }) => sha))
        assert.deepStrictEqual(yield* shas({ skip: 1, limit: 1 }), [second])
        assert.deepStrictEqual(yield* shas({ from: second }), [second, first])
        assert.deepStrictEqual(yield* shas({ path: path("b c/ü.txt") }), [third, first])
        assert.deepStrictEqual(yield* shas({ path: path("*.txt") }), [])
        assert.deepStrictEqual(yield* shas({ skip: 9 }), [])
      })
    )

    it.effect("tells what is different between two commits, by path", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const { directory, first, second, third } = yield* story
        assert.deepStrictEqual(yield* repository.changes(directory, first, second), [
          {
            path: "a.txt",
            status: "changed",
            added: 2,
            removed: 1,
            patch: "@@ -1,3 +1,4 @@\n one\n-two\n+2\n three\n+four\n"
          },
          { path: "image.png", status: "added", added: 0, removed: 0, patch: null }
        ])
        assert.deepStrictEqual(yield* repository.changes(directory, second, third), [
          { path: "b c/ü.txt", status: "removed", added: 0, removed: 1, patch: "@@ -1 +0,0 @@\n-b\n" }
        ])
        assert.deepStrictEqual(
          (yield* repository.changes(directory, null, first)).map(({ added, path, status }) => [
            path,
            status,
            added
          ]),
          [
            ["a.txt", "added", 3],
            ["b c/ü.txt", "added", 1]
          ]
        )
        assert.deepStrictEqual(yield* repository.changes(directory, third, third), [])
      })
    )

    it.effect("tells which commit wrote each line", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const { directory, first, second, third } = yield* story
        const lines = yield* repository.blame(directory, third, path("a.txt"))
        assert.deepStrictEqual(lines, [
          { line: 1, sha: first, author: "ada", at: at(1), text: "one" },
          { line: 2, sha: second, author: "grace", at: at(2), text: "2" },
          { line: 3, sha: first, author: "ada", at: at(1), text: "three" },
          { line: 4, sha: second, author: "grace", at: at(2), text: "four" }
        ])
        assert.deepStrictEqual(yield* repository.blame(directory, third, path("b c/ü.txt")), [])
        assert.deepStrictEqual(yield* repository.blame(directory, third, path("image.png")), [])
        assert.deepStrictEqual(yield* repository.blame(directory, third, path("-never")), [])
      })
    )

    it.effect("puts branches and tags at commits, once or again", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const { directory, first, second, third } = yield* story
        const tag = { kind: "tag", name: RefName.make("v1.0"), sha: first } as const
        const branch = { kind: "branch", name: RefName.make("next/one"), sha: second } as const
        yield* repository.mark(directory, tag)
        yield* repository.mark(directory, tag)
        yield* repository.mark(directory, branch)
        const main = { kind: "branch", name: RefName.make("main"), sha: third } as const
        assert.deepStrictEqual(yield* repository.marks(directory), [main, branch, tag])
        yield* repository.mark(directory, { ...branch, sha: first })
        assert.deepStrictEqual(yield* repository.marks(directory), [main, { ...branch, sha: first }, tag])
        const nowhere = CommitSha.make("1".repeat(40))
        const error = yield* Effect.flip(repository.mark(directory, { ...tag, sha: nowhere }))
        assert.strictEqual(error._tag, "RepositoryError")
      })
    )

    it.effect("has nothing to tell where nothing was committed", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        assert.deepStrictEqual(yield* repository.history(directory), [])
        assert.deepStrictEqual(yield* repository.marks(directory), [])
      })
    )
  })
}

const at = (second: number) => Timestamp.make(`2026-11-22T10:00:0${second}.000Z`)
