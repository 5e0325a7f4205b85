/**
 * The same failure has the same signature wherever and whenever it happens; another one has another.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Failure, failureKeys, signatureOf } from "@layercake/core/heal/FailureSignature"
import { type Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import { readOutput, type ReaderName } from "@layercake/core/build/BuildReader"
import { sample } from "../build/BuildSample.ts"
import { type Chance, chanceOf } from "../pipeline/RandomHistory.ts"

const failure = (kind: string, diagnostics: ReadonlyArray<Diagnostic>, summary = "It failed."): Failure => ({
  kind: ProofKind.make(kind),
  outcome: "failed",
  summary,
  diagnostics
})
const error = (message: string, rest: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  message,
  ...rest
})
const one = (message: string, rest: Partial<Diagnostic> = {}) =>
  signatureOf([failure("test", [error(message, rest)])])
const same = (a: string, b: string) =>
  assert.strictEqual(
    one(a),
    one(b),
    `${failureKeys(failure("test", [error(a)]))} ${failureKeys(failure("test", [error(b)]))}`
  )
const different = (a: string, b: string) => assert.notStrictEqual(one(a), one(b))

const read = (name: string, text: (output: string) => string, ...readers: ReadonlyArray<ReaderName>) =>
  signatureOf([failure("test", readOutput(readers, text(sample(name)), "/workspace").diagnostics)])
const asIs = (text: string) => text

describe("a signature", () => {
  it("is the same after another time, at another place, under another path", () => {
    same("timed out after 5000 ms", "timed out after 5012ms")
    same("2 !== 3", "7 !== 3")
    same("at /tmp/run-8f3a/x/booking.ts:12:3", "at /var/folders/zz/T/booking.ts:14:9")
    same(
      "ENOENT: no such file, open '/tmp/a1b2/data.json'",
      "ENOENT: no such file, open '/tmp/c3d4/data.json'"
    )
    same("tree 8df0f8528b8fd325 is gone", "tree aa30f8528b8fd3ff is gone")
    same("run 0c9d5f1e-5a3b-4c2d-9e8f-0a1b2c3d4e5f failed", "run 1c9d5f1e-5a3b-4c2d-9e8f-0a1b2c3d4e5a failed")
    same(
      "expected 'Ada Lovelace' to be 'Grace Hopper'",
      "expected 'Ada King' to be 'Grace Hopper, Rear Admiral'"
    )
    same("started 2026-11-22T10:00:00.000Z", "started 2026-11-23T11:12:13Z")
    same("a  b\r\nc", "a b\nc")
  })

  it("is another for another name, rule, path or kind", () => {
    different("'roomId' is not defined", "'slotId' is not defined")
    different("REQ-4 counts hours: wrong", "REQ-4 counts rooms: wrong")
    assert.notStrictEqual(one("wrong", { rule: "TS2345" }), one("wrong", { rule: "TS2322" }))
    assert.notStrictEqual(one("wrong", { path: "src/a.ts" }), one("wrong", { path: "src/b.ts" }))
    assert.notStrictEqual(
      signatureOf([failure("lint", [error("x")])]),
      signatureOf([failure("test", [error("x")])])
    )
  })

  it("counts how often a failure is there, so that one less is something else", () => {
    const twice = failure("test", [error("x", { line: 1 }), error("x", { line: 9 })])
    assert.notStrictEqual(signatureOf([twice]), signatureOf([failure("test", [error("x")])]))
    assert.deepStrictEqual(failureKeys(twice), ["test |  |  | x", "test |  |  | x"])
  })

  it("goes by the summary where no error is reported, and is nothing for what passed", () => {
    const summary = "The step `test` was stopped after 120 s because it passed its time limit."
    const warned: Diagnostic = { severity: "warning", message: "x" }
    assert.strictEqual(
      signatureOf([failure("test", [], summary)]),
      signatureOf([failure("test", [warned], summary.replace("120", "121"))])
    )
    assert.deepStrictEqual(failureKeys({ ...failure("test", []), outcome: "passed" }), [])
    assert.match(signatureOf([]), /^fs-[0-9a-f]{16}$/)
  })

  it("of a real test run does not change with its durations, and does with a failure less", () => {
    for (const [name, reader] of [
      ["node-tap-fail", "node-tap"],
      ["node-spec-fail", "node-spec"],
      ["vitest-fail", "vitest"],
      ["vitest-same-error", "vitest"]
    ] as const) {
      const slower = read(
        name,
        (text) =>
          text
            .replaceAll(/\d+(?:\.\d+)?(?= ?ms\b)/g, "77")
            .replaceAll(/duration_ms: [\d.]+/g, "duration_ms: 9.5"),
        reader
      )
      assert.strictEqual(read(name, asIs, reader), slower, name)
    }
    assert.notStrictEqual(
      read("node-tap-fail", asIs, "node-tap"),
      read(
        "node-tap-fail",
        (text) => text.replace("not ok 2 - REQ-4 counts hours", "ok 2 - REQ-4 counts hours"),
        "node-tap"
      )
    )
  })

  it("of a real compiler run does not change with its lines", () => {
    const shifted = (text: string) =>
      text.replaceAll(/\((\d+),(\d+)\)/g, (_, line, column) => `(${Number(line) + 40},${Number(column) + 3})`)
    assert.strictEqual(read("tsc-plain", asIs, "typescript"), read("tsc-plain", shifted, "typescript"))
    assert.notStrictEqual(
      read("tsc-plain", asIs, "typescript"),
      read("tsc-plain", (text) => text.split("\n").slice(1).join("\n"), "typescript")
    )
  })
})

const between = (chance: Chance, least: number, most: number) =>
  least + Math.floor(chance.next() * (most - least + 1))

const anyError = (chance: Chance): Diagnostic => {
  const path = chance.one(["src/room.ts", "src/slot.ts", "test/room.test.ts"])
  const [line, column] = [between(chance, 1, 900), between(chance, 1, 120)]
  const name = chance.one(["room", "slot", "booking", "overlap", "free"])
  const rule = chance.one(["TS2345", "no-unused-vars", "eqeqeq"])
  return error(`'${name}' took ${line} ms at ${path}:${line}:${column}`, { rule, path, line, column })
}

describe("a signature of any failures", () => {
  it("does not see their order, their lines or what they took, and sees one more of them", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const chance = chanceOf(seed)
      const all = Array.from({ length: between(chance, 1, 12) }, () => anyError(chance))
      const by = between(chance, 1, 500)
      const moved = all.toReversed().map((found): Diagnostic => ({
        ...found,
        line: (found.line ?? 0) + by,
        message: found.message.replaceAll(/\d+/g, (digits) => String(Number(digits) + by))
      }))
      const signature = signatureOf([failure("lint", all)])
      assert.strictEqual(signatureOf([failure("lint", moved)]), signature, `seed ${seed}`)
      const more = failure("lint", [...all, anyError(chance)])
      assert.notStrictEqual(signatureOf([more]), signature, `seed ${seed}`)
    }
  })
})
