/**
 * Looks for a text or a regular expression in lines. Every line is gone over once, whatever the expression: all ways to
 * match are followed side by side, so none can take time without end. Pure.
 */
import { Result } from "effect"
import { PatternRefused } from "./PatternError.ts"
import { type Edge, isWordChar, parse, type PatternNode } from "./PatternSyntax.ts"

export interface LinePattern {
  /** Where the first match begins, from 0; undefined when there is none. */
  readonly find: (line: string) => number | undefined
  /** What looking through so many characters costs at most. */
  readonly cost: number
}

export const ofText = (text: string, ignoreCase: boolean): LinePattern => {
  const wanted = ignoreCase ? text.toLowerCase() : text
  return {
    cost: 1,
    find: (line) => {
      const at = (ignoreCase ? line.toLowerCase() : line).indexOf(wanted)
      return at === -1 ? undefined : at
    }
  }
}

type Step =
  | { readonly _tag: "Chars"; readonly test: (code: number) => boolean }
  | { readonly _tag: "Edge"; readonly edge: Edge }
  | { readonly _tag: "Go"; readonly to: ReadonlyArray<number> }
  | { readonly _tag: "Match" }

const maxSteps = 1000

export const ofRegex = (pattern: string, ignoreCase: boolean): Result.Result<LinePattern, PatternRefused> =>
  Result.flatMap(parse(pattern, ignoreCase), (node) => {
    const steps: Array<Step> = []
    emit(node, steps)
    steps.push({ _tag: "Match" })
    return steps.length > maxSteps
      ? Result.fail(new PatternRefused({ pattern, fault: "it is too long, or repeats too much", at: 1 }))
      : Result.succeed({ cost: steps.length, find: (line) => search(steps, line) })
  })

const emit = (node: PatternNode, steps: Array<Step>): void => {
  // Nothing that is longer is used.
  if (steps.length > maxSteps) return
  switch (node._tag) {
    case "Chars":
      steps.push({ _tag: "Chars", test: node.test })
      return
    case "Edge":
      steps.push({ _tag: "Edge", edge: node.edge })
      return
    case "Sequence":
      for (const inner of node.nodes) emit(inner, steps)
      return
    case "Choice":
      return emitChoice(node.nodes, steps)
    case "Repeat": {
      for (let count = 0; count < node.min; count++) emit(node.node, steps)
      if (node.max === null) {
        const split = steps.length
        steps.push({ _tag: "Match" })
        emit(node.node, steps)
        steps.push({ _tag: "Go", to: [split] })
        steps[split] = { _tag: "Go", to: [split + 1, steps.length] }
        return
      }
      for (let count = node.min; count < node.max; count++) {
        const split = steps.length
        steps.push({ _tag: "Match" })
        emit(node.node, steps)
        steps[split] = { _tag: "Go", to: [split + 1, steps.length] }
      }
    }
  }
}

const emitChoice = (nodes: ReadonlyArray<PatternNode>, steps: Array<Step>): void => {
  const split = steps.length
  steps.push({ _tag: "Match" })
  const begins: Array<number> = []
  const ends: Array<number> = []
  for (const node of nodes) {
    begins.push(steps.length)
    emit(node, steps)
    ends.push(steps.length)
    steps.push({ _tag: "Match" })
  }
  steps[split] = { _tag: "Go", to: begins }
  for (const end of ends) steps[end] = { _tag: "Go", to: [steps.length] }
}

/** For each step that is waited at: where the match began that led there, the earliest of several. */
type Waiting = Map<number, number>

const search = (steps: ReadonlyArray<Step>, line: string): number | undefined => {
  let waiting: Waiting = new Map()
  let best: number | undefined
  let before: number | undefined
  for (let at = 0; at <= line.length;) {
    const code = line.codePointAt(at)
    if (best === undefined) add(steps, waiting, 0, at, before, code)
    const next: Waiting = new Map()
    const width = code === undefined ? 1 : code > 0xffff ? 2 : 1
    const after = line.codePointAt(at + width)
    for (const [step, start] of waiting) {
      const here = steps[step]
      if (here?._tag === "Match" && (best === undefined || start < best)) best = start
      else if (here?._tag === "Chars" && code !== undefined && here.test(code))
        add(steps, next, step + 1, start, code, after)
    }
    const earliest = best
    if (earliest !== undefined) for (const [step, start] of next) if (start >= earliest) next.delete(step)
    if (earliest !== undefined && next.size === 0) return earliest
    waiting = next
    before = code
    at += width
  }
  return best
}

/** Follows what needs no character. */
const add = (
  steps: ReadonlyArray<Step>,
  waiting: Waiting,
  first: number,
  start: number,
  before: number | undefined,
  after: number | undefined
): void => {
  const open = [first]
  const seen = new Set<number>()
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (seen.has(step)) continue
    seen.add(step)
    const here = steps[step]
    if (here?._tag === "Go") open.push(...here.to)
    else if (here?._tag === "Edge") {
      if (holds(here.edge, before, after)) open.push(step + 1)
    } else if (start < (waiting.get(step) ?? Number.POSITIVE_INFINITY)) waiting.set(step, start)
  }
}

const holds = (edge: Edge, before: number | undefined, after: number | undefined): boolean => {
  if (edge === "start") return before === undefined
  if (edge === "end") return after === undefined
  const isEdge = (before !== undefined && isWordChar(before)) !== (after !== undefined && isWordChar(after))
  return isEdge === (edge === "word")
}
