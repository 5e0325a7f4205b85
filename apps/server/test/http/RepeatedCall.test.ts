/**
 * Calls that say under which condition they hold: once only, of this version only, and only what is not there already.
 */
import { assert, layer } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Stream } from "effect"
import { LayercakeClient } from "../../src/LayercakeClient.ts"
import * as HttpWorld from "./HttpWorld.ts"

const { ask } = HttpWorld

const eventsOf = (project: string) =>
  Effect.gen(function* () {
    const client = yield* LayercakeClient
    return yield* Stream.runCollect(
      client["events.stream"]({ project: ProjectId.make(project), follow: false })
    )
  })

const pause = (key: string, reason: string, project = "rooms", as = "ada") =>
  ask("/api/pipeline/pause", { as, json: { project, reason }, headers: { "idempotency-key": key } })

layer(HttpWorld.layer({ attemptsPerMinute: 3 }), { excludeTestServices: true, timeout: "2 minutes" })(
  "a call",
  (it) => {
    it.effect("is done once under one key, however often and however fast it is sent", () =>
      Effect.gen(function* () {
        const before = (yield* eventsOf("rooms")).length
        const answers = yield* Effect.all(
          Array.from({ length: 8 }, () => pause("once", "a break")),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
        assert.strictEqual(new Set(answers.map(({ text }) => text)).size, 1)
        assert.strictEqual((yield* eventsOf("rooms")).length, before + 1)
        yield* ask("/api/pipeline/resume", { as: "ada", json: { project: "rooms" } })
        // Long done: the answer of then, and nothing is paused again.
        assert.strictEqual((yield* pause("once", "a break")).text, answers[0]!.text)
        assert.strictEqual((yield* eventsOf("rooms")).length, before + 2)
      })
    )

    it.effect("is another one with other input, and is refused under the key of the first", () =>
      Effect.gen(function* () {
        yield* pause("mine", "for lunch")
        const other = yield* pause("mine", "for tea")
        assert.deepStrictEqual(
          [other.status, other.json["type"]],
          [422, "urn:layercake:problem:idempotency-key-reused"]
        )
        // Somebody else's key is another key.
        yield* ask("/api/pipeline/resume", { as: "ada", json: { project: "rooms" } })
        assert.strictEqual((yield* pause("mine", "for tea", "rooms", "robot")).status, 200)
        yield* ask("/api/pipeline/resume", { as: "ada", json: { project: "rooms" } })
        assert.strictEqual((yield* pause("not a key", "with spaces")).status, 400)
      })
    )

    it.effect("may be tried again under its key when it was refused as invalid", () =>
      Effect.gen(function* () {
        const json = { project: "rooms" }
        const headers = { "idempotency-key": "again" }
        assert.strictEqual((yield* ask("/api/pipeline/pause", { as: "ada", json, headers })).status, 422)
        assert.strictEqual((yield* pause("again", "now valid")).status, 200)
        yield* ask("/api/pipeline/resume", { as: "ada", json })
      })
    )

    it.effect("holds for the version that its sender has seen", () =>
      Effect.gen(function* () {
        const status = yield* ask("/api/projects/get?project=rooms", { as: "ada" })
        const etag = status.headers.get("etag") ?? ""
        assert.match(etag, /^"\d+\.[\w-]+"$/)
        const change = (reason: string, as = "ada") =>
          ask("/api/pipeline/pause", {
            as,
            json: { project: "rooms", reason },
            headers: { "if-match": etag }
          })
        assert.strictEqual((yield* change("the first")).status, 200)
        const late = yield* change("the second")
        assert.deepStrictEqual(
          [late.status, late.json["type"]],
          [412, "urn:layercake:problem:version-differs"]
        )
        // A stranger learns no version.
        assert.strictEqual((yield* change("a stranger", "mallory")).status, 404)
        const unreadable = yield* ask("/api/pipeline/pause", {
          as: "ada",
          json: { project: "rooms", reason: "unreadable" },
          headers: { "if-match": 'W/"abc"' }
        })
        assert.strictEqual(unreadable.status, 400)
        yield* ask("/api/pipeline/resume", { as: "ada", json: { project: "rooms" } })
      })
    )

    it.effect("need not be answered with what is there already", () =>
      Effect.gen(function* () {
        const path = "/api/projects/get?project=rooms"
        const first = yield* ask(path, { as: "ada" })
        const etag = first.headers.get("etag") ?? ""
        const again = yield* ask(path, { as: "ada", headers: { "if-none-match": `"other", W/${etag}` } })
        assert.deepStrictEqual([again.status, again.text, again.headers.get("etag")], [304, "", etag])
        yield* pause("changes", "something")
        const changed = yield* ask(path, { as: "ada", headers: { "if-none-match": etag } })
        assert.strictEqual(changed.status, 200)
        assert.notStrictEqual(changed.headers.get("etag"), etag)
        // Nobody has it without being asked who they are.
        assert.strictEqual((yield* ask(path, { headers: { "if-none-match": "*" } })).status, 401)
      })
    )
  }
)
