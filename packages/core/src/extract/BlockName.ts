/**
 * Which file a block is, from its info string, the line above it and its first line. Headings further up are
 * weighed by `HeadingName`.
 */
import { contradicts } from "./FileKind.ts"
import type { InfoString } from "./InfoString.ts"
import type { PathHint } from "./PathHint.ts"

export interface BlockName {
  /** As the answer has it, without a leading `./`; null when the block names no file. */
  readonly path: string | null
  /** Why the path, or that the block is the whole file, is uncertain; null when it is not. */
  readonly doubt: string | null
  /** A second path that disagrees with the first. */
  readonly rival: string | null
  /** The first comment is only the label of the block and no part of the file. */
  readonly labelledInside: boolean
}

export interface NameClues {
  readonly info: InfoString
  readonly above: PathHint | undefined
  readonly first: PathHint | undefined
}

const unnamed: BlockName = { path: null, doubt: null, rival: null, labelledInside: false }

export const nameBlock = ({ above, first, info }: NameClues): BlockName => {
  if (info.path !== null) {
    if (above === undefined || above.strength === "doubtful")
      return { ...unnamed, path: info.path, doubt: info.doubt }
    const path = agree(info.path, above.path)
    return {
      ...unnamed,
      path: path ?? info.path,
      doubt: info.doubt,
      rival: path === null ? above.path : null
    }
  }
  if (above !== undefined) {
    return { ...unnamed, path: above.path, doubt: doubtOf(above, info.language) }
  }
  if (first === undefined || contradicts(info.language, first.path)) return unnamed
  return { ...unnamed, path: first.path, doubt: doubtOf(first, info.language), labelledInside: first.alone }
}

const doubtOf = (hint: PathHint, language: string | null): string | null => {
  if (hint.strength === "doubtful")
    return "the text beside the path may announce a part of the file or a change to it"
  return contradicts(language, hint.path) ? `a block of ${language} cannot be this file` : null
}

/** The longer of two paths of which one ends in the other; null when they name different files. */
const agree = (one: string, other: string): string | null => {
  if (one === other || one.endsWith(`/${other}`)) return one
  return other.endsWith(`/${one}`) ? other : null
}
