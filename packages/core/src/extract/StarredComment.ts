/**
 * Finds the inside of block comments whose every line begins with a star, as documentation comments do: a fence in there
 * is an example in a comment, not a list item that opens a block. Linear in the number of lines.
 */

/** 1 for each line between the one that opens such a comment and the one that closes it. */
export const starredLines = (lines: ReadonlyArray<string>): Uint8Array => {
  const starred = new Uint8Array(lines.length)
  let opened = -1
  lines.forEach((line, index) => {
    if (opened >= 0) {
      if (line.includes("*/")) {
        // Nothing is known of a comment that never ends, so its lines count from its end on.
        starred.fill(1, opened + 1, index)
        opened = -1
      } else if (!/^\s*\*/.test(line)) opened = -1
    }
    if (opened < 0 && /^\s*\/\*/.test(line) && !line.includes("*/")) opened = index
  })
  return starred
}
