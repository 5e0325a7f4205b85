import { assert, describe, it } from "@effect/vitest"
import { makeFrames } from "../src/PgliteFrames.ts"

const greeting = (code: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeInt32BE(8, 0)
  bytes.writeInt32BE(code, 4)
  return bytes
}
const message = (type: string, body: string) => {
  const bytes = Buffer.from(`${type}\0\0\0\0${body}`)
  bytes.writeInt32BE(bytes.length - 1, 1)
  return bytes
}
const chunk = (...parts: ReadonlyArray<Buffer>) => Uint8Array.from(Buffer.concat(parts))
const [startup, ssl, cancel] = [greeting(196608), greeting(80877103), greeting(80877102)]

/** What came out, with the bytes as text. */
const seen = (frames: ReturnType<ReturnType<typeof makeFrames>>) =>
  frames.map((frame) => (frame._tag === "Run" ? Buffer.from(frame.bytes).toString("latin1") : frame._tag))

describe("PgliteFrames", () => {
  it("refuses encryption, then starts", () => {
    const frames = makeFrames()

    assert.deepStrictEqual(seen(frames(chunk(ssl))), ["Refuse"])
    assert.deepStrictEqual(seen(frames(chunk(startup))), [startup.toString("latin1")])
  })

  it("keeps what is not whole until the rest arrives", () => {
    const frames = makeFrames()
    const [first, second] = [message("P", "parse"), message("S", "")]
    const all = chunk(startup, first, second)

    const pieces = Array.from(all, (_, index) => seen(frames(all.slice(index, index + 1)))).flat()

    assert.deepStrictEqual(
      pieces,
      [startup, first, second].map((bytes) => bytes.toString("latin1"))
    )
  })

  it("runs whole messages together", () => {
    const frames = makeFrames()
    const [first, second] = [message("P", "parse"), message("S", "")]

    assert.deepStrictEqual(seen(frames(chunk(startup, first, second))), [
      startup.toString("latin1"),
      Buffer.concat([first, second]).toString("latin1")
    ])
  })

  it("ends with the client's farewell, after what came before it", () => {
    const frames = makeFrames()
    const last = message("S", "")

    assert.deepStrictEqual(seen(frames(chunk(startup, last, message("X", "")))), [
      startup.toString("latin1"),
      last.toString("latin1"),
      "End"
    ])
  })

  it("ends a side connection that asks for a cancellation", () => {
    assert.deepStrictEqual(seen(makeFrames()(chunk(cancel))), ["End"])
  })
})
