import { assert, describe, it } from "@effect/vitest"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import type { WebhookMessage } from "@layercake/core/port/WebhookSender"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { jobIdOf } from "@layercake/core/webhook/WebhookDelivery"
import { Effect, Redacted, type Schema, Stream } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import * as Verification from "../../src/verify/Verification.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { ada, clientOf, jobs, life, noted, told, until, url } from "./WebhookStory.ts"

const rooms = ProjectId.make("rooms")
const desks = ProjectId.make("desks")

const begin = (project: ProjectId) =>
  Intake.take({ brief: MemoryFactory.brief, project, policy: defaultPolicy }, ada)

const bodyOf = ({ body }: WebhookMessage) =>
  JSON.parse(body) as { readonly type: string; readonly project: string; readonly position: number }

describe("events of the log", () => {
  it.live(
    "reach the webhooks that asked for them, each once, under an id that names event and webhook",
    () => {
      const world = MemoryFactory.makeWorld()
      return Effect.gen(function* () {
        yield* begin(rooms)
        yield* begin(desks)
        const client = yield* clientOf()
        const all = yield* client["webhooks.create"]({ url, types: null })
        const one = yield* client["webhooks.create"]({ project: rooms, url, types: ["NoteAdded"] })

        const first = yield* noted(rooms, "a note that nobody outside is to read")
        const second = yield* noted(desks, "another")
        yield* until(Effect.sync(() => world.webhooks.length >= 3))
        yield* until(Effect.map(jobs, (jobs) => jobs.length === 0))

        const sent = world.webhooks.map((message) => ({ id: message.id, ...bodyOf(message) }))
        assert.sameDeepMembers(
          sent.map(({ id, position, project, type }) => ({ id, position, project, type })),
          [
            { id: `msg_${all.webhook}_${first}`, position: first, project: rooms, type: "NoteAdded" },
            { id: `msg_${one.webhook}_${first}`, position: first, project: rooms, type: "NoteAdded" },
            { id: `msg_${all.webhook}_${second}`, position: second, project: desks, type: "NoteAdded" }
          ]
        )
        // What was typed stays where it can be erased.
        assert.isFalse(world.webhooks.some(({ body }) => body.includes("nobody outside")))
        assert.isTrue(world.webhooks.every(({ body }) => body.includes("[erasable:")))
        const secrets = new Set(world.webhooks.map(({ secret }) => Redacted.value(secret)))
        assert.deepStrictEqual(secrets, new Set([Redacted.value(all.secret), Redacted.value(one.secret)]))
      }).pipe(Effect.scoped, Effect.provide(life({ world })))
    }
  )

  it.live("are sent again until they are taken, and the secret is nowhere in log or queue", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begin(rooms)
      const client = yield* clientOf()
      const { secret, webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: null })
      const position = yield* noted(rooms, "one")
      yield* until(Effect.map(jobs, ([job]) => job?.state === "delayed"))

      const [delivery] = yield* client["webhooks.deliveries"]({ project: rooms, webhook })
      assert.deepInclude(delivery, { webhook, position, state: "delayed", attempt: 1 })
      assert.match(delivery?.error ?? "", /It answered 500/)
      const store = yield* EventStore
      const all = [yield* Stream.runCollect(store.readAll()), yield* jobs]
      const log = canonicalJson(all as unknown as Schema.Json)
      assert.notInclude(log, Redacted.value(secret))
      assert.notInclude(`${secret}`, Redacted.value(secret))
    }).pipe(Effect.scoped, Effect.provide(life({ world, webhook: () => 500 })))
  })

  it.live("are not sent to an address that is gone, and it is switched off", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begin(rooms)
      const client = yield* clientOf()
      const { webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: null })
      yield* noted(rooms, "one")
      yield* until(Effect.map(client["webhooks.get"]({ webhook }), ({ enabled }) => !enabled))
      yield* noted(rooms, "two")

      assert.deepInclude(yield* client["webhooks.get"]({ webhook }), { suspended: "gone" })
      assert.include(yield* told, "WebhookSuspended")
      assert.lengthOf(world.webhooks, 1)
    }).pipe(Effect.scoped, Effect.provide(life({ world, webhook: () => 410 })))
  })

  it.live("survive the end of the process at any point: what was asked for is sent by the next one", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      const position = yield* Effect.gen(function* () {
        yield* begin(rooms)
        const client = yield* clientOf()
        yield* client["webhooks.create"]({ project: rooms, url, types: ["NoteAdded"] })
        return yield* noted(rooms, "one")
        // Ended before anybody reads the log, or with the delivery under way.
      }).pipe(
        Effect.scoped,
        Effect.provide(life({ world, webhook: () => "silent", low: 0 }), { local: true })
      )

      yield* until(Effect.sync(() => world.webhooks.length > 0)).pipe(
        Effect.provide(life({ world }), { local: true }),
        Effect.scoped
      )
      assert.strictEqual(bodyOf(world.webhooks[0]!).position, position)
    })
  })

  it.live("that were given up are told to the log, listed, and sent again when somebody asks", () => {
    const world = MemoryFactory.makeWorld()
    let status = 503
    return Effect.gen(function* () {
      yield* begin(rooms)
      const client = yield* clientOf()
      const queue = yield* JobQueue
      const { webhook } = yield* client["webhooks.create"]({ project: rooms, url, types: null })
      const position = yield* noted(rooms, "one")
      const job = jobIdOf({ webhook, position })
      // Its tries of a day, in a moment.
      yield* until(Effect.map(jobs, ([job]) => job?.state === "delayed"))
      world.store.jobs.forEach((kept) => Object.assign(kept, { attempt: 8, dueAt: 0 }))
      yield* queue.cancel(job, "to be due").pipe(Effect.andThen(queue.requeue(job)))
      world.store.jobs.forEach((kept) => Object.assign(kept, { attempt: 8 }))
      yield* until(Effect.map(jobs, ([job]) => job?.state === "dead"))

      assert.include(yield* told, "WebhookUndelivered")
      assert.deepInclude(yield* client["webhooks.get"]({ webhook }), { undelivered: 1 })
      assert.lengthOf(yield* client["webhooks.deliveries"]({ webhook, state: "dead" }), 1)

      status = 200
      yield* client["webhooks.redeliver"]({ webhook, position })
      yield* until(Effect.map(jobs, (jobs) => jobs.length === 0))
      assert.strictEqual(new Set(world.webhooks.map(({ id }) => id)).size, 1)
    }).pipe(Effect.scoped, Effect.provide(life({ world, webhook: () => status })))
  })

  it.live("that LayerCake keeps of itself are verified with the rest", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      const client = yield* clientOf()
      const { webhook } = yield* client["webhooks.create"]({ url, types: null })
      assert.isTrue((yield* Verification.verify()).ok)

      for (const [key, view] of world.store.views)
        if (view.projection === "webhook")
          world.store.views.set(key, {
            ...view,
            row: { ...(view.row as object), url: "https://elsewhere.example/" }
          })
      const report = yield* Verification.verify()
      assert.deepStrictEqual(
        report.differences.map(({ project, what }) => ({ project, what })),
        [{ project: "layercake-host", what: `webhook/${webhook}` }]
      )
    }).pipe(Effect.scoped, Effect.provide(life({ world, low: 0 })))
  })
})
