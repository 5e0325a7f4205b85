/**
 * The text of the chain is frozen: what was hashed once must be hashed the same for ever. The digests are from another
 * program's SHA-256 over the texts that stand here.
 */
import { assert, describe, it } from "@effect/vitest"
import { system } from "@layercake/core/actor/Actor"
import { contentText, EventHash, linkText } from "@layercake/core/event/EventChain"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Schema } from "effect"
import * as Digest from "effect/crypto/Digest"

const payload = "7beeb259ad095c6361a7db2767c60e57e115447c71b89891e9cc20dfbb95951b"
const content = "db6c47987a8cef204901112bc4c3780b867e8d913a89bad427fd6d3304669d52"
const first = "f6c6b49e0c35fa93258be0a81e1368ab4dd3b248b6da45a6c249ab54ef161e8c"
const second = "685ce153a80c7167f5cc21828606a5bf96651d2eb193ed6eeb0dc512602cee40"

const event = {
  type: "GateOpened",
  schemaVersion: 1,
  payload,
  metadata: {
    commandId: CommandId.make("c1"),
    at: Timestamp.make("2026-11-22T10:00:00.000Z"),
    actor: system
  }
}

const sha256 = Effect.fnUntraced(function* (text: string) {
  return yield* (yield* Digest.Digest).digestHex(Digest.sha256, bytesOf(text))
}, Effect.provide(Digest.layerWebCrypto))

describe("the chain of a stream", () => {
  it.effect("hashes these texts, in this order", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* sha256('{"gate":"G1"}'), payload)
      assert.strictEqual(
        contentText(event),
        '{"metadata":{"actor":{"id":"layercake","kind":"system"},"at":"2026-11-22T10:00:00.000Z","commandId":"c1"},' +
          `"payload":"${payload}","schemaVersion":1,"type":"GateOpened"}`
      )
      assert.strictEqual(yield* sha256(contentText(event)), content)
      assert.strictEqual(
        yield* sha256(linkText({ previous: "", stream: "demo", version: 1, content })),
        first
      )
      assert.strictEqual(
        yield* sha256(linkText({ previous: first, stream: "demo", version: 2, content })),
        second
      )
    })
  )

  it("leaves nothing of an event out, and nothing that is not its own in", () => {
    const { metadata } = event
    const changed = [
      { ...event, type: "GateClosed" },
      { ...event, schemaVersion: 2 },
      { ...event, payload: content },
      { ...event, metadata: { ...metadata, at: Timestamp.make("2026-11-22T10:00:00.001Z") } },
      { ...event, metadata: { ...metadata, commandId: CommandId.make("c2") } },
      { ...event, metadata: { ...metadata, actor: { ...system, kind: "person" as const } } },
      { ...event, metadata: { ...metadata, correlationId: "c" } },
      { ...event, metadata: { ...metadata, causationId: "c" } },
      { ...event, metadata: { ...metadata, trace: "c" } }
    ]
    const elsewhere = { ...event, position: 7, data: { gate: "G1" } }

    assert.lengthOf(new Set([event, ...changed].map(contentText)), 1 + changed.length)
    assert.strictEqual(contentText(elsewhere), contentText(event))
  })

  it("takes the place of an event into its link", () => {
    const link = { previous: first, stream: "demo", version: 2, content }
    const links = [
      link,
      { ...link, previous: "" },
      { ...link, stream: "demo-2" },
      { ...link, version: 3 },
      { ...link, content: first }
    ]

    assert.lengthOf(new Set(links.map(linkText)), links.length)
  })

  it("knows a hash from what is none", () => {
    const isHash = Schema.is(EventHash)

    assert.isTrue(isHash(first))
    for (const text of ["", first.slice(1), `${first}0`, first.toUpperCase(), `g${first.slice(1)}`])
      assert.isFalse(isHash(text), text)
  })
})
