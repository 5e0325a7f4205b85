import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { Effect } from "effect"
import { beforeAll } from "vitest"
import { folderWith, layercake, start } from "./LayercakeProcess.ts"
import { assertRefused, replay, tinyProject } from "./TinyProject.ts"

const folder = folderWith(tinyProject)
const linesOf = (stdout: string): ReadonlyArray<Record<string, unknown>> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

describe("a project that waits at G1", () => {
  beforeAll(
    () =>
      Effect.runPromise(
        Effect.gen(function* () {
          const created = yield* layercake(folder, ["new", "rooms.md"])
          assert.deepStrictEqual(created, {
            code: 0,
            stdout: "Project rooms created: Room booking\nNext: layercake run rooms\n",
            stderr: ""
          })
        })
      ),
    90_000
  )

  it.live("runs until a person is needed, and says on stderr what to do next", () =>
    Effect.gen(function* () {
      const ran = yield* layercake(folder, ["run", ...replay, "--json"])
      assert.strictEqual(ran.code, 3, ran.stderr)
      const lines = linesOf(ran.stdout)
      assert.isTrue(
        lines.slice(0, -1).every((line) => typeof line["type"] === "string" && line["stream"] === "rooms")
      )
      assert.strictEqual(lines.at(-2)?.["type"], "GateSubmitted")
      assert.deepInclude(lines.at(-1), {
        type: "settled",
        gate: "G1",
        waiting: "G1 Scope waits for approval"
      })
      assert.include(ran.stderr, "WAITING")
      assert.include(ran.stderr, "layercake approve G1 --project rooms")
      assert.notInclude(ran.stderr, "ERROR")
    })
  )

  it.live("shows nothing twice when it is run again", () =>
    Effect.gen(function* () {
      const again = yield* layercake(folder, ["run", ...replay, "-p", "rooms"])
      assert.strictEqual(again.code, 3)
      assert.notInclude(again.stdout, "G1 opened")
      assert.include(again.stdout, "G1 Scope         in-review")
    })
  )

  it.live(
    "prints one JSON value a line for every question, and nothing else",
    () =>
      Effect.gen(function* () {
        for (const args of [
          ["status"],
          ["gates"],
          ["show", "G1"],
          ["log"],
          ["verify"],
          ["jobs"],
          ["doctor", ...replay]
        ]) {
          const asked = yield* layercake(folder, [...args, "--json"])
          assert.deepStrictEqual([asked.code, asked.stderr], [0, ""], args.join(" "))
          assert.lengthOf(linesOf(asked.stdout), 1, args.join(" "))
        }
        const events = linesOf((yield* layercake(folder, ["events", "--json"])).stdout)
        assert.deepStrictEqual(
          events.map((event) => event["version"]),
          events.map((_, index) => index + 1)
        )
      }),
    90_000
  )

  it.live(
    "refuses what is not to be done, in a sentence, and changes nothing",
    () =>
      Effect.gen(function* () {
        const before = yield* layercake(folder, ["events"])
        const refusals: ReadonlyArray<
          readonly [args: ReadonlyArray<string>, ...words: ReadonlyArray<string>]
        > = [
          [["new", "rooms.md"], "exists already", "--name"],
          [["gates", "--project", "nowhere"], "There is no such project"],
          [["gates", "--project", "No Id"], "is no project id"],
          [["approve", "G77"], "There is no gate G77. The gates are G0, G1"],
          [["approve", "G5"], "G5 is pending", "G1 Scope comes first"],
          [["approve", "G1"], "Run this at a terminal", "--policy"],
          [["reject", "G1", "--reason", "No."], "only a person may ask for it"],
          [["resolve", "escalation-7", "--with", "Done."], "escalation-7"]
        ]
        for (const [args, ...words] of refusals) assertRefused(yield* layercake(folder, args), ...words)
        assert.deepStrictEqual(yield* layercake(folder, ["events"]), before)
      }),
    120_000
  )

  it.live(
    "is shared by all who come: whoever is to work takes the folder over, whoever asks is answered",
    () =>
      Effect.gen(function* () {
        const first = start(folder, ["events", "--follow"])
        yield* first.saw("GateSubmitted")
        const second = yield* layercake(folder, ["run", ...replay])
        assert.strictEqual(second.code, 3, second.stderr)
        assert.include(second.stderr, "G1 Scope waits for a person.")
        const asked = yield* layercake(folder, ["status"])
        assert.strictEqual(asked.code, 0, asked.stderr)
        yield* first.signal("SIGINT")
        const ended = yield* first.ended
        assert.deepStrictEqual([ended.code, ended.stderr], [130, ""])
        const verified = yield* layercake(folder, ["verify"])
        assert.strictEqual(verified.code, 0)
        assert.match(
          verified.stdout,
          /^rooms ends with event \d+, [0-9a-f]{64}\n\d+ events of 1 project replayed: .* are what the log says\.\n$/
        )
      }),
    90_000
  )

  it.live("bears that nobody reads on", () =>
    Effect.sync(() => {
      const { pid: _, ...ended } = spawnSync(
        "sh",
        [
          "-c",
          `"$0" "$@" | head -1`,
          process.execPath,
          new URL("../src/main.ts", import.meta.url).pathname,
          "events",
          "--json"
        ],
        { cwd: folder, encoding: "utf8" }
      )
      assert.strictEqual(ended.stderr, "")
      assert.lengthOf(linesOf(ended.stdout), 1)
    })
  )
})
