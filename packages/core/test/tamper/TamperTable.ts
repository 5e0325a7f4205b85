/**
 * Tables of changes to one file and of what the scan finds in them.
 */
import { assert, it } from "@effect/vitest"
import { scan, type ScanOptions } from "@layercake/core/tamper/TamperScan"

export const between = (path: string, before: string | null, after: string | null, options?: ScanOptions) =>
  scan([{ path, before, after }], options).map(({ detail, kind }) => `${kind}: ${detail}`)
export const json = (value: unknown) => JSON.stringify(value, null, 2)

type Table = ReadonlyArray<
  readonly [what: string, before: string | null, after: string | null, found: ReadonlyArray<RegExp>]
>
export const told = (path: string, table: Table) => {
  for (const [what, before, after, found] of table)
    it(what, () => {
      const facts = between(path, before, after)
      assert.strictEqual(facts.length, found.length, facts.join("\n"))
      found.forEach((pattern, index) => assert.match(facts[index] ?? "", pattern))
    })
}
