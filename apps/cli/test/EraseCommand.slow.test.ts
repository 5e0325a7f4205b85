import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { userInfo } from "node:os"
import { Effect } from "effect"
import { folderWith, layercake, startAtTerminal } from "./LayercakeProcess.ts"
import { assertRefused, replay, tinyProject } from "./TinyProject.ts"

const hasScript = spawnSync("script", ["--version"]).status === 0
const folder = folderWith(tinyProject)
const me = userInfo().username
const comment = "Approved at Lovelace Street 12"

const erase = (...rest: ReadonlyArray<string>) => ["erase", "person", me, "--reason", "asked for", ...rest]
const events = Effect.map(layercake(folder, ["events", "--json"]), ({ stdout }) => stdout)

describe.skipIf(!hasScript)("erasing (needs `script` of util-linux)", () => {
  it.live(
    "shows what a person typed, asks, and takes it away",
    () =>
      Effect.gen(function* () {
        yield* layercake(folder, ["new", "rooms.md"])
        assert.strictEqual((yield* layercake(folder, ["run", ...replay])).code, 3)
        const approval = startAtTerminal(folder, ["approve", "G1", "--comment", comment])
        yield* approval.saw("exactly as shown?")
        yield* approval.type("y")
        assert.strictEqual((yield* approval.ended).code, 0)
        assert.include(yield* events, comment)

        const left = startAtTerminal(folder, erase())
        yield* left.saw("typed 1 text:")
        yield* left.saw(`Erase what ${me} typed, for good?`)
        yield* left.type("n")
        const unchanged = yield* left.ended
        assert.strictEqual(unchanged.code, 1)
        assert.include(unchanged.stdout, "Nothing was erased.")
        assert.include(yield* events, comment)

        const asked = startAtTerminal(folder, erase())
        yield* asked.saw("for good?")
        yield* asked.type("y")
        const erased = yield* asked.ended
        assert.strictEqual(erased.code, 0, erased.stdout)
        assert.include(erased.stdout, `1 text of ${me} erased in 1 project.`)
        const after = yield* events
        assert.notInclude(after, comment)
        assert.include(after, `"comment":"[erased]"`)
        const verified = yield* layercake(folder, ["verify"])
        assert.strictEqual(verified.code, 0, verified.stderr)
        assert.include(verified.stdout, "(1 erased)")
        assert.include((yield* layercake(folder, ["log"])).stdout, `1 text of ${me} erased: asked for`)
      }),
    240_000
  )

  it.live(
    "is refused where nobody can be asked, where no person is, and for what is no digest, no reason or in use",
    () =>
      Effect.gen(function* () {
        assertRefused(yield* layercake(folder, erase()), "nobody can be asked here", "Give --yes")
        assertRefused(yield* layercake(folder, erase("--yes")), "only a person may ask for it")
        assertRefused(yield* layercake(folder, ["erase", "person", me, "--reason", " "]), "--reason: say why")
        const content = (digest: string) => [
          "erase",
          "content",
          "rooms",
          digest,
          "--reason",
          "asked for",
          "--yes"
        ]
        assertRefused(yield* layercake(folder, content("12")), `"12" is no digest`)
        const brief = /"brief":"([0-9a-f]{64})"/.exec(yield* events)?.[1] ?? assert.fail("no brief")
        const inUse = yield* startAtTerminal(folder, content(brief)).ended
        assert.strictEqual(inUse.code, 1)
        assert.include(inUse.stdout.replace(/\s+/g, " "), "is the file docs/brief.md of rooms.")
      }),
    240_000
  )
})
