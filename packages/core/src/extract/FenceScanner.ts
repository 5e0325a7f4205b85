/**
 * Finds the fenced blocks of an answer, and where each of them ends when fences stand inside fences. Never guesses:
 * where two readings are possible it stops with a fault. Linear in the length of the answer.
 */
import { type BlockName, nameBlock } from "./BlockName.ts"
import { type FenceLine, readFence } from "./FenceLine.ts"
import { isMarkdown } from "./FileKind.ts"
import { type InfoString, readInfo } from "./InfoString.ts"
import { fromComment, fromLine, type PathHint } from "./PathHint.ts"
import { starredLines } from "./StarredComment.ts"

export interface FencedBlock {
  readonly open: FenceLine
  readonly info: InfoString
  readonly name: BlockName
  /** Index of the closing fence; of the line after the last one when the block has a fault. */
  readonly close: number
  /** The scan ends at a block with a fault: what comes after it cannot be trusted. */
  readonly fault: Fault | null
  /** The next fence that could have closed this block has no info string and names no file. */
  readonly bareNext: boolean
}

export interface Fault {
  readonly code: "unterminated" | "ambiguous-nesting"
  /** Index of the line that shows it; null when it is the end of the answer. */
  readonly line: number | null
}

export const scan = (lines: ReadonlyArray<string>): ReadonlyArray<FencedBlock> => {
  const answer = indexAnswer(lines)
  const blocks: Array<FencedBlock> = []
  let floor = -1
  for (let index = 0; index < answer.fences.length;) {
    const open = answer.fences[index]!
    const clues = {
      info: readInfo(open.info),
      above: hintAbove(answer, open.line, floor),
      first: hintInside(answer, open)
    }
    const name = nameBlock(clues)
    const ending = isMarkdown(name.path, clues.info.language)
      ? endOfMarkdown(answer, index)
      : endOfPlain(answer, index)
    const block = { open, info: clues.info, name, fault: null, bareNext: false }
    if (typeof ending !== "number") return [...blocks, { ...block, close: lines.length, fault: ending }]
    floor = answer.fences[ending]!.line
    blocks.push({ ...block, close: floor, bareNext: isBareNext(answer, open, ending) })
    index = ending + 1
  }
  return blocks
}

interface IndexedAnswer {
  readonly lines: ReadonlyArray<string>
  readonly fences: ReadonlyArray<FenceLine>
  /** For each line the last line before it that is not blank; -1 when there is none. */
  readonly textBefore: Int32Array
}

const indexAnswer = (lines: ReadonlyArray<string>): IndexedAnswer => {
  const fences: Array<FenceLine> = []
  const textBefore = new Int32Array(lines.length)
  const starred = starredLines(lines)
  let last = -1
  lines.forEach((line, index) => {
    textBefore[index] = last
    if (line.trim() !== "") last = index
    const fence = readFence(line, index)
    if (fence !== undefined && starred[index] !== 1) fences.push(fence)
  })
  return { lines, fences, textBefore }
}

/** Index of the next fence after `index` that could close `open`, or open a block inside it; the length when none. */
const nextFence = ({ fences }: IndexedAnswer, open: FenceLine, index: number): number => {
  let next = index + 1
  for (; next < fences.length; next += 1) {
    const fence = fences[next]!
    if (fence.mark === open.mark && fence.length >= open.length && fence.indent <= open.indent + 3) break
  }
  return next
}

/** In anything but markdown the first fence that can close the block does; one that opens another is a fault. */
const endOfPlain = (answer: IndexedAnswer, index: number): number | Fault => {
  const open = answer.fences[index]!
  const next = nextFence(answer, open, index)
  const fence = answer.fences[next]
  if (fence === undefined) return { code: "unterminated", line: null }
  if (isPlainBare(answer, open, next)) return next
  const startsFile = namesFile(answer, fence, open.line)
  return { code: startsFile ? "unterminated" : "ambiguous-nesting", line: fence.line }
}

