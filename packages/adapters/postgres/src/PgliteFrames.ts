/**
 * Cuts what a client sends into whole messages of the Postgres wire protocol, version 3. Does not read their content.
 */

/** Protocol version numbers that ask for something else than a session. */
const sslRequest = 80877103
const cancelRequest = 80877102
const gssRequest = 80877104

const terminate = 0x58

export type Frame =
  /** Complete messages that are to be executed together. */
  | { readonly _tag: "Run"; readonly bytes: Uint8Array }
  /** The client asks for encryption; the answer is one byte. */
  | { readonly _tag: "Refuse" }
  /** The client ends the connection, or asked on a side connection for a cancellation, which does not exist here. */
  | { readonly _tag: "End" }

/** One per connection. Keeps an incomplete message until the rest arrives. */
export const makeFrames = (): ((chunk: Uint8Array<ArrayBuffer>) => ReadonlyArray<Frame>) => {
  let rest: Buffer = Buffer.alloc(0)
  let started = false

  const greeting = (): ReadonlyArray<Frame> => {
    if (rest.length < 8 || rest.length < rest.readInt32BE(0)) return []
    const code = rest.readInt32BE(4)
    const bytes = rest.subarray(0, rest.readInt32BE(0))
    rest = rest.subarray(bytes.length)
    if (code === cancelRequest) return [{ _tag: "End" }]
    if (code === sslRequest || code === gssRequest) return [{ _tag: "Refuse" }, ...greeting()]
    started = true
    return [{ _tag: "Run", bytes }]
  }

  const messages = (): ReadonlyArray<Frame> => {
    let end = 0
    let last = false
    while (!last && rest.length - end >= 5 && rest.length - end >= rest.readInt32BE(end + 1) + 1) {
      last = rest[end] === terminate
      if (!last) end += rest.readInt32BE(end + 1) + 1
    }
    const bytes = rest.subarray(0, end)
    rest = rest.subarray(end)
    return [
      ...(bytes.length === 0 ? [] : [{ _tag: "Run" as const, bytes }]),
      ...(last ? [{ _tag: "End" as const }] : [])
    ]
  }

  return (chunk) => {
    const added = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    rest = rest.length === 0 ? added : Buffer.concat([rest, added])
    return started ? messages() : [...greeting(), ...(started ? messages() : [])]
  }
}
