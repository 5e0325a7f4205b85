/**
 * The behaviour every `Forge` adapter must show, together with the `Repository` it publishes from. One call per adapter,
 * no copies.
 */
import { assert, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Forge } from "@layercake/core/port/Forge"
import { textOf } from "@layercake/core/store/BlobText"
import { CommitSha, Repository } from "@layercake/core/port/Repository"
import { ProjectId } from "@layercake/core/project/Project"
import { RefName } from "@layercake/core/tree/RefName"
import { Effect, type Layer, Option } from "effect"
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

    const published = Effect.fnUntraced(function* (name: string) {
      const forge = yield* Forge
      const project = ProjectId.make(name)
      const directory = yield* world.prepare({ "a.txt": name })
      const sha = yield* commit(directory, "run-1")
      yield* forge.push({ project, directory, branch: "main" })
      return { forge, project, directory, sha }
    })
    const at = Timestamp.make("2026-11-22T12:00:00.000Z")

    it.effect("knows what it has of a project, and nothing of one that was never published", () =>
      Effect.gen(function* () {
        const { forge, project, sha } = yield* published("described")

        const found = Option.getOrThrow(yield* forge.repository(project))

        assert.deepInclude(found, { name: "described", branches: [{ name: "main", commit: sha }], tags: [] })
        assert.include(found.remote, "described")
        assert.deepInclude(yield* forge.repositories, found)
        assert.deepStrictEqual(yield* forge.repository(ProjectId.make("never")), Option.none())
        assert.deepStrictEqual(yield* forge.export(ProjectId.make("never"), "bundle"), Option.none())
        assert.deepStrictEqual(yield* forge.readme(ProjectId.make("never")), Option.none())
      })
    )

    it.effect("publishes a request as a branch of its own, also twice, and leaves the base alone", () =>
      Effect.gen(function* () {
        const { directory, forge, project, sha } = yield* published("proposed")
        const next = yield* commit(directory, "run-2")
        const request = {
          project,
          directory,
          branch: RefName.make("layercake/request-1"),
          base: RefName.make("main"),
          commit: next,
          title: "Rooms",
          body: "Rooms can be booked."
        }

        const first = yield* forge.propose(request)

        assert.strictEqual(first.commit, next)
        assert.deepStrictEqual(yield* forge.propose(request), first)
        assert.deepStrictEqual(Option.getOrThrow(yield* forge.repository(project)).branches, [
          { name: "layercake/request-1", commit: next },
          { name: "main", commit: sha }
        ])
      })
    )

    it.effect("refuses a request onto itself, onto what is not published, and of what is not there", () =>
      Effect.gen(function* () {
        const { directory, forge, project, sha } = yield* published("not-proposed")
        const [main, other] = [RefName.make("main"), RefName.make("other")]
        const nowhere = CommitSha.make("0".repeat(40))

        for (const [branch, base, commit] of [
          [main, main, sha],
          [other, RefName.make("release"), sha],
          [other, main, nowhere]
        ] as const) {
          const request = { project, directory, branch, base, commit, title: "t", body: "" }
          const error = yield* Effect.flip(forge.propose(request))
          assert.deepInclude(error, { _tag: "ForgeError", isRetryable: false })
        }
        assert.lengthOf(Option.getOrThrow(yield* forge.repository(project)).branches, 1)
      })
    )

    it.effect("publishes a release under its tag, also twice, and never moves it", () =>
      Effect.gen(function* () {
        const { directory, forge, project, sha } = yield* published("released")
        const request = {
          project,
          directory,
          tag: RefName.make("v1.0.0"),
          commit: sha,
          notes: "First.\n\n- rooms",
          at
        }

        const first = yield* forge.release(request)
        assert.strictEqual(first.commit, sha)
        assert.deepStrictEqual(yield* forge.release(request), first)

        const next = yield* commit(directory, "run-2")
        const error = yield* Effect.flip(forge.release({ ...request, commit: next }))
        assert.deepInclude(error, { _tag: "ForgeError", isRetryable: false })
        const unknown = yield* Effect.flip(
          forge.release({ ...request, tag: RefName.make("v2"), commit: CommitSha.make("0".repeat(40)) })
        )
        assert.deepInclude(unknown, { _tag: "ForgeError", isRetryable: false })
        assert.deepStrictEqual(Option.getOrThrow(yield* forge.repository(project)).tags, [
          { name: "v1.0.0", commit: sha }
        ])
      })
    )

    it.effect("gives what was published as a bundle", () =>
      Effect.gen(function* () {
        const { forge, project, sha } = yield* published("exported")

        const bytes = Option.getOrThrow(yield* forge.export(project, "bundle"))

        const head = textOf(bytes.slice(0, 400))
        assert.match(head, /^# v\d git bundle\n/)
        assert.include(head, `${sha} refs/heads/main`)
      })
    )
  })
