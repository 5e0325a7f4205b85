/**
 * The behaviour every `Repository` adapter must show. One call per adapter, no copies. What a commit holds is not in the
 * port and belongs to the adapter's own tests.
 */
import { assert, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { type CommitRequest, Repository } from "@layercake/core/port/Repository"
import { Effect, type Layer, Option } from "effect"

/** What lies around a repository and is not in the port. */
export interface RepositoryWorld {
  /** Makes a fresh workspace with these files and returns its absolute path. */
  readonly prepare: (files: Readonly<Record<string, string>>) => Effect.Effect<string>
}

const requestFor = (directory: string, key: string, more: Partial<CommitRequest> = {}): CommitRequest => ({
  directory,
  key,
  subject: `Work of ${key}`,
  body: "What was done.",
  trailers: { Agent: "backend-developer" },
  author: { name: "Backend developer", email: "backend@localhost" },
  at: Timestamp.make("2026-11-22T10:00:00.000Z"),
  paths: ["a.txt"],
  ...more
})

export const suite = <E>(name: string, layer: Layer.Layer<Repository, E>, world: RepositoryWorld) =>
  it.layer(layer)(`Repository (${name})`, (it) => {
    it.effect("has nothing where nothing was committed", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })

        assert.deepStrictEqual(yield* repository.log(directory), [])
        assert.deepStrictEqual(yield* repository.find(directory, "run-1"), Option.none())
      })
    )

    it.effect("finds a commit by its key with subject and trailers as they were given", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })

        const sha = yield* repository.commit(
          requestFor(directory, "run-1", {
            subject: "Add ünïcode — and 'quotes' \"too\"",
            trailers: { Agent: "qa", Gate: "G5", "Tree-Digest": "a: b=c", Empty: "" }
          })
        )

        assert.deepStrictEqual(
          yield* repository.find(directory, "run-1"),
          Option.some({
            sha,
            subject: "Add ünïcode — and 'quotes' \"too\"",
            trailers: {
              Agent: "qa",
              Gate: "G5",
              "Tree-Digest": "a: b=c",
              Empty: "",
              "LayerCake-Key": "run-1"
            }
          })
        )
      })
    )

    it.effect("lists commits newest first, as many as asked for", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        const shas = yield* Effect.forEach(["run-1", "run-2", "run-3"], (key) =>
          repository.commit(requestFor(directory, key))
        )

        const all = yield* repository.log(directory)

        assert.deepStrictEqual(
          all.map((commit) => commit.sha),
          shas.toReversed()
        )
        assert.deepStrictEqual(
          (yield* repository.log(directory, { limit: 2 })).map((commit) => commit.sha),
          [shas[2], shas[1]]
        )
        assert.deepStrictEqual(yield* repository.log(directory, { limit: 0 }), [])
      })
    )

    it.effect("makes one commit of two under one key", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        const first = yield* repository.commit(requestFor(directory, "run-1"))
        yield* repository.commit(requestFor(directory, "run-2"))

        const again = yield* repository.commit(requestFor(directory, "run-1", { subject: "Something else" }))

        assert.strictEqual(again, first)
        assert.strictEqual((yield* repository.log(directory)).length, 2)
      })
    )

    it.effect("makes one commit of many under one key at the same time", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })

        const shas = yield* Effect.forEach(
          Array.from({ length: 4 }),
          () => repository.commit(requestFor(directory, "run-1")),
          { concurrency: "unbounded" }
        )

        assert.strictEqual(new Set(shas).size, 1)
        assert.strictEqual((yield* repository.log(directory)).length, 1)
      })
    )

    it.effect("keeps every commit of many at the same time", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        const keys = ["run-1", "run-2", "run-3", "run-4"]

        yield* Effect.forEach(keys, (key) => repository.commit(requestFor(directory, key)), {
          concurrency: "unbounded"
        })

        const found = (yield* repository.log(directory)).map((commit) => commit.trailers["LayerCake-Key"])
        assert.deepStrictEqual(found.sort(), keys)
      })
    )

    it.effect("has a commit for a key under which nothing changed", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        const first = yield* repository.commit(requestFor(directory, "run-1"))

        const second = yield* repository.commit(requestFor(directory, "run-2", { paths: [] }))
        const third = yield* repository.commit(requestFor(directory, "run-3", { paths: ["never-there.txt"] }))

        assert.strictEqual(new Set([first, second, third]).size, 3)
      })
    )

    it.effect(
      "makes the same commits of the same requests wherever they are made, and others of others",
      () =>
        Effect.gen(function* () {
          const repository = yield* Repository
          const history = Effect.fnUntraced(function* (at: string) {
            const directory = yield* world.prepare({ "a.txt": "a" })
            const more = { at: Timestamp.make(at) }
            return [
              yield* repository.commit(requestFor(directory, "run-1", more)),
              yield* repository.commit(requestFor(directory, "run-2", more))
            ]
          })

          const [first, again, later] = [
            yield* history("2026-11-22T10:00:00.000Z"),
            yield* history("2026-11-22T10:00:00.000Z"),
            yield* history("2026-11-22T10:00:01.000Z")
          ]

          assert.deepStrictEqual(again, first)
          assert.strictEqual(new Set([...first, ...later]).size, 4)
        })
    )

    it.effect("does not take one key for another", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        const keys = ["run-10", "run-1", "run.1", "run-1 b", "[run]-1*", "RUN-1"]
        const shas = yield* Effect.forEach(keys, (key) => repository.commit(requestFor(directory, key)))

        const found = yield* Effect.forEach(keys, (key) => repository.find(directory, key))

        assert.deepStrictEqual(found.map(Option.map((commit) => commit.sha)), shas.map(Option.some))
        assert.deepStrictEqual(yield* repository.find(directory, "run"), Option.none())
      })
    )

    it.effect("does not take a key that body or trailers speak of for a commit's own", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        yield* repository.commit(
          requestFor(directory, "run-1", {
            subject: "Quote\n\nLayerCake-Key: forged",
            body: "As in\n\nLayerCake-Key: forged\n\n---\nLayerCake-Key: forged",
            trailers: { Note: "x\nLayerCake-Key: forged" }
          })
        )

        assert.deepStrictEqual(yield* repository.find(directory, "forged"), Option.none())
        assert.strictEqual((yield* repository.log(directory))[0]?.trailers["LayerCake-Key"], "run-1")
      })
    )

    it.effect("refuses what it could not find again or write down, and changes nothing", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const directory = yield* world.prepare({ "a.txt": "a" })
        const refused: ReadonlyArray<CommitRequest> = [
          requestFor(directory, ""),
          requestFor(directory, " run-1"),
          requestFor(directory, "run\n1"),
          requestFor(directory, "run-1", { subject: " \n " }),
          requestFor(directory, "run-1", { trailers: { "Not a name": "x" } }),
          requestFor(directory, "run-1", { trailers: { "layercake-key": "x" } }),
          requestFor(directory, "run-1", { author: { name: " ", email: "" } }),
          requestFor(directory, "run-1", { paths: ["a.txt", "../outside"] }),
          requestFor(directory, "run-1", { paths: [".git/config"] }),
          requestFor("relative/path", "run-1")
        ]

        for (const request of refused) {
          const error = yield* Effect.flip(repository.commit(request))
          assert.strictEqual(error._tag, "RepositoryError")
        }
        assert.deepStrictEqual(yield* repository.log(directory), [])
      })
    )

    it.effect("keeps the commits of two directories apart", () =>
      Effect.gen(function* () {
        const repository = yield* Repository
        const one = yield* world.prepare({ "a.txt": "a" })
        const two = yield* world.prepare({ "a.txt": "a" })
        const sha = yield* repository.commit(requestFor(one, "run-1"))

        assert.deepStrictEqual(yield* repository.find(two, "run-1"), Option.none())
        assert.notStrictEqual(yield* repository.commit(requestFor(two, "run-1", { subject: "Other" })), sha)
        assert.strictEqual((yield* repository.log(one)).length, 1)
      })
    )
  })
