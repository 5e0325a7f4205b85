/**
 * Looks for words in recollections: those with more of the words come first, then those that say them more often. Pure.
 */
import type { Recollection } from "./Recollection.ts"

export interface FoundRecollection extends Recollection {
  /** Words of the query that are in it, and a part of one for how often. */
  readonly score: number
}

/** Most fitting first, and the more relevant one of two that fit as well. */
export const searchRecollections = (
  recollections: ReadonlyArray<Recollection>,
  query: string
): ReadonlyArray<FoundRecollection> => {
  const wanted = [...new Set(wordsOf(query))]
  return recollections
    .map(({ id, text }) => ({ id, text, score: scoreOf(wordsOf(text), wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
}

/** Also the beginning of a longer word counts as the word: `booking` is found by `book`. */
const scoreOf = (words: ReadonlyArray<string>, wanted: ReadonlyArray<string>): number => {
  const counts = wanted.map((word) => words.filter((other) => other.startsWith(word)).length)
  const times = counts.reduce((sum, count) => sum + count, 0)
  return counts.filter((count) => count > 0).length + times / (times + 1)
}

/** In lower case; a name such as `bookRoom` is two words, and one as well. */
const wordsOf = (text: string): ReadonlyArray<string> =>
  (text.match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) => {
    const parts = word.split(/_|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part !== "")
    return (parts.length > 1 ? [word, ...parts] : parts).map((part) => part.toLowerCase())
  })
