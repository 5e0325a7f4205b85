/**
 * Money at the command line: a recording that has a price, so that a ceiling stops a run before its first call.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll } from "vitest"
import { folderWith, layercake, startAtTerminal } from "./LayercakeProcess.ts"
import { assertRefused, replay, tinyProject } from "./TinyProject.ts"

const price = {
  provider: "replay",
  model: "*",
  from: "2026-01-01",
  inputPerMillion: 1_000_000,
  cachedInputPerMillion: 0,
  outputPerMillion: 1_000_000
}
const folder = folderWith({
  ...tinyProject,
  "policy.json": `{ "runBudgetMicroUsd": 100, "plan": "PRO" }`,
  ".layercake/prices.json": JSON.stringify({ prices: [price] })
})

const parsed = (stdout: string) => JSON.parse(stdout)
const hasScript = spawnSync("script", ["--version"]).status === 0

describe.skipIf(!hasScript)("a project under a ceiling (needs `script` of util-linux)", () => {
  beforeAll(
    () =>
      Effect.runPromise(
        Effect.gen(function* () {
          const created = yield* layercake(folder, ["new", "rooms.md", "--policy", "policy.json"])
          assert.strictEqual(created.code, 0, created.stderr)
          const ran = yield* layercake(folder, ["run", ...replay])
          assert.strictEqual(ran.code, 3, ran.stderr)
          assert.include(ran.stderr, "The ceiling of one agent run leaves too little for the next call")
        })
      ),
    120_000
  )

  it.live(
    "is shown with its ceilings and with what waits, for people and for scripts",
    () =>
      Effect.gen(function* () {
        const shown = yield* layercake(folder, ["cost"])
        assert.strictEqual(shown.code, 0, shown.stderr)
        for (const words of [
          "rooms: $0.0000 spent, $0.0000 held back",
          "each agent run",
          "$0.0001 left",
          "runBudgetMicroUsd",
          "plan PRO, ",
          "500 left",
          "A call of unknown price waits for a person.",
          "escalation-1 waits for a person: G1.scope.1 was not begun.",
          "layercake allow escalation-1 --project rooms"
        ])
          assert.include(shown.stdout, words)
        const json = yield* layercake(folder, ["cost", "rooms", "--json"])
        const report = parsed(json.stdout)
        assert.deepInclude(report, { project: "rooms", unpricedModels: "ask", inheritedMicroUsd: null })
        assert.deepInclude(report.waiting[0], {
          scope: "agent-run",
          hold: "escalation-1",
          limit: 100,
          status: "open"
        })
        assert.deepInclude(report.total, { runs: 0, calls: 0, microUsd: 0, reservedMicroUsd: 0 })
        const prices = yield* layercake(folder, ["cost", "--prices", "--json"])
        assert.deepStrictEqual(parsed(prices.stdout)[0], { ...price, own: true })
      }),
    60_000
  )

  it.live(
    "is let go on by a person at a terminal alone, about an entry that a ceiling stands behind",
    () =>
      Effect.gen(function* () {
        assertRefused(
          yield* layercake(folder, ["allow", "escalation-1"]),
          "only a person may ask for it",
          "Run it at a terminal"
        )
        assertRefused(yield* layercake(folder, ["allow", ""]), "the id of an entry")
        assertRefused(yield* layercake(folder, ["allow", "escalation-1", "--with", " "]), "--with")
        assertRefused(yield* layercake(folder, ["cost", "no such"]), "is no project id")
        const other = yield* startAtTerminal(folder, ["allow", "escalation-9"]).ended
        assert.strictEqual(other.code, 1)
        assert.include(other.stdout, "There is no entry escalation-9")
        const allowed = yield* startAtTerminal(folder, [
          "allow",
          "escalation-1",
          "--with",
          "it is nearly done"
        ]).ended
        assert.strictEqual(allowed.code, 0, allowed.stdout)
        assert.include(allowed.stdout, "escalation-1 may go on this once. Go on with `layercake run rooms`.")
      }),
    60_000
  )

  it.live(
    "goes on where it stopped, and says what it came to",
    () =>
      Effect.gen(function* () {
        const ran = yield* layercake(folder, ["run", ...replay])
        assert.strictEqual(ran.code, 3, ran.stderr)
        assert.include(ran.stderr, "layercake approve G1")
        const report = parsed((yield* layercake(folder, ["cost", "--json"])).stdout)
        assert.deepInclude(report.total, { runs: 1, calls: 1, microUsd: 0, reservedMicroUsd: 0, unpriced: 0 })
        assert.deepInclude(report.plan, { plan: "PRO", runs: 1, limit: 500 })
        assert.deepStrictEqual(report.waiting, [])
        const types = (yield* layercake(folder, ["events", "--json"])).stdout
        for (const type of ["BudgetExhausted", "CallAllowed", "CostReserved", "CostRecorded"])
          assert.include(types, type)
      }),
    60_000
  )

  it.live(
    "is not begun with prices that are none",
    () =>
      Effect.gen(function* () {
        writeFileSync(join(folder, ".layercake/prices.json"), `{ "prices": [{ "provider": "replay" }] }`)
        const refused = yield* layercake(folder, ["cost"])
        assert.strictEqual(refused.code, 1)
        assert.include(refused.stderr, "prices.0.model")
        assert.include(refused.stderr, "Put it right")
      }),
    60_000
  )
})
