/**
 * A tool's output as plain lines: no colours, no progress that overwrote itself, paths relative to the workspace.
 */

/**
 * Escape sequences of ECMA-48: CSI (colours, cursor), OSC (titles and links, ended by BEL or ST) and the two-character
 * ones.
 */
// oxlint-disable-next-line no-control-regex -- escape sequences are made of control characters
const escapeSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g

/** Without escape sequences, with `\n` as the only line end. */
export const plain = (output: string): string =>
  output
    .replace(escapeSequence, "")
    .replace(/\r*\n|\r/g, "\n")
    .replace(/^\uFEFF/, "")

/** With the workspace's own path taken off the front of every path and `file:` address in the text. */
export const relativeTo = (directory: string, text: string): string => {
  const folder = directory.replace(/\/+$/, "")
  return folder === "" ? text : text.replaceAll(`file://${folder}/`, "").replaceAll(`${folder}/`, "")
}

/** Longest line a parser looks at, so that a minified file in the output costs nothing. */
const longestLine = 4000

export const linesOf = (text: string): ReadonlyArray<string> =>
  text.split("\n").map((line) => (line.length > longestLine ? line.slice(0, longestLine) : line))

/** At most `limit` characters; what is cut off is marked. */
export const clip = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`

/** Without the indentation that all the lines share, and without blank lines at either end. */
export const dedent = (lines: ReadonlyArray<string>): string => {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/))
  const shared = indents.length === 0 ? 0 : indents.reduce((least, indent) => Math.min(least, indent))
  return lines
    .map((line) => line.slice(shared).trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "")
}
