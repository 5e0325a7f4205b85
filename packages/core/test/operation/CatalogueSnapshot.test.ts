/**
 * Every operation as faces and clients know it: what it says of itself, and its schemas. A change is a line of the file
 * that is another. After a change of the catalogue: `vitest run --project core CatalogueSnapshot -u`.
 */
import { assert, expect, it } from "@effect/vitest"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { describe } from "@layercake/core/operation/OperationDescription"
import { Hash } from "effect"
import type { Rpc } from "effect/rpc"

const operations = Array.from(Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>, (rpc) =>
  describe(rpc, true)
).toSorted((a, b) => (a.operation < b.operation ? -1 : 1))

/** Shapes that several operations share are written once, under a name that follows from their text. */
const shared = new Map<string, number>()
const count = (value: unknown): void => {
  if (typeof value !== "object" || value === null) return
  const text = JSON.stringify(value)
  shared.set(text, (shared.get(text) ?? 0) + 1)
  if (text.length > 200) for (const inner of Object.values(value)) count(inner)
}

it("is the one in the repository", async () => {
  for (const operation of operations) count(operation)
  const names = new Map(
    Array.from(shared)
      .filter(([text, times]) => times > 1 && text.length > 200)
      .map(([text]) => [text, `shape-${(Hash.string(text) >>> 0).toString(36)}`] as const)
  )
  assert.strictEqual(new Set(names.values()).size, names.size)
  const short = (value: unknown, isTop = false): unknown => {
    if (typeof value !== "object" || value === null) return value
    const name = isTop ? undefined : names.get(JSON.stringify(value))
    if (name !== undefined) return { $shape: name }
    return Array.isArray(value)
      ? value.map((inner) => short(inner))
      : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]))
  }
  const lines = [
    ...operations.map((operation) => JSON.stringify(short(operation))),
    ...Array.from(names, ([text, name]) =>
      JSON.stringify({ $name: name, shape: short(JSON.parse(text), true) })
    )
  ]
  assert.isAtLeast(operations.length, 180)
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("sample/catalogue.jsonl")
})
