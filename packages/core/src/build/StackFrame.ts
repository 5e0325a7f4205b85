/**
 * Where in the workspace an error came from, read from the stack that a test runner printed.
 */
import type { Diagnostic } from "../proof/Proof.ts"

export type Location = Pick<Diagnostic, "path" | "line" | "column">

/** `path:line:column` */
const place = /^(?:file:\/\/)?(.+):(\d+):(\d+)$/
const isBoundary = (character: string) => /[\s()'"]/.test(character)

/** The place at the end of a line, with or without parentheses or quotes around it; undefined when it names none. */
export const placeOf = (line: string): Required<Location> | undefined => {
  let end = line.length
  while (end > 0 && isBoundary(line[end - 1] ?? "")) end--
  let start = end
  while (start > 0 && !isBoundary(line[start - 1] ?? "")) start--
  const [, path, row, column] = place.exec(line.slice(start, end)) ?? []
  return path === undefined ? undefined : { path, line: Number(row), column: Number(column) }
}

/** The first place that lies in the workspace itself: no dependency, no part of Node. */
export const firstPlace = (lines: ReadonlyArray<string>): Location | undefined => {
  for (const line of lines) {
    const found = placeOf(line)
    if (found !== undefined && isOwnFile(found.path ?? "")) return found
  }
  return undefined
}

const isOwnFile = (path: string) => !/^(?:\/|\.\.\/|node:|[a-z]+:\/\/)|(?:^|\/)node_modules\//.test(path)
