import { assert, describe, it } from "@effect/vitest"
import { committer, run } from "@layercake/git/GitProcess"
import { Effect } from "effect"
import { prepare } from "./GitWorld.ts"

describe("GitProcess", () => {
  it.effect("takes an exit code for a failure though git said nothing", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({})
      yield* run({ directory, args: ["init", "--template=", "."] })
      const ask = { directory, args: ["rev-parse", "--verify", "--quiet", "HEAD"] } as const

      assert.strictEqual((yield* Effect.flip(run(ask))).operation, "rev-parse")
      assert.strictEqual(yield* run({ ...ask, accept: [1] }), "")
    })
  )

  it.effect("takes nothing from the environment of this process", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({})
      process.env["GIT_COMMITTER_NAME"] = "Somebody"
      process.env["GIT_DIR"] = "/nowhere"

      const ident = yield* run({ directory, args: ["var", "GIT_COMMITTER_IDENT"] }).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            delete process.env["GIT_COMMITTER_NAME"]
            delete process.env["GIT_DIR"]
          })
        )
      )

      assert.isTrue(ident.startsWith(`${committer.name} <${committer.email}> `))
    })
  )

  it.effect("keeps passwords in addresses out of its failures", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({})
      yield* run({ directory, args: ["init", "--template=", "."] })
      const failure = yield* Effect.flip(
        run({ directory, args: ["show-ref", "--verify", "https://name:s3cret@nowhere/a.git"] })
      )

      assert.strictEqual(failure.detail, "fatal: 'https://nowhere/a.git' - not a valid ref")
    })
  )

  it.effect("says so when there is no such folder", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(run({ directory: "/nowhere", args: ["status"] }))

      assert.include(failure.detail, "does not exist")
    })
  )
})
