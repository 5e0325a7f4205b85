import { chmodSync, existsSync, readFileSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as ForgeConformance from "@layercake/conformance/ForgeConformance"
import { Forge } from "@layercake/core/port/Forge"
import { Repository } from "@layercake/core/port/Repository"
import { ProjectId } from "@layercake/core/project/Project"
import * as BareForge from "@layercake/git/BareForge"
import * as GitRepository from "@layercake/git/GitRepository"
import { Effect, Layer } from "effect"
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
