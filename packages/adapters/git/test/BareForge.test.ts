import { chmodSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as ForgeConformance from "@layercake/conformance/ForgeConformance"
import { Forge } from "@layercake/core/port/Forge"
import { Repository } from "@layercake/core/port/Repository"
import { ProjectId } from "@layercake/core/project/Project"
import * as BareForge from "@layercake/git/BareForge"
import * as GitRepository from "@layercake/git/GitRepository"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { RefName } from "@layercake/core/tree/RefName"
import { Effect, Layer, Option } from "effect"
import { requestFor } from "./CommitSample.ts"
import { base, git, prepare, put, repositoryOf } from "./GitWorld.ts"

const directory = join(base, "forge")
const layer = Layer.merge(BareForge.layer({ directory }), GitRepository.layer)

ForgeConformance.suite("local-bare", layer, { prepare })

/** A workspace with one commit, and what to push it with. */
const committed = Effect.fnUntraced(function* (name: string) {
  const repository = yield* Repository
  const workspace = yield* prepare({ "a.txt": "a" })
  const sha = yield* repository.commit(requestFor(workspace, "run-1", ["a.txt"]))
  const project = ProjectId.make(name)
  return {
    sha,
    workspace,
    project,
    remote: join(directory, `${name}.git`),
    push: { project, directory: workspace, branch: "main" }
  }
})

describe("BareForge", () => {
  it.effect("makes a repository that can be cloned", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const { push, remote, sha } = yield* committed("cloned")

      const pushed = yield* forge.push(push)

      assert.strictEqual(fileURLToPath(pushed.remote), remote)
      git(base, "clone", "--quiet", pushed.remote, "clone")
      assert.strictEqual(readFileSync(join(base, "clone/a.txt"), "utf8"), "a")
      assert.strictEqual(git(join(base, "clone"), "rev-parse", "HEAD"), sha)
      assert.strictEqual(git(remote, "config", "receive.denyNonFastForwards"), "true")
    }).pipe(Effect.provide(layer))
  )

  it.effect("publishes into a bare repository that its operator made", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const { push, remote, sha } = yield* committed("made-before")
      git(base, "init", "--quiet", "--bare", remote)

      assert.strictEqual((yield* forge.push(push)).commit, sha)
    }).pipe(Effect.provide(layer))
  )

  it.effect("runs no hook of the workspace", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const { push, workspace } = yield* committed("hooks")
      const hook = join(repositoryOf(workspace), "hooks/pre-push")
      put(repositoryOf(workspace), { "hooks/pre-push": `#!/bin/sh\ntouch ${hook}-ran\nexit 1\n` })
      chmodSync(hook, 0o755)

      yield* forge.push(push)

      assert.isFalse(existsSync(`${hook}-ran`))
    }).pipe(Effect.provide(layer))
  )

  it.effect("says so when a hook of the bare repository declines, and does not ask to try again", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const repository = yield* Repository
      const { push, remote, workspace } = yield* committed("declined")
      yield* forge.push(push)
      put(remote, { "hooks/pre-receive": "#!/bin/sh\necho not today\nexit 1\n" })
      chmodSync(join(remote, "hooks/pre-receive"), 0o755)
      yield* repository.commit(requestFor(workspace, "run-2", []))

      const error = yield* Effect.flip(forge.push(push))

      assert.isFalse(error.isRetryable)
      assert.include(error.message, "not today")
    }).pipe(Effect.provide(layer))
  )

  it.live("removes a lock that a killed git left in the bare repository", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const repository = yield* Repository
      const { push, remote, workspace } = yield* committed("locked")
      yield* forge.push(push)
      put(remote, { "refs/heads/main.lock": "" })
      utimesSync(join(remote, "refs/heads/main.lock"), 1, 1)
      const sha = yield* repository.commit(requestFor(workspace, "run-2", []))

      assert.strictEqual((yield* forge.push(push)).commit, sha)
    }).pipe(Effect.provide(layer))
  )

  it.effect("shows the readme and gives the files as they were published", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const repository = yield* Repository
      const { project, push, workspace } = yield* committed("shown")
      yield* forge.push(push)
      assert.deepStrictEqual(yield* forge.readme(project), Option.none())
      put(workspace, { "README.md": "# Rooms\n\nBook one.\n" })
      yield* repository.commit(requestFor(workspace, "run-2", ["README.md"]))
      yield* forge.push(push)

      assert.deepStrictEqual(yield* forge.readme(project), Option.some("# Rooms\n\nBook one.\n"))

      const zip = Option.getOrThrow(yield* forge.export(project, "zip"))
      assert.strictEqual(String.fromCharCode(...zip.slice(0, 2)), "PK")
      writeFileSync(join(base, "shown.bundle"), Option.getOrThrow(yield* forge.export(project, "bundle")))
      git(base, "clone", "--quiet", "--branch", "main", "shown.bundle", "from-bundle")
      assert.strictEqual(readFileSync(join(base, "from-bundle/README.md"), "utf8"), "# Rooms\n\nBook one.\n")
      assert.deepStrictEqual(
        readdirSync(directory).filter((name) => name.startsWith(".")),
        []
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("keeps the notes of a release in an annotated tag", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const { project, push, remote, sha, workspace } = yield* committed("noted")
      yield* forge.push(push)
      const tag = RefName.make("v1.2.3")
      const at = Timestamp.make("2026-11-22T12:00:00.000Z")
      yield* forge.release({ project, directory: workspace, tag, commit: sha, notes: "Rooms.\n\n- book", at })

      assert.strictEqual(git(remote, "cat-file", "-t", "v1.2.3"), "tag")
      assert.strictEqual(
        git(remote, "for-each-ref", "--format=%(contents)", "refs/tags/v1.2.3"),
        "Rooms.\n\n- book"
      )
      assert.strictEqual(git(repositoryOf(workspace), "tag"), "")
    }).pipe(Effect.provide(layer))
  )

  it.effect("says that it has no accounts, and lists projects alone", () =>
    Effect.gen(function* () {
      const forge = yield* Forge
      const { push } = yield* committed("listed")
      yield* forge.push(push)
      put(directory, { "notes.txt": "", "Not A Project.git/HEAD": "ref: refs/heads/main" })

      const error = yield* Effect.flip(forge.user)
      assert.deepInclude(error, { _tag: "ForgeUnsupported", isRetryable: false })
      const names = (yield* forge.repositories).map(({ name }) => name)
      assert.include(names, "listed")
      assert.isTrue(names.every((name) => /^[a-z0-9-]+$/.test(name)))
      const none = Effect.flatMap(Forge, (forge) => forge.repositories)
      const elsewhere = BareForge.layer({ directory: join(base, "no-forge-yet") })
      assert.deepStrictEqual(yield* Effect.provide(none, elsewhere), [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("asks to try again when the folder cannot be made", () =>
    Effect.gen(function* () {
      const { push } = yield* committed("no-folder")
      put(base, { "a-file": "" })
      const forge = Effect.flatMap(Forge, (forge) => forge.push(push))

      const error = yield* Effect.flip(
        Effect.provide(forge, BareForge.layer({ directory: join(base, "a-file/forge") }))
      )

      assert.isTrue(error.isRetryable)
    }).pipe(Effect.provide(layer))
  )
})
