import { assert, describe, it } from "@effect/vitest"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { Position } from "@layercake/core/store/EventStore"
import { WebhookId } from "@layercake/core/webhook/Webhook"
import { Effect, Redacted } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { ada, clientOf, life, noted, told, url } from "./WebhookStory.ts"

const [rooms, desks] = [ProjectId.make("rooms"), ProjectId.make("desks")]

const story = Effect.gen(function* () {
  for (const project of [rooms, desks])
    yield* Intake.take({ brief: MemoryFactory.brief, project, policy: defaultPolicy }, ada)
  return yield* clientOf()
})
const tagOf = <A, E extends { readonly _tag: string }>(ask: Effect.Effect<A, E>) =>
  Effect.map(Effect.flip(ask), (error): string => error._tag)

const rest = () => life({ low: 0 })

describe("a webhook", () => {
  it.live("shows its secret to whoever makes or rotates it, and never again", () =>
    Effect.gen(function* () {
      const client = yield* story
      const made = yield* client["webhooks.create"]({ project: rooms, url, types: null })
      const rotated = yield* client["webhooks.rotate"]({ webhook: made.webhook })

      assert.match(Redacted.value(made.secret), /^whsec_[A-Za-z0-9+/]{43}=$/)
      assert.notStrictEqual(Redacted.value(rotated.secret), Redacted.value(made.secret))
      assert.notProperty(yield* client["webhooks.get"]({ webhook: made.webhook }), "secret")
      assert.notProperty((yield* client["webhooks.list"]({}))[0], "secret")
    }).pipe(Effect.scoped, Effect.provide(rest()))
  )

  it.live("is not made, and nothing is kept, for an address that cannot have one", () =>
    Effect.gen(function* () {
      const client = yield* story
      for (const refused of ["http://example.com/", "https://10.0.0.1/", "nonsense"]) {
        const error = yield* Effect.flip(client["webhooks.create"]({ url: refused, types: null }))
        assert.deepInclude(error, { _tag: "WebhookUrlRefused", field: "url" })
      }
      assert.deepStrictEqual(yield* client["webhooks.list"]({}), [])
      assert.deepStrictEqual(yield* told, [])
    }).pipe(Effect.scoped, Effect.provide(rest()))
  )

  it.live("of a project is as one that is not there to another project, whatever is asked", () =>
    Effect.gen(function* () {
      const client = yield* story
      const { webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: null })
      const position = yield* noted(rooms, "one")
      const named = { project: desks, webhook }
      const tags = yield* Effect.all([
        tagOf(client["webhooks.get"](named)),
        tagOf(client["webhooks.update"]({ ...named, enabled: false })),
        tagOf(client["webhooks.rotate"](named)),
        tagOf(client["webhooks.delete"](named)),
        tagOf(client["webhooks.deliveries"](named)),
        tagOf(client["webhooks.redeliver"]({ ...named, position })),
        tagOf(client["webhooks.test"](named))
      ])
      assert.deepStrictEqual(
        tags,
        tags.map(() => "WebhookNotFound")
      )
      assert.deepStrictEqual(yield* client["webhooks.list"]({ project: desks }), [])
    }).pipe(Effect.scoped, Effect.provide(rest()))
  )

  it.live("is sent again only what it is told of, and nothing while it is switched off", () =>
    Effect.gen(function* () {
      const client = yield* story
      const { webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: ["NoteAdded"] })
      const elsewhere = yield* noted(desks, "one")
      const here = yield* noted(rooms, "two")
      for (const position of [elsewhere, Position.make(0), Position.make(1), Position.make(1_000_000)])
        assert.deepInclude(yield* Effect.flip(client["webhooks.redeliver"]({ webhook, position })), {
          _tag: "WebhookNotTold",
          position
        })
      assert.deepInclude(yield* client["webhooks.redeliver"]({ webhook, position: here }), {
        state: "waiting"
      })
      yield* client["webhooks.update"]({ webhook, enabled: false })
      assert.strictEqual(
        (yield* Effect.flip(client["webhooks.redeliver"]({ webhook, position: here })))._tag,
        "WebhookDisabled"
      )
    }).pipe(Effect.scoped, Effect.provide(rest()))
  )

  it.live("changes only in what is said, and tells the log once", () =>
    Effect.gen(function* () {
      const client = yield* story
      const { webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: ["NoteAdded"] })
      const changed = yield* client["webhooks.update"]({ webhook, types: null })
      yield* client["webhooks.update"]({ webhook, types: null, url })
      yield* client["webhooks.delete"]({ webhook })
      const gone = yield* Effect.flip(client["webhooks.get"]({ webhook }))
      const never = yield* Effect.flip(
        client["webhooks.get"]({ webhook: WebhookId.make(`wh-${"0".repeat(32)}`) })
      )

      assert.deepInclude(changed, { url, types: null, enabled: true })
      assert.deepStrictEqual(yield* told, ["WebhookAdded", "WebhookChanged", "WebhookRemoved"])
      assert.deepStrictEqual([gone._tag, never._tag], ["WebhookNotFound", "WebhookNotFound"])
    }).pipe(Effect.scoped, Effect.provide(rest()))
  )
})
