/**
 * Reads user stories, requirements and acceptance criteria out of a requirements document. Only reads; whether they
 * are any good is for `RequirementCheck`.
 *
 * Understood are `## US-1 Title` at levels 2 to 4, `- **FR-1** text`, `- **NFR-1** text` for a quality, and
 * `- **AC-1.1** text`, where `AC-1.1` is the first criterion of `FR-1`; with `*` or `+` instead of `-`, bold or not, with
 * or without a colon or dash. A requirement may say `(non-functional)`, and `(excluded: why)` when it is not built.
 */
import { type MarkdownLine, plainText, readMarkdown } from "./MarkdownLines.ts"

export interface UserStory {
  /** For example `US-1`. */
  readonly id: string
  readonly number: number
  readonly text: string
  readonly line: number
}

export interface Requirement {
  /** For example `FR-1` or `NFR-1`. */
  readonly id: string
  readonly number: number
  readonly text: string
  readonly line: number
  /** Its id or its words say that it is a quality. */
  readonly nonFunctional: boolean
  /** Why it is not built; null when it is, empty when it says no reason. */
  readonly excluded: string | null
  /** The stories it names itself, or else the one it stands below. Empty when there is none. */
  readonly stories: ReadonlyArray<string>
}

export interface Criterion {
  /** For example `AC-1.2`. */
  readonly id: string
  /** The second number. */
  readonly number: number
  readonly text: string
  readonly line: number
  /** The requirement it belongs to by its number, for example `FR-1`. */
  readonly requirement: string
}

/** A line that begins like a story, requirement or criterion that is defined nowhere, but is not written as one. */
export interface Stray {
  /** As written. */
  readonly id: string
  readonly line: number
}

export interface RequirementList {
  readonly stories: ReadonlyArray<UserStory>
  readonly requirements: ReadonlyArray<Requirement>
  readonly criteria: ReadonlyArray<Criterion>
  readonly strays: ReadonlyArray<Stray>
}

export const parseRequirements = (markdown: string): RequirementList => {
  const stories: Array<UserStory> = []
  const requirements: Array<Requirement> = []
  const criteria: Array<Criterion> = []
  const strays: Array<Stray> = []
  let story: { readonly id: string; readonly level: number } | undefined

  for (const block of blocksOf(readMarkdown(markdown))) {
    const entry = entryOf(block)
    if (block.kind === "heading" && story !== undefined && block.level <= story.level) story = undefined
    if (entry === undefined) {
      strays.push(...strayOf(block))
      continue
    }
    const { id, numbers, text } = entry
    const [number = 0, second = 0] = numbers
    if (entry.prefix === "US") {
      stories.push({ id, number, text, line: block.line })
      story = { id, level: block.level }
    } else if (entry.prefix === "FR" || entry.prefix === "NFR") {
      const named = wordsOf(text, storyWord)
      const within = story === undefined ? [] : [story.id]
      requirements.push({
        id,
        number,
        text,
        line: block.line,
        nonFunctional: entry.prefix === "NFR" || qualityMark.test(text),
        excluded: exclusionOf(text),
        stories: named.length > 0 ? named : within
      })
    } else {
      criteria.push({ id, number: second, text, line: block.line, requirement: `FR-${number}` })
    }
  }
  const defined = new Set([...stories, ...requirements, ...criteria].map((entry) => entry.id))
  return { stories, requirements, criteria, strays: strays.filter((stray) => !defined.has(stray.id)) }
}

const qualityMark = /[([](?:non-?functional|NFR|quality)[)\]]/i

const exclusionOf = (text: string): string | null => {
  const mark = /[([]excluded\b\s*(?:[:–—-]\s*([^)\]]*))?[)\]]/i.exec(text)
  return mark === null ? null : (mark[1] ?? "").trim()
}

/** Ids of requirements that occur in the text as whole words: `FR-1` is not in `FR-10`, `NFR-1` or `FR-1.2`. */
export const mentionedRequirements = (text: string): ReadonlyArray<string> => wordsOf(text, requirementWord)

const wordsOf = (text: string, word: RegExp): ReadonlyArray<string> => [
  ...new Set(Array.from(text.matchAll(word), (match) => match[0]))
]
const requirementWord = /(?<!\w|\w-)N?FR-[1-9]\d*(?!\w|[.-]\d)/g
const storyWord = /(?<!\w|\w-)US-[1-9]\d*(?!\w|[.-]\d)/g

/** A heading, or a list item or paragraph with the lines that continue it. */
interface Block {
  readonly kind: "heading" | "item" | "text"
  readonly level: number
  readonly line: number
  text: string
}

const blocksOf = (lines: ReadonlyArray<MarkdownLine>): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let open: Block | undefined
  for (const line of lines) {
    if (line.kind === "blank" || line.kind === "code") {
      open = undefined
    } else if (line.kind === "text" && open !== undefined) {
      open.text += ` ${line.text}`
    } else {
      const block = {
        kind: line.kind,
        level: line.kind === "heading" ? line.level : 0,
        line: line.number,
        text: line.text
      }
      blocks.push(block)
      open = line.kind === "heading" ? undefined : block
    }
  }
  return blocks
}

interface Entry {
  readonly prefix: "US" | "FR" | "NFR" | "AC"
  readonly id: string
  readonly numbers: ReadonlyArray<number>
  readonly text: string
}

const entryOf = (block: Block): Entry | undefined => {
  const text = plainText(block.text)
  if (block.kind === "heading" && block.level >= 2 && block.level <= 4) {
    return entry(
      /^(?:(?:user )?story\s*[:–—-]?\s*)?\[?(US)-([1-9]\d*)\]?(?!\w|[.-]\d)(.*)$/is.exec(text),
      "US"
    )
  }
  if (block.kind !== "item") return undefined
  return (
    entry(/^\[?(FR)-([1-9]\d*)\]?(?!\w|[.-]\d)(.*)$/s.exec(text), "FR") ??
    entry(/^\[?(NFR)-([1-9]\d*)\]?(?!\w|[.-]\d)(.*)$/s.exec(text), "NFR") ??
    entry(/^\[?(AC)-([1-9]\d*\.[1-9]\d*)\]?(?!\w|[.-]\d)(.*)$/s.exec(text), "AC")
  )
}

const entry = (match: RegExpExecArray | null, prefix: Entry["prefix"]): Entry | undefined => {
  const numbers = match?.[2]
  return numbers === undefined
    ? undefined
    : {
        prefix,
        id: `${prefix}-${numbers}`,
        numbers: numbers.split(".").map(Number),
        text: (match?.[3] ?? "").replace(/^[\s:.)–—-]+/, "").trim()
      }
}

const strayOf = (block: Block): ReadonlyArray<Stray> => {
  const id = /^\[?((?:US|N?FR|AC)[-_ ]?\d[\d.]*)/i.exec(plainText(block.text))?.[1]?.replace(/\.$/, "")
  return id === undefined ? [] : [{ id, line: block.line }]
}
