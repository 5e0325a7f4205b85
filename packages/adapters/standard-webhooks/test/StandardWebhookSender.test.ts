import { assert, describe, it } from "@effect/vitest"
import { suite } from "@layercake/conformance/WebhookSenderConformance"
import { WebhookSender } from "@layercake/core/port/WebhookSender"
import * as StandardWebhookSender from "@layercake/standard-webhooks/StandardWebhookSender"
import { Clock, Effect, Exit, Redacted, Scope } from "effect"
import { afterAll } from "vitest"
import { serve } from "./WebhookServer.ts"

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

const scope = Scope.makeUnsafe()
const server = await Effect.runPromise(Scope.provide(serve(secret), scope))
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

const address = `http://127.0.0.1:${server.port}`
const local = StandardWebhookSender.layer({ reach: "loopback", timeout: "300 millis" })

suite("Standard Webhooks", local, {
  urlOf: (answer) => `${address}/${answer}`,
  received: () => server.received
})

const send = (url: string, layer = local, key = secret) =>
  Effect.gen(function* () {
    const sender = yield* WebhookSender
    const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    return yield* sender.send({ url, id: "msg_signed", timestamp, body: "{}", secret: Redacted.make(key) })
  }).pipe(Effect.provide(layer))

describe("a message", () => {
  it.live("has a signature that the library takes, and no other secret makes", () =>
    Effect.gen(function* () {
      yield* send(`${address}/200`)
      assert.isTrue(server.received.at(-1)?.genuine)

      yield* send(`${address}/200`, local, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
      assert.isFalse(server.received.at(-1)?.genuine)
    })
  )

  it.live("is answered with no more than the beginning of a long text", () =>
    Effect.gen(function* () {
      const { status, text } = yield* send(`${address}/long`)
      assert.deepStrictEqual([status, text.length], [500, 500])
    })
  )

  it.live("is sent again when the receiver says", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* send(`${address}/429`)).retryAfterMillis, 120_000)
      assert.isNull((yield* send(`${address}/500`)).retryAfterMillis)
    })
  )

  it.live("is not sent with a secret that cannot sign, and the secret is not told", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send(`${address}/200`, local, "whsec_%%%"))
      assert.match(error.message, /cannot sign/)
      assert.notInclude(`${error.message} ${error.detail}`, "%%%")
    })
  )

  it.live("is refused for what a name stands for when it is sent, whatever its text looks like", () =>
    Effect.gen(function* () {
      // A name of this machine that does not say so.
      const url = `http://localhost:${server.port}/200`
      assert.strictEqual((yield* send(url)).status, 200)
      const count = server.received.length

      const everywhere = StandardWebhookSender.layer({ reach: "public" })
      for (const refused of [`https://localhost:${server.port}/200`, `https://127.0.0.1:${server.port}/200`])
        assert.match((yield* Effect.flip(send(refused, everywhere))).message, /was not sent/)
      assert.lengthOf(server.received, count)
    })
  )

  it.live("fails where nothing listens", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send("http://127.0.0.1:1/"))
      assert.match(error.message, /ECONNREFUSED/)
    })
  )
})
