/**
 * Where in a YAML text the value at a path of keys begins. Knows nothing of what the document means.
 */
import { type Document, isMap, isScalar, isSeq, type LineCounter, type Pair } from "yaml"

/** Line from 1 of the key or item at the path, or of the nearest one above it that exists. */
export type Locate = (path: ReadonlyArray<string>) => number

export const locator =
  (document: Document.Parsed, lines: LineCounter): Locate =>
  (path) => {
    let node: unknown = document.contents
    let offset = document.contents?.range[0] ?? 0
    for (const key of path) {
      if (isMap(node)) {
        const pair: Pair | undefined = node.items.find(
          (candidate) => isScalar(candidate.key) && String(candidate.key.value) === key
        )
        if (pair === undefined) break
        offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
        node = pair.value
      } else if (isSeq(node)) {
        const item = node.items[Number(key)]
        if (item === undefined) break
        offset = (item as { readonly range?: readonly [number, number, number] }).range?.[0] ?? offset
        node = item
      } else break
    }
    return lines.linePos(offset).line
  }
