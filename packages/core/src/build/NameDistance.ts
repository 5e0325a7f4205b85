/**
 * How far one package name is from another: how many characters were left out, added, changed, or swapped with their
 * neighbour (optimal string alignment, Boytsov 2011, section 2.2).
 */

/** At most `limit + 1`, which stands for anything above the limit. */
export const nameDistance = (left: string, right: string, limit: number): number => {
  const above = limit + 1
  if (Math.abs(left.length - right.length) > limit) return above
  let beforeLast: ReadonlyArray<number> = []
  let last: ReadonlyArray<number> = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current.push(
        Math.min(
          (last[column] ?? above) + 1,
          (current[column - 1] ?? above) + 1,
          (last[column - 1] ?? above) + (isSame ? 0 : 1),
          isSwap ? (beforeLast[column - 2] ?? above) + 1 : above
        )
      )
    }
    if (Math.min(...current) > limit) return above
    beforeLast = last
    last = current
  }
  return Math.min(last[right.length] ?? above, above)
}
