/**
 * The real binary as a worker's shell uses it: claim, submit, release, withdraw; and recording what was answered.
 */
import { assert, describe, it } from "@effect/vitest"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { folderWith, layercake, type Ended } from "./LayercakeProcess.ts"
import { assertRefused, replay, tinyProject } from "./TinyProject.ts"

const folder = folderWith(tinyProject)
const takeBack = ["withdraw", "G1.scope.1", "-p", "third", "--reason", "a model does it"]
const json = (ended: Ended): Record<string, unknown> => {
  assert.strictEqual(ended.code, 0, ended.stderr)
  return Object(Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Unknown))(ended.stdout))
}
const run = layercake(folder, ["run", "--model", "claim", "--record", "calls"])
const claimed = Effect.map(layercake(folder, ["claim", "rooms", "--label", "shell", "--json"]), json)

describe("claimed work in a shell", () => {
  it.live(
    "waits with exit code 3, is claimed, mended, handed in, and applied",
    () =>
      Effect.gen(function* () {
        yield* layercake(folder, ["new", "rooms.md"])
        const waits = yield* run
        assert.strictEqual(waits.code, 3, waits.stderr)
        assert.include(waits.stderr, "waits for a claim: G1 scope (G1.scope.1)")
        assert.include(waits.stderr, "layercake claim rooms --run G1.scope.1")

        const work = yield* claimed
        const claim = String(work["claim"])
        assert.match(claim, /^rooms\/[0-9a-f]{16}$/)
        assert.include(String(work["prompt"]), "People in a small office")
        const listed = yield* layercake(folder, ["claims"])
        assert.include(listed.stdout, claim)

        writeFileSync(join(folder, "bad.md"), "I did it.")
        assertRefused(
          yield* layercake(folder, ["submit", claim, "bad.md"]),
          "The answer contains no file",
          `submit it again under ${claim}`
        )
        const submitted = yield* layercake(folder, [
          "submit",
          claim,
          "recording/scope.md",
          "--by",
          "my-model"
        ])
        assert.deepStrictEqual([submitted.code, submitted.stderr], [0, ""])
        assert.include(submitted.stdout, "The answer to G1.scope.1 is accepted")
        const rested = yield* run
        assert.strictEqual(rested.code, 3, rested.stderr)
        assert.include(rested.stderr, "G1 Scope waits for a person")
      }),
    300_000
  )

  it.live(
    "is recorded, checked, and played back to another project with the same brief",
    () =>
      Effect.gen(function* () {
        const checked = yield* layercake(folder, ["recording", "check", "calls"])
        assert.strictEqual(checked.code, 0, checked.stderr)
        assert.include(checked.stdout, "1 answer, found by what is asked; 0 problems.")
        yield* layercake(folder, ["new", "rooms.md", "--name", "again"])
        const played = yield* layercake(folder, ["run", "again", "--model", "replay:calls"])
        assert.strictEqual(played.code, 3, played.stderr)
        assert.include(played.stderr, "G1 Scope waits for a person")
        assert.include(played.stdout, "replay/calls")
        writeFileSync(
          join(folder, "calls/calls.jsonl"),
          `{"digest":"${"0".repeat(64)}","number":1,"work":"x"}\n`
        )
        const damaged = yield* layercake(folder, ["recording", "check", "calls"])
        assert.strictEqual(damaged.code, 4)
        assert.include(damaged.stderr, "cannot be played")
      }),
    300_000
  )

  it.live(
    "is let go, and taken back for a model to do",
    () =>
      Effect.gen(function* () {
        yield* layercake(folder, ["new", "rooms.md", "--name", "third"])
        yield* layercake(folder, ["run", "third", "--model", "claim"])
        const work = json(yield* layercake(folder, ["claim", "third", "--json"]))
        const released = yield* layercake(folder, ["release", String(work["claim"]), "--reason", "no time"])
        assert.strictEqual(released.stdout, "G1.scope.1 is free to be claimed.\n")
        assertRefused(
          yield* layercake(folder, ["submit", String(work["claim"]), "recording/scope.md"]),
          "is lost: it was released",
          "claim it again"
        )
        const withdrawn = yield* layercake(folder, takeBack)
        assert.include(withdrawn.stdout, "G1.scope.1 waits no more")
        const ran = yield* layercake(folder, ["run", "third", ...replay])
        assert.include(ran.stderr, "G1 Scope waits for a person")
      }),
    300_000
  )
})
