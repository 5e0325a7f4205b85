import { assert, it } from "@effect/vitest"
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { folderWith, layercake } from "./LayercakeProcess.ts"
import { assertRefused, brief } from "./TinyProject.ts"

const folder = folderWith({
  "good.md": brief,
  "empty.md": "",
  "blank.md": " \n\t\n",
  "binary.md": new Uint8Array([0x23, 0x20, 0x41, 0x00, 0xff]),
  "latin.md": new Uint8Array([0x23, 0x20, 0xe4, 0xf6, 0xfc]),
  "large.md": `# Large\n${"x".repeat(1_000_001)}`,
  "untitled.md": "No title here.\n",
  "field.json": `{ "healAttempts": "three" }`,
  "fields.json": `{ "healAtempts": 3, "coverageThreshold": 200 }`,
  "broken.json": "{"
})
mkdirSync(join(folder, "folder.md"))

/** What is refused, and words that have to be in the answer. */
const mistakes: ReadonlyArray<
  readonly [what: string, args: ReadonlyArray<string>, ...words: ReadonlyArray<string>]
> = [
  ["a brief that is not there", ["new", "nowhere.md"], "There is no file nowhere.md"],
  ["an empty brief", ["new", "empty.md"], "has no content", "Write what is to be built"],
  ["a blank brief", ["new", "blank.md"], "white space", "Write what is to be built"],
  ["a binary brief", ["new", "binary.md"], "NUL", "Save it as a plain text"],
  ["a brief that is not UTF-8", ["new", "latin.md"], "not valid UTF-8", "Save it in the encoding UTF-8"],
  ["a brief of more than a megabyte", ["new", "large.md"], "the limit is 1000000", "Shorten it"],
  ["a brief without a title", ["new", "untitled.md"], "Begin it with a line such as"],
  ["a folder as a brief", ["new", "folder.md"], "folder.md is no file"],
  ["a name that is no id", ["new", "good.md", "--name", "A b"], "--name", "for example room-booking"],
  ["a policy that is not there", ["new", "good.md", "--policy", "no.json"], "There is no file no.json"],
  ["a policy that is no JSON", ["new", "good.md", "--policy", "broken.json"], "broken.json is no policy"],
  [
    "a policy with a wrong field",
    ["new", "good.md", "--policy", "field.json"],
    "healAttempts: Expected number"
  ],
  [
    "a policy with two wrong fields",
    ["new", "good.md", "--policy", "fields.json"],
    "- healAtempts",
    "- coverageThreshold"
  ],
  [
    "a data folder that is a file",
    ["status", "--data", "good.md"],
    "good.md cannot be used as the data folder"
  ],
  ["a question about no data folder", ["gates"], "There is no project in .layercake yet", "layercake new"],
  ["a subcommand that is none", ["aprove"], "SUBCOMMANDS", "aprove"],
  ["a flag that is none", ["status", "--wat"], "USAGE", "--wat"],
  ["an argument that is missing", ["new"], "USAGE", "Missing required argument: brief.md"],
  ["a flag that is missing", ["reject", "G1"], "USAGE", "--reason"],
  ["an empty gate", ["approve", ""], "USAGE", "the id of a gate, for example G3"],
  ["an empty entry", ["resolve", "", "--with", "x"], "USAGE", "the id of an entry"],
  ["a choice that is none", ["run", "--sandbox", "none"], "bubblewrap"],
  ["a tier that is none", ["worker", "--tiers", "urgent"], "--tiers: there is no tier urgent", "critical"],
  ["no tier at all", ["worker", "--tiers", ""], '--tiers: there is no tier ""'],
  ["one comma too many", ["worker", "--tiers", "high,"], '--tiers: there is no tier ""'],
  ["workers of no tier", ["worker", "--concurrency", "urgent=3"], "--concurrency: there is no tier urgent"],
  ["no workers", ["worker", "--concurrency", "high=0"], "high=0: give a whole number from 1 to 1000"],
  ["too many workers", ["worker", "--concurrency", "high=1001"], "high=1001: give a whole number"],
  ["a number that is missing", ["worker", "--concurrency", "low=1,high"], "high: give a whole number"],
  [
    "workers of a tier that is left out",
    ["worker", "--tiers", "high", "--concurrency", "low=2"],
    "--concurrency low=2: --tiers leaves low out"
  ],
  ["Redis without a database", ["worker", "--redis", "redis://ada:s3cret@127.0.0.1:1"], "give --database too"]
]

/** Addresses of servers that cannot be used. Nothing but the machine's own folder is made before they are asked. */
const addresses: ReadonlyArray<readonly [url: string, ...words: ReadonlyArray<string>]> = [
  ["s3cret", "it is not of the form postgres://"],
  ["mysql://ada:s3cret@127.0.0.1:1/rooms", "it is not of the form postgres://"],
  ["postgres://ada:s3cret@127.0.0.1:1/rooms", "127.0.0.1:1/rooms cannot be used", "ECONNREFUSED"]
]

it.live(
  "answers each mistake with a sentence on stderr and exit code 1, and makes nothing",
  () =>
    Effect.gen(function* () {
      const answers = yield* Effect.forEach(mistakes, ([, args]) => layercake(folder, args), {
        concurrency: 3
      })
      for (const [index, [what, , ...words]] of mistakes.entries())
        assert.doesNotThrow(() => assertRefused(answers[index]!, ...words), what)
      assert.isFalse(existsSync(join(folder, ".layercake")))
    }),
  60_000
)

it.live(
  "answers each address that leads nowhere with one line on stderr, and never tells a password",
  () =>
    Effect.gen(function* () {
      const machine = folderWith({})
      for (const [url, ...words] of addresses) {
        const refused = yield* layercake(machine, ["worker", "--database", url])
        assertRefused(refused, ...words)
        assert.notInclude(refused.stderr, "s3cret")
        assert.lengthOf(refused.stderr.trim().split("\n"), 2, "the heading and one line")
      }
    }),
  60_000
)

it.live("says that there is no project where nothing was begun, and makes nothing", () =>
  Effect.gen(function* () {
    const words = yield* layercake(folder, ["status"])
    assert.deepStrictEqual([words.code, words.stderr], [0, ""])
    assert.include(words.stdout, "Begin one with `layercake new <brief.md>`")
    const json = yield* layercake(folder, ["status", "--json"])
    assert.strictEqual(json.stdout, "[]\n")
    assert.isFalse(existsSync(join(folder, ".layercake")))
  })
)