/**
 * Markdown may hold blocks of its own. A fence with an info string opens one. Of fences without, a single one closes
 * the block; an even row of them before another opening fence is pairs inside; any other row can be read in two ways.
 */
const endOfMarkdown = (answer: IndexedAnswer, index: number): number | Fault => {
  const open = answer.fences[index]!
  let next = nextFence(answer, open, index)
  while (next < answer.fences.length) {
    const fence = answer.fences[next]!
    if (!fence.closes) {
      const inner = endOfInner(answer, open, next)
      if (typeof inner !== "number") return inner
      next = nextFence(answer, open, inner)
      continue
    }
    let last = next
    let after = nextFence(answer, open, next)
    let row = 1
    while (
      after < answer.fences.length &&
      isPlainBare(answer, open, after) &&
      !isParted(answer, last, after)
    ) {
      row += 1
      last = after
      after = nextFence(answer, open, after)
    }
    const twoLabels = !isPlainBare(answer, open, next) && answer.fences[after]?.closes === true
    if (row === 1 && !twoLabels) return next
    if (row % 2 === 1) return { code: "ambiguous-nesting", line: fence.line }
    next = after
  }
  return { code: "unterminated", line: null }
}

const isBareNext = (answer: IndexedAnswer, open: FenceLine, ending: number): boolean => {
  const next = nextFence(answer, open, ending)
  const fence = answer.fences[next]
  return fence?.closes === true && !isLabelled(answer, fence, open.line) && !isParted(answer, ending, next)
}

/** Whether a fence of another kind between these two opens a block with a language or a name. */
const isParted = (answer: IndexedAnswer, from: number, to: number): boolean => {
  for (let index = from + 1; index < to; index += 1) {
    const fence = answer.fences[index]!
    if (!fence.closes || isLabelled(answer, fence, answer.fences[from]!.line)) return true
  }
  return false
}

/** The fence that closes a block inside a markdown block. */
const endOfInner = (answer: IndexedAnswer, outer: FenceLine, index: number): number | Fault => {
  const open = answer.fences[index]!
  const next = nextFence(answer, { ...open, indent: Math.max(open.indent, outer.indent) }, index)
  const fence = answer.fences[next]
  if (fence === undefined) return { code: "unterminated", line: null }
  return isPlainBare(answer, open, next) ? next : { code: "ambiguous-nesting", line: fence.line }
}

/** A fence without info string that is no opening fence of a file, so that it may close a block. */
const isPlainBare = (answer: IndexedAnswer, open: FenceLine, index: number): boolean => {
  const fence = answer.fences[index]!
  if (!fence.closes) return false
  if (!isLabelled(answer, fence, open.line)) return true
  const following = answer.fences[nextFence(answer, fence, index)]
  return following?.closes !== true || isLabelled(answer, following, fence.line)
}

const isLabelled = (answer: IndexedAnswer, fence: FenceLine, floor: number): boolean =>
  hintAbove(answer, fence.line, floor)?.strength === "label" ||
  hintInside(answer, fence)?.strength === "label"

const namesFile = (answer: IndexedAnswer, fence: FenceLine, floor: number): boolean =>
  readInfo(fence.info).path !== null ||
  hintAbove(answer, fence.line, floor) !== undefined ||
  hintInside(answer, fence) !== undefined

const hintAbove = (
  { lines, textBefore }: IndexedAnswer,
  line: number,
  floor: number
): PathHint | undefined => {
  const above = textBefore[line] ?? -1
  return above > floor ? fromLine(lines[above] ?? "") : undefined
}

/** The first line of a block, or the second behind `#!` and `<?php`. */
const hintInside = ({ lines }: IndexedAnswer, open: FenceLine): PathHint | undefined =>
  fromComment(lines[labelLine(lines, open.line)] ?? "")

/** Index of the line in which a block that opens at `open` may name itself. */
export const labelLine = (lines: ReadonlyArray<string>, open: number): number =>
  /^\s*(?:#!|<\?php\s*$)/.test(lines[open + 1] ?? "") ? open + 2 : open + 1
