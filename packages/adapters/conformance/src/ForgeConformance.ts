/**
 * The behaviour every `Forge` adapter must show, together with the `Repository` it publishes from. One call per adapter,
 * no copies.
 */
import { assert, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Forge } from "@layercake/core/port/Forge"
import { Repository } from "@layercake/core/port/Repository"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, type Layer } from "effect"
import type { RepositoryWorld } from "./RepositoryConformance.ts"

const commit = Effect.fnUntraced(function* (directory: string, key: string) {
  const repository = yield* Repository
  return yield* repository.commit({
    directory,
    key,
    subject: `Work of ${key}`,
    body: "",
    trailers: {},
    author: { name: "Release manager", email: "release@localhost" },
    at: Timestamp.make("2026-11-22T10:00:00.000Z"),
    paths: ["a.txt"]
  })
})

export const suite = <E>(name: string, layer: Layer.Layer<Repository | Forge, E>, world: RepositoryWorld) =>
  it.layer(layer)(`Forge (${name})`, (it) => {
    it.effect("publishes the branch and says where and at which commit", () =>
      Effect.gen(function* () {
        const forge = yield* Forge
        const directory = yield* world.prepare({ "a.txt": "a" })
        const sha = yield* commit(directory, "run-1")

        const pushed = yield* forge.push({ project: ProjectId.make("first"), directory, branch: "main" })

        assert.strictEqual(pushed.commit, sha)
        assert.include(pushed.remote, "first")
        assert.notStrictEqual(forge.name, "")
      })
    )

    it.effect("succeeds again when there is nothing new, and publishes what is", () =>
      Effect.gen(function* () {
        const forge = yield* Forge
        const directory = yield* world.prepare({ "a.txt": "a" })
        const request = { project: ProjectId.make("again"), directory, branch: "main" }
        yield* commit(directory, "run-1")
        const first = yield* forge.push(request)

        assert.deepStrictEqual(yield* forge.push(request), first)

        const sha = yield* commit(directory, "run-2")
        assert.deepStrictEqual(yield* forge.push(request), { ...first, commit: sha })
      })
    )

    it.effect("refuses a branch that is not there, and does not ask to try again", () =>
      Effect.gen(function* () {
        const forge = yield* Forge
        const project = ProjectId.make("no-branch")
        const empty = yield* world.prepare({ "a.txt": "a" })
        const directory = yield* world.prepare({ "a.txt": "a" })
        yield* commit(directory, "run-1")

        for (const request of [
          { project, directory: empty, branch: "main" },
          ...["other", "main^", "main:x", "", "../main", "--all"].map((branch) => ({
            project,
            directory,
            branch
          }))
        ]) {
          const error = yield* Effect.flip(forge.push(request))
          assert.deepInclude(error, { _tag: "ForgeError", isRetryable: false }, request.branch)
        }
      })
    )

    it.effect("never overwrites what was published from elsewhere, and does not ask to try again", () =>
      Effect.gen(function* () {
        const forge = yield* Forge
        const project = ProjectId.make("diverged")
        const one = yield* world.prepare({ "a.txt": "one" })
        const two = yield* world.prepare({ "a.txt": "two" })
        const published = yield* commit(one, "run-1")
        yield* commit(two, "run-2")
        yield* forge.push({ project, directory: one, branch: "main" })

        const error = yield* Effect.flip(forge.push({ project, directory: two, branch: "main" }))

        assert.deepInclude(error, { _tag: "ForgeError", isRetryable: false })
        assert.strictEqual((yield* forge.push({ project, directory: one, branch: "main" })).commit, published)
      })
    )

    it.effect("keeps the projects apart", () =>
      Effect.gen(function* () {
        const forge = yield* Forge
        const one = yield* world.prepare({ "a.txt": "one" })
        const two = yield* world.prepare({ "a.txt": "two" })
        yield* commit(one, "run-1")
        yield* commit(two, "run-2")

        const first = yield* forge.push({
          project: ProjectId.make("apart-one"),
          directory: one,
          branch: "main"
        })
        const second = yield* forge.push({
          project: ProjectId.make("apart-two"),
          directory: two,
          branch: "main"
        })

        assert.notStrictEqual(first.remote, second.remote)
        assert.notStrictEqual(first.commit, second.commit)
      })
    )
  })
