/**
 * Sends together what is asked for in one turn of the event loop. Each asker gets his own answer.
 */

/** `send` answers in the order of what it was given, at most `size` at one time. */
export const make = <A, B>(
  size: number,
  send: (items: ReadonlyArray<A>) => Promise<ReadonlyArray<B>>
): ((item: A) => Promise<B>) => {
  let waiting: Array<{ readonly item: A; readonly answer: (batch: Promise<B>) => void }> = []

  const flush = () => {
    const all = waiting
    waiting = []
    for (let from = 0; from < all.length; from += size) {
      const part = all.slice(from, from + size)
      const sent = send(part.map(({ item }) => item))
      for (const [index, { answer }] of part.entries()) answer(sent.then((answers) => answers[index]!))
    }
  }

  return (item) =>
    new Promise((answer) => {
      waiting.push({ item, answer })
      if (waiting.length === 1) queueMicrotask(flush)
    })
}
