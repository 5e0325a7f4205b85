/**
 * Finds numbers that come twice and gaps in a numbering from 1. Order in the document does not matter.
 */
export interface Numbered {
  readonly id: string
  readonly number: number
  readonly line: number
}

export interface NumberingFault {
  readonly rule: "duplicate-number" | "number-gap"
  readonly line: number
  readonly message: string
}

/** `prefix` is what stands before the number in an id, for example `FR-` or `AC-1.`. */
export const numberingFaults = (
  prefix: string,
  entries: ReadonlyArray<Numbered>
): ReadonlyArray<NumberingFault> => {
  const lines = new Map<number, number>()
  const duplicates: Array<NumberingFault> = []
  for (const { id, line, number } of entries) {
    const earlier = lines.get(number)
    if (earlier === undefined) lines.set(number, line)
    else duplicates.push(duplicate(id, line, earlier))
  }
  const gaps = [...lines]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, line], index, sorted) => {
      const before = sorted[index - 1]?.[0] ?? 0
      return number === before + 1 ? [] : [gap(prefix, before + 1, number, line)]
    })
  return [...duplicates, ...gaps]
}

const duplicate = (id: string, line: number, earlier: number): NumberingFault => ({
  rule: "duplicate-number",
  line,
  message: `${id} is there already in line ${earlier}. Give this one the next free number.`
})

const gap = (prefix: string, missing: number, next: number, line: number): NumberingFault => ({
  rule: "number-gap",
  line,
  message: `${prefix}${missing} is missing before ${prefix}${next}. Number without gaps from 1, or add what was left out.`
})
