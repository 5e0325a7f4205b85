/**
 * The past of a project on the command line: looking back, comparing, forking, verifying, taking it elsewhere.
 */
import { assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { beforeAll } from "vitest"
import { folderWith, layercake } from "./LayercakeProcess.ts"
import { assertRefused, replay, tinyProject } from "./TinyProject.ts"

const folder = folderWith(tinyProject)

// oxlint-disable-next-line typescript/no-explicit-any -- each command prints a value of its own shape
const valueOf = (stdout: string): any => JSON.parse(stdout)

const json = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const asked = yield* layercake(folder, [...args, "--json"])
  assert.deepStrictEqual([asked.code, asked.stderr], [0, ""], args.join(" "))
  return valueOf(asked.stdout)
})

describe("a project that waits at G1", () => {
  beforeAll(
    () =>
      Effect.runPromise(
        Effect.gen(function* () {
          yield* layercake(folder, ["new", "rooms.md"])
          assert.strictEqual((yield* layercake(folder, ["run", ...replay])).code, 3)
        })
      ),
    240_000
  )

  it.live(
    "is shown as it was, and what changed since",
    () =>
      Effect.gen(function* () {
        const log: ReadonlyArray<{ version: number; at: string; type: string }> = yield* json("log")
        const opened = log.find((row) => row.type === "GateOpened")
        const then = yield* layercake(folder, ["at", "rooms", String(opened?.version)])
        assert.deepStrictEqual([then.code, then.stderr], [0, ""])
        assert.include(then.stdout, `Room booking (rooms) at version ${opened?.version}, `)
        assert.match(then.stdout, /G0 Intake +open/)
        assert.match(then.stdout, /G1 Scope +pending/)
        assert.include(then.stdout, "Cost: no model calls yet")

        // A time as it is printed means the end of that second.
        const shown = log.at(-1)?.at.slice(0, 19).replace("T", " ") ?? ""
        assert.strictEqual((yield* json("at", "rooms", shown)).version, log.length)
        const files = yield* json("at", "rooms", "1", "--projection", "file")
        assert.deepStrictEqual(files, [])

        const between = yield* layercake(folder, ["diff", "rooms", String(opened?.version), "now"])
        assert.include(between.stdout, `Version ${opened?.version} to ${log.length}: `)
        assert.match(between.stdout, /added +docs\/scope.md +\d+ bytes/)
        assert.match(between.stdout, /changed +G0 +status: "open" to "approved"/)
        assert.match(between.stdout, /Spent: \$0\.0000, 1 call/)
      }),
    240_000
  )

  it.live(
    "has a log that can be asked by type, time and number, newest first",
    () =>
      Effect.gen(function* () {
        const log: ReadonlyArray<{ version: number; at: string; type: string }> = yield* json("log")
        const newest = yield* json("log", "-n", "3", "--backwards")
        assert.deepStrictEqual(newest, log.slice(-3).toReversed())
        const gates = yield* json("log", "--type", "GateOpened", "--type", "GateApproved")
        assert.deepStrictEqual(
          gates,
          log.filter((row) => ["GateOpened", "GateApproved"].includes(row.type))
        )
        const since = log.at(-1)?.at ?? ""
        assert.deepStrictEqual(
          yield* json("log", "--since", since),
          log.filter((row) => row.at >= since)
        )
        assert.deepStrictEqual(yield* json("log", "--until", log[0]?.at ?? ""), [])
      }),
    240_000
  )

  it.live(
    "is forked, the fork stands on its own, and both are verified up to a noted head",
    () =>
      Effect.gen(function* () {
        const before = yield* json("verify")
        assert.lengthOf(before.heads, 1)
        const forked = yield* layercake(folder, [
          "fork",
          "rooms",
          "--at",
          "1",
          "--name",
          "twin",
          "--title",
          "Twin"
        ])
        assert.deepStrictEqual([forked.code, forked.stderr], [0, ""])
        assert.match(
          forked.stdout,
          /^Project twin forked from rooms at version \d+: Twin\nNext: layercake run twin\n$/
        )
        const again = yield* layercake(folder, ["fork", "rooms", "--at", "1", "--name", "twin"])
        assert.include(again.stdout, "Project twin was forked before from rooms")
        const ran = yield* layercake(folder, ["run", ...replay, "-p", "twin"])
        assert.strictEqual(ran.code, 3, ran.stderr)
        assert.include(ran.stdout, "G1 Scope         in-review")

        const after = yield* json("verify", "--head", before.heads[0].hash)
        assert.deepStrictEqual(
          after.heads.map((head: { project: string }) => head.project),
          ["rooms", "twin"]
        )
        const lost = yield* layercake(folder, ["verify", "--head", "0".repeat(64)])
        assert.strictEqual(lost.code, 4)
        assert.include(lost.stdout, `head ${"0".repeat(64)}: no event has this hash`)
      }),
    240_000
  )

  it.live(
    "goes into a file and out of it elsewhere, and not when the file was touched",
    () =>
      Effect.gen(function* () {
        const out = yield* layercake(folder, ["export", "rooms", "--out", "rooms.jsonl"])
        assert.match(out.stdout, /^rooms exported to rooms\.jsonl: \d+ lines\n$/)
        assertRefused(
          yield* layercake(folder, ["export", "rooms", "--out", "rooms.jsonl"]),
          "is there already"
        )
        const text = readFileSync(join(folder, "rooms.jsonl"), "utf8")
        const printed = yield* layercake(folder, ["export", "rooms"])
        assert.strictEqual(printed.stdout, text)

        const taken = yield* layercake(folder, ["--data", "other", "import", "rooms.jsonl"])
        assert.deepStrictEqual([taken.code, taken.stderr], [0, ""])
        assert.match(taken.stdout, /^Project rooms imported: \d+ events, \d+ contents, head [0-9a-f]{64}\n$/)
        assert.strictEqual((yield* layercake(folder, ["--data", "other", "verify"])).code, 0)
        const again = yield* layercake(folder, ["--data", "other", "import", "rooms.jsonl"])
        assert.include(again.stdout, "Project rooms was here already")

        writeFileSync(join(folder, "touched.jsonl"), text.replace(`"kind":"automation"`, `"kind":"person"`))
        const refused = yield* layercake(folder, ["--data", "third", "import", "touched.jsonl"])
        assertRefused(refused, "touched.jsonl: Line 2: event 1 is not what was exported")
        writeFileSync(join(folder, "cut.jsonl"), text.slice(0, -200))
        assertRefused(
          yield* layercake(folder, ["--data", "third", "import", "cut.jsonl"]),
          "cut.jsonl: Line "
        )
        assert.strictEqual((yield* layercake(folder, ["--data", "third", "status", "--json"])).stdout, "[]\n")
      }),
    240_000
  )

  it.live(
    "refuses what it cannot do in a sentence, and leaves no file behind",
    () =>
      Effect.gen(function* () {
        const before = yield* layercake(folder, ["events", "--all"])
        const refusals: ReadonlyArray<
          readonly [args: ReadonlyArray<string>, ...words: ReadonlyArray<string>]
        > = [
          [["at", "rooms", "yesterday"], `"yesterday" is no moment`, "position:N"],
          [["at", "rooms", "9999"], "rooms has no version 9999 yet"],
          [["at", "rooms", "2001-01-01"], "rooms had not begun at 2001-01-01"],
          [["at", "rooms", "1", "--projection", "gates"], "There is no projection gates", "gate, phase"],
          [["at", "nowhere", "1"], "There is no such project"],
          [["diff", "rooms", "1", "0"], "had not begun at version 0"],
          [["fork", "rooms", "--at", "2", "--name", "No Id"], "is no project id"],
          [["fork", "rooms", "--at", "2", "--name", "rooms"], "The project rooms exists already"],
          [["log", "--type", "GateOpen"], "there is no event GateOpen"],
          [["log", "--since", "noon"], `"noon" is no time`],
          [["log", "--limit", "0"], "--limit"],
          [["verify", "--head", "abc"], `--head: "abc" is no hash`],
          [["export", "nowhere", "--out", "nowhere.jsonl"], "There is no such project"],
          [["export", "rooms", "--out", "no/such/folder.jsonl"], "cannot be written"],
          [["import", "nothing.jsonl"], "There is no file nothing.jsonl"],
          [["import", "recording"], "recording is no file"]
        ]
        for (const [args, ...words] of refusals) assertRefused(yield* layercake(folder, args), ...words)
        assert.deepStrictEqual(yield* layercake(folder, ["events", "--all"]), before)
        assert.isFalse(existsSync(join(folder, "nowhere.jsonl")))
      }),
    240_000
  )
})
