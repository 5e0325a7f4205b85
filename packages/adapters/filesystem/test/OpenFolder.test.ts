import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { descend, entry, openRoot } from "@layercake/filesystem/OpenFolder"
import { create } from "@layercake/filesystem/PlainFile"
import { Effect } from "effect"
import { Place, place } from "./WorkspaceFixture.ts"

const hasProc = existsSync("/proc/self/fd")

describe("OpenFolder", () => {
  it.effect.skipIf(!hasProc)("stays in the opened folder when another one takes its name", () =>
    Effect.gen(function* () {
      const { directory, outside } = yield* Place
      mkdirSync(join(directory, "a/b"), { recursive: true })
      const folder = yield* descend(yield* openRoot(directory), ["a", "b"])
      renameSync(join(directory, "a"), join(directory, "moved"))
      symlinkSync(outside, join(directory, "a"))
      mkdirSync(join(outside, "b"))

      yield* create(entry(folder, "new.txt"), "new.txt", { bytes: new Uint8Array(), mode: 0o644 })

      assert.deepStrictEqual(readdirSync(join(directory, "moved/b")), ["new.txt"])
      assert.deepStrictEqual(readdirSync(join(outside, "b")), [])
    }).pipe(Effect.scoped, Effect.provide(place))
  )

  it.effect.skipIf(!hasProc)("closes what it opened", () =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      mkdirSync(join(directory, "a/b/c"), { recursive: true })
      const open = Effect.gen(function* () {
        const root = yield* openRoot(directory)
        yield* Effect.ignore(descend(root, ["a", "b", "missing"]))
        return yield* descend(root, ["a", "b", "c"])
      }).pipe(Effect.scoped)
      yield* open
      const before = readdirSync("/proc/self/fd").length

      yield* Effect.replicateEffect(open, 20, { discard: true })

      assert.strictEqual(readdirSync("/proc/self/fd").length, before)
    }).pipe(Effect.provide(place))
  )
})
