import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { DirectoryInUse, hold } from "../src/DirectoryLock.ts"
import { folder, run } from "./TestProcess.ts"

const contenders = 3

/** Starts several at once; returns the one that has the directory. */
const race = Effect.fnUntraced(function* (directory: string) {
  const processes = yield* Effect.forEach(
    Array.from({ length: contenders }),
    () => run("HoldDirectory", directory),
    { concurrency: "unbounded" }
  )
  const lines = yield* Effect.forEach(processes, ({ line }) => line, { concurrency: "unbounded" })
  const winners = processes.filter((_, index) => lines[index] === "held")
  const [winner] = winners
  if (winners.length !== 1 || winner === undefined)
    return yield* Effect.die(`${winners.length} have it: ${lines.join()}`)
  assert.deepStrictEqual(
    lines.filter((line) => line !== "held"),
    Array.from({ length: contenders - 1 }, () => `in use by ${winner.pid}`)
  )
  return winner
})

describe("DirectoryLock", () => {
  it.live(
    "lets one of several processes have the directory, and another once that one is killed",
    () =>
      Effect.gen(function* () {
        const directory = join(yield* folder, "made", "for", "it")
        const first = yield* race(directory)

        const refused = yield* Effect.flip(hold(directory))
        yield* first.kill
        const second = yield* race(directory)

        assert.deepStrictEqual(refused, new DirectoryInUse({ directory, pid: first.pid }))
        assert.include(refused.message, String(first.pid))
        assert.notStrictEqual(second.pid, first.pid)
      }),
    120_000
  )

  it.live("refuses a second owner in the same process, and lets go with the scope", () =>
    Effect.gen(function* () {
      const directory = yield* folder
      const refused = yield* Effect.scoped(Effect.andThen(hold(directory), Effect.flip(hold(directory))))

      assert.deepStrictEqual(refused, new DirectoryInUse({ directory, pid: process.pid }))
      yield* hold(directory)
    })
  )

  it.live("says so when the place cannot be a directory", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "file")
      writeFileSync(file, "")

      const error = yield* Effect.flip(hold(file))

      assert.strictEqual(error._tag, "DirectoryUnusable")
    })
  )
})
