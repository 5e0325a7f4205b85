/**
 * What an agent says beside its files: the words after the last of them, or else those before the first.
 */
import { scan } from "./FenceScanner.ts"
import { fromLine } from "./PathHint.ts"

const maxLength = 800

/** One paragraph of at most 800 characters; empty when nothing is said. */
export const closingWords = (answer: string): string => {
  const lines = answer
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n")
  const blocks = scan(lines)
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (first === undefined || last === undefined) return words(lines)
  // A block that does not end reaches to the end of the answer.
  const after = words(lines.slice(last.close + 1))
  return after === "" ? words(lines.slice(0, first.open.line)) : after
}

const words = (lines: ReadonlyArray<string>): string => {
  const text = lines
    .filter((line) => fromLine(line) === undefined && !/^\s*\*\*Remove:/.test(line))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim()
  return text.length > maxLength ? `${text.slice(0, maxLength - 3)}...` : text
}
