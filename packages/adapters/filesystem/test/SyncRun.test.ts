import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Workspace } from "@layercake/core/port/Workspace"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { FilePath } from "@layercake/core/tree/Tree"
import { Deferred, Effect, Fiber } from "effect"
import { fixture, locate, Place, project, read, sync, tree } from "./WorkspaceFixture.ts"
import { contentsOf, fileCount, isWhole, pathOf } from "./SyncWorld.ts"

/** A file system of the given size over the directory, gone with the scope; false where mounting is not allowed. */
const mountSmall = Effect.fnUntraced(function* (directory: string, size: string) {
  mkdirSync(directory, { recursive: true })
  return yield* Effect.acquireRelease(
    Effect.sync(() => {
      try {
        execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory], { stdio: "ignore" })
        return true
      } catch {
        return false
      }
    }),
    (mounted) => Effect.sync(() => mounted && execFileSync("umount", [directory]))
  )
})

describe("SyncRun", () => {
  it.effect("leaves every file as it was when the disk is full, and goes on when there is room", (test) =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      if (!(yield* mountSmall(directory, "1m")))
        return test.skip("a small file system cannot be mounted here")
      yield* sync({ "a.txt": "old", "big.txt": "old", "gone.txt": "old" })
      const big = { "a.txt": "new", "big.txt": "x".repeat(900_000), "new.txt": "new" }
      writeFileSync(yield* locate("filler"), "x".repeat(400_000))

      const error = yield* Effect.flip(sync(big))

      assert.deepInclude(error, { reason: "no-space", isRetryable: true, path: "big.txt" })
      assert.deepStrictEqual(readdirSync(yield* locate(".")).sort(), [
        "a.txt",
        "big.txt",
        "filler",
        "gone.txt"
      ])
      for (const name of ["a.txt", "big.txt", "gone.txt"]) {
        assert.strictEqual(readFileSync(yield* locate(name), "utf8"), "old")
      }
      rmSync(yield* locate("filler"))
      const change = yield* sync(big)
      assert.deepStrictEqual(change.removed, [FilePath.make("gone.txt")])
      assert.strictEqual((yield* read("big.txt")).length, 900_000)
    }).pipe(Effect.scoped, Effect.provide(fixture))
  )

  it.effect("leaves the workspace as it was when it is interrupted while contents are fetched", () =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      const blobs = yield* BlobStore
      const workspace = yield* Workspace
      yield* sync({ "a.txt": "old" })
      const wanted = yield* tree({ "a.txt": "new", "b.txt": "new" })
      const asked = yield* Deferred.make<void>()
      const silent = BlobStore.of({
        ...blobs,
        get: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never)
      })
      const fiber = yield* Effect.forkChild(
        Effect.provideService(workspace.sync(project, wanted), BlobStore, silent)
      )
      yield* Deferred.await(asked)

      yield* Fiber.interrupt(fiber)

      assert.deepStrictEqual(readdirSync(yield* locate(".")), ["a.txt"])
      assert.strictEqual(readFileSync(yield* locate("a.txt"), "utf8"), "old")
      assert.isFalse(existsSync(join(directory, ".workspace-state", project, "staged")))
      assert.deepStrictEqual(yield* workspace.sync(project, wanted), {
        written: ["a.txt", "b.txt"].map((path) => FilePath.make(path)),
        removed: []
      })
    }).pipe(Effect.provide(fixture))
  )

  it.live("leaves every file whole when it is killed, and the next sync repairs", () =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      const cutShort = yield* Effect.forEach([0, fileCount / 2], (watched) =>
        Effect.gen(function* () {
          yield* sync(contentsOf("before"))
          const file = yield* locate(pathOf(watched))
          const before = readFileSync(file, "utf8")

          yield* killWhen(directory, () => readFileSync(file, "utf8") !== before)

          const files = yield* Effect.forEach(Object.keys(contentsOf("before")), (path) =>
            Effect.map(locate(path), (location) =>
              existsSync(location) ? readFileSync(location, "utf8") : ""
            )
          )
          assert.isTrue(files.every((content) => content === "" || isWhole(content)))
          yield* sync(contentsOf("after"))
          for (const [path, content] of Object.entries(contentsOf("after"))) {
            assert.strictEqual(readFileSync(yield* locate(path), "utf8"), content)
          }
          assert.isFalse(existsSync(yield* locate("only/before.txt")))
          return files.some((content) => content.startsWith("before"))
        })
      )
      assert.isTrue(cutShort.some(Boolean), "no sync was killed in the middle")
    }).pipe(Effect.provide(fixture))
  )

  it.live("knows after a kill which files it wrote", () =>
    Effect.gen(function* () {
      const { directory } = yield* Place
      yield* sync({})
      const file = yield* locate(pathOf(fileCount / 2))

      yield* killWhen(directory, () => existsSync(file))
      yield* sync({})

      assert.deepStrictEqual(readdirSync(yield* locate(".")), [])
    }).pipe(Effect.provide(fixture))
  )
})

/** Starts a sync to "after" in a process of its own and kills it as soon as the condition holds. */
const killWhen = Effect.fnUntraced(function* (directory: string, condition: () => boolean) {
  const child = yield* Effect.sync(() =>
    spawn(process.execPath, [join(import.meta.dirname, "SyncWorld.ts"), directory], { stdio: "inherit" })
  )
  yield* Effect.callback<void>((resume) => {
    const ended = () => resume(Effect.void)
    child.once("exit", ended)
    const look = () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (condition()) child.kill("SIGKILL")
      else setImmediate(look)
    }
    look()
  })
})
