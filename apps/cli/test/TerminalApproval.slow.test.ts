import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { userInfo } from "node:os"
import { Effect } from "effect"
import { folderWith, layercake, startAtTerminal } from "./LayercakeProcess.ts"
import { replay, tinyProject } from "./TinyProject.ts"

const hasScript = spawnSync("script", ["--version"]).status === 0
const folder = folderWith(tinyProject)
const down = "\u001b[B"
const escape = "\u001b["

const approvals = Effect.gen(function* () {
  const events = (yield* layercake(folder, ["events", "--json"])).stdout.trimEnd().split("\n")
  return events.map((line) => JSON.parse(line)).filter(({ type }) => type === "GateApproved")
})

describe.skipIf(!hasScript)("a person at a terminal (needs `script` of util-linux)", () => {
  it.live(
    "begins a project and sees for how long the data folder is being made",
    () =>
      Effect.gen(function* () {
        const created = startAtTerminal(folder, ["new", "rooms.md"], { NO_COLOR: "1" })
        yield* created.saw("opening .layercake")
        const { code, stdout } = yield* created.ended
        assert.strictEqual(code, 0)
        assert.include(stdout, "Project rooms created: Room booking")
        assert.notInclude(stdout, `${escape}90m`)
        assert.notInclude(stdout, `${escape}0m`)
      }),
    60_000
  )

  it.live(
    "is asked at the gate where the run stops, and may leave it for later",
    () =>
      Effect.gen(function* () {
        const run = startAtTerminal(folder, ["run", ...replay])
        yield* run.saw("G1 opened")
        yield* run.saw("Evidence under review")
        yield* run.saw("Decide later")
        yield* run.type(`${down}${down}\r`)
        const { code, stdout } = yield* run.ended
        assert.strictEqual(code, 3, stdout)
        assert.include(stdout, `${escape}33mWAITING`)
        // The gate before was passed on its proof; nobody was asked about it.
        assert.deepStrictEqual(
          (yield* approvals).map(({ data }) => data.gate),
          ["G0"]
        )
      }),
    60_000
  )

  it.live(
    "changes nothing by answering no",
    () =>
      Effect.gen(function* () {
        const asked = startAtTerminal(folder, ["approve", "G1"])
        yield* asked.saw("docs/scope.md")
        yield* asked.saw("Approve G1, exactly as shown?")
        yield* asked.type("n")
        const { code, stdout } = yield* asked.ended
        assert.strictEqual(code, 1)
        assert.include(stdout, "Nothing was decided.")
        assert.lengthOf(yield* approvals, 1)
      }),
    60_000
  )

  it.live(
    "leaves a question with Ctrl-C, which decides nothing",
    () =>
      Effect.gen(function* () {
        const asked = startAtTerminal(folder, ["approve", "G1"])
        yield* asked.saw("exactly as shown?")
        yield* asked.type("\u0003")
        assert.strictEqual((yield* asked.ended).code, 130)
      }),
    60_000
  )

  it.live(
    "leaves the question before something is removed with Ctrl-C as well",
    () =>
      Effect.gen(function* () {
        const asked = startAtTerminal(folder, ["member", "remove", "rooms", "ada"])
        yield* asked.saw("Remove ada from rooms?")
        yield* asked.type("\u0003")
        assert.strictEqual((yield* asked.ended).code, 130)
      }),
    60_000
  )

  it.live(
    "approves, and is recorded as a person under the name of the account",
    () =>
      Effect.gen(function* () {
        const asked = startAtTerminal(folder, ["approve", "G1", "--comment", "Clear."])
        yield* asked.saw("exactly as shown?")
        yield* asked.type("y")
        const { code, stdout } = yield* asked.ended
        assert.strictEqual(code, 0, stdout)
        assert.include(stdout, "G1 is approved. Go on with `layercake run rooms`.")
        const approved = (yield* approvals).at(-1)
        assert.deepInclude(approved.data, { gate: "G1", authority: "person", comment: "Clear." })
        assert.deepStrictEqual(approved.metadata.actor, { kind: "person", id: userInfo().username })
      }),
    60_000
  )
})
