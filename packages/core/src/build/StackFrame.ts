/**
 * Where in the workspace an error came from, read from the stack that a test runner printed.
 */
import type { Diagnostic } from "../proof/Proof.ts"

export type Location = Pick<Diagnostic, "path" | "line" | "column">

/** `path:line:column` at the end of a line, with or without parentheses or quotes around it. */
const place = /(?:^|[\s('"])(?:file:\/\/)?([^\s()'"][^()'"]*?):(\d+):(\d+)['")]*$/

/** Undefined when the line names no place. */
export const placeOf = (line: string): Required<Location> | undefined => {
  const match = place.exec(line.trimEnd())
  const path = match?.[1]?.replace(/^.*\s(?=\S+$)/, "")
  return path === undefined ? undefined : { path, line: Number(match?.[2]), column: Number(match?.[3]) }
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
