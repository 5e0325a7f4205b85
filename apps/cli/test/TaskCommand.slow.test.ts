import { assert, describe, it } from "@effect/vitest"
import type { TaskView } from "@layercake/core/operation/TaskOperations"
import { Effect } from "effect"
import { beforeAll } from "vitest"
import { serve } from "./ServedMemory.ts"
import { assertRefused } from "./TinyProject.ts"

const ada = serve().person("ada")
let account = ""

describe("tasks that people write down", { timeout: 120_000 }, () => {
  beforeAll(
    () =>
      Effect.gen(function* () {
        account = yield* ada.joins
        yield* ada.says("new", "rooms.md")
      }).pipe(Effect.runPromise),
    120_000
  )

  it.live("are written down, listed, and shown in full", () =>
    Effect.gen(function* () {
      assert.include(yield* ada.says("task", "list", "rooms"), "There is no such task.")
      const words = ["Ask the \u001b[31mlandlord", "--detail", "Twice", "--assignee", "ada"]
      const added = yield* ada.says("task", "add", "rooms", ...words, "--gate", "G1", "--required")
      assert.strictEqual(added, "task-1 is written down; G1 waits for it.\n")
      const second = yield* ada.told<TaskView>("task", "add", "rooms", "Paint the door")
      assert.deepInclude(second, { task: "task-2", gate: null, required: false, assignee: null })
      const [heads, first] = (yield* ada.says("task", "list", "rooms")).split("\n")
      assert.match(heads ?? "", /^TASK +STATUS +GATE +FOR +WHAT$/)
      assert.strictEqual(
        first?.replaceAll(/ {2,}/g, "|"),
        `task-1|todo|G1 waits|${account}|Ask the \u00b7[31mlandlord`
      )
      const shown = yield* ada.says("task", "show", "rooms", "task-1")
      assert.match(shown, /^task-1 {2}todo\n/)
      assert.match(shown, /more +Twice\n +kind +written down by somebody\n +gate +G1, which waits for it/)
    })
  )

  it.live("are found by what is asked for", () =>
    Effect.gen(function* () {
      const listed = (...flags: ReadonlyArray<string>) =>
        Effect.map(ada.told<ReadonlyArray<TaskView>>("task", "list", "rooms", ...flags), (tasks) =>
          tasks.map(({ task }) => task)
        )
      assert.deepStrictEqual(yield* listed("--assignee", "ada"), ["task-1"])
      assert.deepStrictEqual(yield* listed("--assignee", account, "--gate", "G1"), ["task-1"])
      assert.deepStrictEqual(yield* listed("--kind", "manual", "--status", "todo"), ["task-1", "task-2"])
      assert.deepStrictEqual(yield* listed("--status", "done"), [])
    })
  )

  it.live("are assigned, begun, done, and moved again", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* ada.says("task", "assign", "rooms", "task-2", "ada"), "task-2 is for ada.\n")
      assert.strictEqual((yield* ada.told<TaskView>("task", "show", "rooms", "task-2")).assignee, account)
      assert.include(yield* ada.says("task", "assign", "rooms", "task-2"), "for nobody by name")
      assert.include(yield* ada.says("task", "start", "rooms", "task-2"), "task done rooms task-2`")
      const done = yield* ada.told<TaskView>("task", "done", "rooms", "task-2", "--outcome", "It is blue.")
      assert.deepInclude(done, { status: "done", reason: "It is blue." })
      assert.include(yield* ada.says("task", "reopen", "rooms", "task-2"), "is to be done again")
      assert.include(yield* ada.says("task", "fail", "rooms", "task-2", "--reason", "rain"), "has failed")
      assert.include(yield* ada.says("task", "cancel", "rooms", "task-2"), "is cancelled")
      assert.strictEqual(yield* ada.says("task", "done", "rooms", "task-1"), "task-1 is done; G1 goes on.\n")
    })
  )

  it.live("answer mistakes with what to do", () =>
    Effect.gen(function* () {
      assertRefused(yield* ada.asks("task", "show", "rooms", "task-9"), "`layercake task list` shows those")
      assertRefused(yield* ada.asks("task", "start", "rooms", "task-1"), "Reopen it first")
      assertRefused(yield* ada.asks("task", "list", "Rooms"), '"Rooms" is no project id')
      assertRefused(yield* ada.asks("task", "list", "halls"), "There is no such project")
      assertRefused(yield* ada.asks("task", "list", "rooms", "--status", "late"), "USAGE", "cancelled")
      assertRefused(yield* ada.asks("task", "list", "rooms", "--gate", "G 1"), "the id of a gate")
      assertRefused(yield* ada.asks("task", "add", "rooms", " "), "in 1 to 200 characters")
      assertRefused(yield* ada.asks("task", "add", "rooms", "x", "--required"), "say which with `gate`")
      assertRefused(
        yield* ada.asks("task", "assign", "rooms", "task-2", "a b"),
        "layercake member list rooms"
      )
    })
  )
})
