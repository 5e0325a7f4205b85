/**
 * Puts texts in order of how well they answer a question in words: BM25 (Robertson and Zaragoza, "The Probabilistic
 * Relevance Framework", 2009), with what a title says counted three times. Pure.
 */
import { wordsOf } from "./Keywords.ts"

export interface RankedText {
  readonly title: string
  readonly text: string
}

export interface Ranked<Entry> {
  readonly entry: Entry
  /** Above 0; larger is better. Only to be compared within one answer. */
  readonly score: number
  /** Line of the text that has most of the words, from 1; 0 where only the title has any. */
  readonly line: number
  /** That line, or the title. */
  readonly excerpt: string
}

/** The usual values: how soon a word that stands there often counts no more, and how much long texts are held back. */
const saturation = 1.2
const lengthWeight = 0.75
const titleWeight = 3
const maxExcerpt = 300

/** Best first; those that have none of the words are left out. */
export const rank = <Entry extends RankedText>(
  entries: ReadonlyArray<Entry>,
  query: string
): ReadonlyArray<Ranked<Entry>> => {
  const wanted = Array.from(new Set(wordsOf(query)))
  if (wanted.length === 0 || entries.length === 0) return []
  const counted = entries.map((entry) => count(entry, wanted))
  const average = counted.reduce((sum, { length }) => sum + length, 0) / counted.length || 1
  const rarity = wanted.map((_, index) => {
    const having = counted.filter(({ counts }) => (counts[index] ?? 0) > 0).length
    return Math.log(1 + (counted.length - having + 0.5) / (having + 0.5))
  })
  return counted
    .map(({ counts, entry, length }) => ({
      entry,
      score: counts.reduce(
        (sum, times, index) =>
          sum +
          ((rarity[index] ?? 0) * times * (saturation + 1)) /
            (times + saturation * (1 - lengthWeight + (lengthWeight * length) / average)),
        0
      )
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ entry, score }) => ({ entry, score, ...excerptOf(entry, wanted) }))
}

const count = <Entry extends RankedText>(entry: Entry, wanted: ReadonlyArray<string>) => {
  const times = new Map<string, number>()
  const add = (words: ReadonlyArray<string>, weight: number) => {
    for (const word of words) times.set(word, (times.get(word) ?? 0) + weight)
    return words.length * weight
  }
  const length = add(wordsOf(entry.title), titleWeight) + add(wordsOf(entry.text), 1)
  return { entry, length, counts: wanted.map((word) => times.get(word) ?? 0) }
}

const excerptOf = ({ text, title }: RankedText, wanted: ReadonlyArray<string>) => {
  let best = { line: 0, excerpt: title.slice(0, maxExcerpt), hits: 0 }
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const words = new Set(wordsOf(line.slice(0, 2_000)))
    const hits = wanted.filter((word) => words.has(word)).length
    if (hits > best.hits) best = { line: index + 1, excerpt: line.trim().slice(0, maxExcerpt), hits }
  }
  return { line: best.line, excerpt: best.excerpt }
}
