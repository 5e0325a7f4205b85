/**
 * Why a request has no recorded answer: the recording that comes nearest, and where the two differ. Pure.
 */
import type { AgentRequest } from "../port/AgentExecutor.ts"
import { type CallRecord, type RecordedRequest, requestOf, workOf, workText } from "./CallRecord.ts"

/** Lines around a difference that are the same, lines of a difference that are shown, and characters of a line. */
const around = 2
const shown = 6
const width = 160

export const missingText = (
  name: string,
  asked: AgentRequest,
  records: ReadonlyArray<CallRecord>
): string => {
  const work = workText(workOf(asked))
  const near = nearest(asked, records)
  if (near === undefined)
    return `the recording ${name} has no answer for ${work}: it is empty. Record one with --record, or use a live model`
  const request = requestOf(asked)
  const parts = (["model", "system", "prompt"] as const).flatMap((part) =>
    difference(part, near.request[part] ?? "(its own)", request[part] ?? "(its own)")
  )
  return [
    `the recording ${name} has no answer for this request of ${work}. The nearest of its ${records.length} is ` +
      `${workText(near.work)} (${near.digest.slice(0, 12)}); - is recorded, + is asked now. Record anew with --record, or use a live model`,
    ...parts
  ].join("\n")
}

/** Of the same work where there is one, and of those the one with most lines in common. */
export const nearest = (asked: AgentRequest, records: ReadonlyArray<CallRecord>): CallRecord | undefined => {
  const work = workText(workOf(asked))
  const same = records.filter((record) => workText(record.work) === work)
  const lines = linesOf(requestOf(asked))
  return (same.length > 0 ? same : records)
    .map((record) => ({ record, likeness: likeness(lines, linesOf(record.request)) }))
    .reduce<{ readonly record: CallRecord; readonly likeness: number } | undefined>(
      (best, next) => (best === undefined || next.likeness > best.likeness ? next : best),
      undefined
    )?.record
}

const linesOf = ({ prompt, system }: RecordedRequest): ReadonlySet<string> =>
  new Set([...system.split("\n"), ...prompt.split("\n")])

/** Lines that both have, as a share of the lines that either has. */
const likeness = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  let both = 0
  for (const line of one) if (other.has(line)) both += 1
  return both / (one.size + other.size - both)
}

/** One hunk in the unified format: from the first line that differs to the last. Empty when nothing does. */
const difference = (part: string, recorded: string, asked: string): ReadonlyArray<string> => {
  if (recorded === asked) return []
  const [before, after] = [recorded.split("\n"), asked.split("\n")]
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let tail = 0
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  const from = Math.max(0, start - around)
  const context = before.slice(from, start).map((line) => ` ${cut(line)}`)
  const end = before.length - tail
  return [
    `--- ${part}, recorded`,
    `+++ ${part}, asked now`,
    `@@ -${start + 1},${end - start} +${start + 1},${after.length - tail - start} @@`,
    ...context,
    ...some("-", before.slice(start, end)),
    ...some("+", after.slice(start, after.length - tail)),
    ...before.slice(end, end + around).map((line) => ` ${cut(line)}`)
  ]
}

const some = (mark: string, lines: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...lines.slice(0, shown).map((line) => `${mark}${cut(line)}`),
  ...(lines.length > shown ? [`${mark}... and ${lines.length - shown} more lines`] : [])
]

const cut = (line: string): string => (line.length > width ? `${line.slice(0, width)}...` : line)
