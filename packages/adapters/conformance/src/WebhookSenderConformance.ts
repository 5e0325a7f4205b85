/**
 * The behaviour every `WebhookSender` adapter must show.
 */
import { assert, it } from "@effect/vitest"
import { WebhookSender } from "@layercake/core/port/WebhookSender"
import { Effect, type Layer, Redacted } from "effect"

/** An address that answers as the test says, and what came there. */
export interface WebhookReceiver {
  /** An address that answers with this status, or never. */
  readonly urlOf: (answer: number | "silent") => string
  /** Ids and bodies of what came, oldest first, whatever was answered. */
  readonly received: () => ReadonlyArray<{ readonly id: string; readonly body: string }>
}

/** The test key of the library's own documentation; it protects nothing. */
const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

export const suite = <E>(name: string, layer: Layer.Layer<WebhookSender, E>, receiver: WebhookReceiver) =>
  it.layer(layer, { excludeTestServices: true })(`WebhookSender (${name})`, (it) => {
    const send = (url: string, id: string) =>
      Effect.flatMap(WebhookSender, (sender) =>
        sender.send({ url, id, timestamp: 1_764_000_000, body: `{"type":"${id}"}`, secret })
      )

    it.effect("sends the body as it is under its id, and gives the answer", () =>
      Effect.gen(function* () {
        const answer = yield* send(receiver.urlOf(204), "msg_one")

        assert.strictEqual(answer.status, 204)
        assert.deepInclude(receiver.received().at(-1), { id: "msg_one", body: '{"type":"msg_one"}' })
      })
    )

    for (const status of [302, 410, 429, 500])
      it.effect(`gives ${status} as an answer like any other, and follows nothing`, () =>
        Effect.gen(function* () {
          const before = receiver.received().length

          assert.strictEqual((yield* send(receiver.urlOf(status), "msg_two")).status, status)

          assert.strictEqual(receiver.received().length, before + 1)
        })
      )

    it.effect("fails when there is no answer", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(send(receiver.urlOf("silent"), "msg_three"))

        assert.strictEqual(error._tag, "WebhookUnanswered")
        assert.match(error.message, /took/)
      })
    )

    it.effect("sends nothing to addresses that are out of reach", () =>
      Effect.gen(function* () {
        for (const url of ["http://169.254.169.254/latest", "https://10.0.0.1/", "https://[fe80::1]/"]) {
          const error = yield* Effect.flip(send(url, "msg_four"))
          assert.strictEqual(error._tag, "WebhookUnanswered")
          assert.match(error.message, /not sent/)
        }
        assert.isFalse(receiver.received().some(({ id }) => id === "msg_four"))
      })
    )
  })
