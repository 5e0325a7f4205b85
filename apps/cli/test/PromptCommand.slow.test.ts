/**
 * What agents would be sent and who they are, on the command line: spends nothing, writes nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import type { PromptPreview } from "@layercake/core/operation/AgentOperations"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { beforeAll } from "vitest"
import { folderWith, layercake } from "./LayercakeProcess.ts"
import { assertRefused, tinyProject } from "./TinyProject.ts"

const folder = folderWith(tinyProject)

const valueOf = <A>(stdout: string): A => JSON.parse(stdout) as A

const told = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const asked = yield* layercake(folder, args)
  assert.deepStrictEqual([asked.code, asked.stderr], [0, ""], args.join(" "))
  return asked.stdout
})

describe("a project that has just begun", () => {
  beforeAll(() => Effect.runPromise(layercake(folder, ["new", "rooms.md"])), 240_000)

  it.live(
    "shows what an agent would be sent, what it is made of and what it would cost",
    () =>
      Effect.gen(function* () {
        const before = yield* told("log", "--json")
        const table = yield* told("prompt", "G1")
        assert.match(table, /^What orchestrator would be sent if it were done now: G1 scope, work 1/)
        assert.match(table, /1 task +template +\d+ +\d+ +shown/)
        assert.match(table, /5 documents +docs\/brief\.md +\d+ +\d+ +shown/)
        assert.match(table, /About \d+ of 60000 tokens\. No model was asked yet/)
        const text = yield* told("prompt", "G1", "--text")
        assert.include(text, "# Orchestrator")
        assert.include(text, "# You must send\n- docs/scope.md (scope)")
        const priced = valueOf<PromptPreview>(
          yield* told("prompt", "G3", "--step", "data", "--as", "anthropic/claude-sonnet-4-5", "--json")
        )
        assert.deepStrictEqual(
          [priced.agent as string, priced.standing],
          ["database-engineer", "hypothetical"]
        )
        assert.isAbove(priced.cost?.microUsd ?? 0, 0)
        assert.strictEqual(yield* told("log", "--json"), before)
      }),
    240_000
  )

  it.live(
    "names what there is where there is no such gate, step or agent",
    () =>
      Effect.gen(function* () {
        assertRefused(
          yield* layercake(folder, ["prompt", "G5", "--step", "cook"]),
          "Its steps are backend, frontend, review."
        )
        assertRefused(yield* layercake(folder, ["prompt", "G0"]), "No agent works at G0")
        assertRefused(yield* layercake(folder, ["prompt", "G77"]), "G77")
        assertRefused(yield* layercake(folder, ["agents", "show", "cook"]), "There are architect, ")
      }),
    240_000
  )

  it.live(
    "shows its agents, own templates in place of the standard ones",
    () =>
      Effect.gen(function* () {
        const own = join(folder, ".layercake", "agents")
        mkdirSync(own, { recursive: true })
        writeFileSync(
          join(own, "architect.md"),
          "---\nname: architect\ndescription: Use it.\nversion: 9\n---\nDraw boxes.\n"
        )
        const agents = valueOf<ReadonlyArray<{ name: string; version: number; digest: string }>>(
          yield* told("agents", "--json")
        )
        assert.strictEqual(agents.length, 14)
        assert.deepStrictEqual(
          agents.filter(({ version }) => version === 9).map(({ name }) => name),
          ["architect"]
        )
        const shown = yield* told("agents", "show", "architect")
        assert.match(shown, /Version 9, digest [0-9a-f]{64}/)
        assert.include(shown, "Draw boxes.")
        assert.include(yield* told("agents", "handoffs"), "has handed anything over yet")
        writeFileSync(
          join(own, "architect.md"),
          "---\nname: architect\ndescription: Use it.\nversion: x\n---\nDraw.\n"
        )
        assertRefused(
          yield* layercake(folder, ["agents"]),
          "architect.md is not an agent template. version: "
        )
      }),
    240_000
  )
})
