/**
 * Which of two trees does better, and when a series of repairs stops.
 */
import { assert, describe, it } from "@effect/vitest"
import { bestOf, isWorse, stopReason } from "@layercake/core/heal/HealSeries"
import { compareHealth, healthOf, healthText, type TreeHealth } from "@layercake/core/heal/TreeHealth"
import { isMendable, type Proof, ProofKind } from "@layercake/core/proof/Proof"
import { proof } from "../project/GivenProject.ts"

const kinds = ["install", "build", "lint", "test"]
type Count = number | null
/** Failures of install, build, lint and test; a pair for a test run that counted what passed. */
const health = (
  install: Count,
  build: Count = null,
  lint: Count = null,
  test: Count | readonly [failed: number, passed: number] = null
): TreeHealth =>
  [install, build, lint, test].map((failed, index) => ({
    kind: ProofKind.make(kinds[index]!),
    failed: Array.isArray(failed) ? failed[0] : (failed as Count),
    passed: Array.isArray(failed) ? failed[1] : null
  }))
const tree = (signature: string, of: TreeHealth) => ({ signature, health: of })

describe("of two trees the better one", () => {
  const order = [
    health(2),
    health(1),
    health(0, 9),
    health(0, 1),
    health(0, 0, 3, null),
    health(0, 0, 3, 0),
    health(0, 0, 1, [5, 5]),
    health(0, 0, 1, [4, 5]),
    health(0, 0, 0, [1, 0]),
    health(0, 0, 0, [5, 7]),
    health(0, 0, 0, [3, 9]),
    health(0, 0, 0, 0)
  ]
  it("installs before it builds, builds before it lints, and passes more tests", () => {
    for (const [index, worse] of order.entries())
      for (const better of order.slice(index + 1)) {
        assert.isBelow(compareHealth(better, worse), 0, `${healthText(better)} / ${healthText(worse)}`)
        assert.isAbove(compareHealth(worse, better), 0)
        assert.strictEqual(compareHealth(worse, worse), 0)
      }
  })

  it("is the latest of equals", () => {
    const [first, second] = [
      { health: health(1), name: 1 },
      { health: health(1), name: 2 }
    ]
    assert.strictEqual(bestOf([first, second, { health: health(2), name: 3 }])?.name, 2)
    assert.isUndefined(bestOf([]))
  })
})

describe("how a tree does", () => {
  const requirements = kinds.map((kind) => proof(kind, { _tag: "build" }, "backend"))
  const report = (rest: Partial<Proof>) => ({
    outcome: "failed" as const,
    counts: {},
    diagnostics: [],
    ...rest
  })
  const measured = (of: (kind: string) => ReturnType<typeof report> | Partial<Proof> | undefined) =>
    healthOf(requirements, ({ kind }) => of(kind) as ReturnType<typeof report> | undefined, isMendable)

  it("counts what the tools counted, and at least one", () => {
    const found = measured((kind) =>
      kind === "install"
        ? report({ outcome: "passed" })
        : kind === "build"
          ? report({ counts: { errors: 250 }, diagnostics: [{ severity: "error", message: "x" }] })
          : kind === "lint"
            ? report({})
            : report({ counts: { "tests.failed": 3, "tests.passed": 7 } })
    )
    assert.deepStrictEqual(
      found.map(({ failed, passed }) => [failed, passed]),
      [
        [0, null],
        [250, null],
        [1, null],
        [3, 7]
      ]
    )
  })

  it("says nothing of what was not reached or is the machine's", () => {
    const found = measured((kind) => (kind === "install" ? report({ outcome: "inconclusive" }) : undefined))
    assert.deepStrictEqual(
      found.map(({ failed }) => failed),
      [null, null, null, null]
    )
  })

  it("grows with every per cent of coverage that is missing", () => {
    const coverage = (lines: number) =>
      measured(() => report({ counts: { "coverage.lines": lines, "coverage.threshold": 80 } }))
    assert.isTrue(isWorse({ health: coverage(60) }, { health: coverage(70) }))
  })
})

describe("a series of repairs", () => {
  const red = (count: number) => tree(`red ${count}`, health(0, 0, 0, [count, 20 - count]))
  const table: ReadonlyArray<
    readonly [what: string, trees: ReadonlyArray<ReturnType<typeof tree>>, stop: string | undefined]
  > = [
    ["goes on before the first repair", [red(5)], undefined],
    ["goes on while it gets better", [red(5), red(3)], undefined],
    [
      "goes on when a repair shows what was hidden",
      [tree("syntax", health(0, 1)), tree("types", health(0, 12))],
      undefined
    ],
    [
      "goes on when what was lost is partly won back",
      [tree("syntax", health(0, 1)), tree("types", health(0, 12)), tree("fewer", health(0, 4))],
      undefined
    ],
    ["stops when nothing came of it", [red(5), red(5)], "repeated"],
    ["stops when it goes round in circles", [red(5), red(3), red(5)], "repeated"],
    [
      "goes on when the same failures are fewer",
      [tree("same", health(0, 0, 0, [5, 1])), tree("same", health(0, 0, 0, [2, 4]))],
      undefined
    ],
    ["stops after two that made it worse", [red(3), red(5), red(6)], "growing"],
    [
      "stops after two that made it worse, however good it was between",
      [red(5), red(2), red(4), red(9)],
      "growing"
    ],
    [
      "goes on after one that made it worse and one that made it better than ever",
      [red(5), red(6), red(1)],
      undefined
    ]
  ]
  for (const [what, trees, stop] of table)
    it(what, () => assert.strictEqual(stopReason(trees, trees.length - 1, 9), stop))

  it("stops when the attempts are used up, and says so only if nothing else stops it", () => {
    assert.strictEqual(stopReason([red(5), red(4)], 1, 1), "attempts")
    assert.strictEqual(stopReason([red(5)], 0, 0), "attempts")
    assert.strictEqual(stopReason([red(5), red(5)], 1, 1), "repeated")
    assert.isUndefined(stopReason([], 3, 3))
  })
})
