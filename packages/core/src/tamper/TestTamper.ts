/**
 * Tests that are removed, skipped, narrowed down or do not assert any more what they did.
 */
import type { TamperFact } from "./Tamper.ts"
import type { FileChange } from "./TamperScan.ts"
import { isTestPath, type TestCase, testCases } from "./TestCase.ts"

interface Found extends TestCase {
  readonly path: string
}

export const facts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> => {
  const files = changes
    .filter(({ path }) => isTestPath(path))
    .map((change) => ({
      ...change,
      was: casesOf(change.path, change.before),
      is: casesOf(change.path, change.after)
    }))
  const was = files.flatMap((file) => file.was)
  const is = files.flatMap((file) => file.is)
  if (was.length === 0) return []
  const pairs = paired(was, is)
  const gone = was.filter((test) => isRunning(test) && !pairs.has(test))
  const lost = isReplaced(gone, is, new Set(pairs.values())) ? [] : gone
  const wholly = new Set(
    files
      .filter(
        (file) => file.was.length > 0 && file.is.length === 0 && file.was.some((test) => lost.includes(test))
      )
      .map(({ path }) => path)
  )
  return [
    ...files
      .filter(({ path }) => wholly.has(path))
      .map(({ after, path, was }): TamperFact => ({
        kind: after === null ? "test-file-removed" : "test-file-emptied",
        path,
        detail: `its ${was.length} tests are gone: ${namesOf(was)}`
      })),
    ...files
      .filter(({ path, was }) => !wholly.has(path) && was.some((test) => lost.includes(test)))
      .map(({ path, was }): TamperFact => {
        const tests = was.filter((test) => lost.includes(test))
        return { kind: "tests-removed", path, detail: `${tests.length} tests are gone: ${namesOf(tests)}` }
      }),
    ...skipped(pairs, was, is),
    ...Array.from(pairs).flatMap(([before, after]) => weakened(before, after)),
    ...files.flatMap(({ is, path, was }) => thinned(path, was, is))
  ]
}

const casesOf = (path: string, source: string | null): ReadonlyArray<Found> =>
  source === null ? [] : testCases(source).map((test) => ({ ...test, path }))

/** As many others are new, and they assert something if those that are gone did; a table may be any number of them. */
const isReplaced = (
  gone: ReadonlyArray<Found>,
  is: ReadonlyArray<Found>,
  known: ReadonlySet<Found>
): boolean => {
  const asserted = gone.some((test) => test.assertions > test.trivial)
  const fresh = is.filter(
    (test) => isRunning(test) && !known.has(test) && (!asserted || test.assertions > test.trivial)
  )
  return fresh.length >= gone.length || fresh.some(({ isTable }) => isTable)
}

const isRunning = ({ mark }: TestCase): boolean => mark === null || mark === "only"

const namesOf = (tests: ReadonlyArray<TestCase>): string =>
  tests
    .slice(0, 5)
    .map(({ name }) => `"${name}"`)
    .join(", ") + (tests.length > 5 ? ", ..." : "")

/** Each test with the one of the same name afterwards, in the same file if there are several. */
const paired = (was: ReadonlyArray<Found>, is: ReadonlyArray<Found>): ReadonlyMap<Found, Found> => {
  const left = new Set(is)
  const pairs = new Map<Found, Found>()
  for (const isSameFile of [true, false])
    for (const test of was) {
      if (pairs.has(test)) continue
      const other = Array.from(left).find(
        ({ name, path }) => name === test.name && (path === test.path || !isSameFile)
      )
      if (other === undefined) continue
      left.delete(other)
      pairs.set(test, other)
    }
  return pairs
}

/** A test that ran and does not now, and a mark that leaves all the others out. */
const skipped = (
  pairs: ReadonlyMap<Found, Found>,
  was: ReadonlyArray<Found>,
  is: ReadonlyArray<Found>
): ReadonlyArray<TamperFact> => [
  ...Array.from(pairs).flatMap(([before, after]): ReadonlyArray<TamperFact> =>
    isRunning(before) && !isRunning(after)
      ? [
          {
            kind: "tests-skipped",
            path: after.path,
            line: after.line,
            detail: `"${after.name}" is ${after.mark === "todo" ? "still to be written, it says" : "skipped"}`
          }
        ]
      : []
  ),
  ...is
    .filter((test) => test.mark === "only" && !was.some(({ mark }) => mark === "only"))
    .slice(0, 1)
    .map((test): TamperFact => ({
      kind: "tests-narrowed",
      path: test.path,
      line: test.line,
      detail: `only "${test.name}" runs, and the other tests beside it do not`
    }))
]

const weakened = (before: Found, after: Found): ReadonlyArray<TamperFact> => {
  const at = { path: after.path, line: after.line }
  const real = (test: Found) => test.assertions - test.trivial
  if (after.trivial > before.trivial)
    return [
      {
        kind: "assertions-trivial",
        ...at,
        detail: `"${after.name}" asserts what holds whatever the program does`
      }
    ]
  if (real(before) > 0 && real(after) === 0)
    return [
      {
        kind: "assertions-removed",
        ...at,
        detail: `"${after.name}" asserted ${real(before)} things and asserts nothing now`
      }
    ]
  const strong = (test: Found) => real(test) - test.weak
  return after.weak > before.weak && strong(after) < strong(before)
    ? [
        {
          kind: "assertions-weakened",
          ...at,
          detail: `"${after.name}" asks whether there is something where it compared what it is`
        }
      ]
    : []
}

/** Several assertions may well become one; more than half of a file's are more than that. */
const thinned = (
  path: string,
  was: ReadonlyArray<Found>,
  is: ReadonlyArray<Found>
): ReadonlyArray<TamperFact> => {
  const count = (tests: ReadonlyArray<Found>) =>
    tests.reduce((sum, { assertions, trivial }) => sum + assertions - trivial, 0)
  const kept = was.filter(({ name }) => is.some((other) => other.name === name))
  const left = is.filter(({ name }) => was.some((other) => other.name === name))
  const lost = count(kept) - count(left)
  const isSaid = kept.some((test) => {
    const after = left.find(({ name }) => name === test.name)
    return after !== undefined && weakened(test, after).length > 0
  })
  return lost >= 4 && lost * 2 > count(kept) && !isSaid
    ? [
        {
          kind: "assertions-removed",
          path,
          detail: `its tests asserted ${count(kept)} things and assert ${count(left)} now`
        }
      ]
    : []
}
