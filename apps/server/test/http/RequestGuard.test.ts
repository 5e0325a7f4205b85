/**
 * What every request passes, and what those ask who watch the host.
 */
import { assert, layer } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { request } from "node:http"
import * as DocumentRoute from "../../src/http/DocumentRoute.ts"
import * as HttpWorld from "./HttpWorld.ts"

const { ask, HttpWorld: World } = HttpWorld

/** The status for a `Host` that a browser would not let a page choose. */
const statusFor = Effect.fnUntraced(function* (host: string) {
  const { port } = yield* World
  return yield* Effect.callback<number | undefined>((resume) => {
    request({ port, host: "127.0.0.1", path: "/health", headers: { host } }, (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode))
    }).end()
  })
})

layer(
  HttpWorld.layer(
    { bodyBytes: 100_000, headerBytes: 8192, callsPerClient: 2 },
    { allowedOrigins: ["https://app.example"], hostNames: ["layercake.test"] }
  ),
  { excludeTestServices: true, timeout: "2 minutes" }
)("every request", (it) => {
  it.effect("has a body and headers of a size", () =>
    Effect.gen(function* () {
      const { json, status } = yield* ask("/api/projects/get", {
        as: "ada",
        json: { project: "x".repeat(100_001) }
      })
      assert.deepStrictEqual([status, json["type"]], [413, "urn:layercake:problem:body-too-large"])
      const rpc = yield* ask("/rpc", { as: "ada", body: "x".repeat(100_001) })
      assert.strictEqual(rpc.status, 413)
      const headed = yield* ask("/health", { headers: { "x-long": "x".repeat(9000) } })
      assert.strictEqual(headed.status, 431)
    })
  )

  it.effect("has a body of a size also where it does not say so before", () =>
    Effect.gen(function* () {
      const { port } = yield* World
      const status = yield* Effect.callback<number | undefined>((resume) => {
        const sent = request(
          {
            port,
            host: "127.0.0.1",
            path: "/api/projects/get",
            method: "POST",
            headers: {
              authorization: "Bearer ada",
              "content-type": "application/json",
              "transfer-encoding": "chunked"
            }
          },
          (response) => {
            response.resume()
            resume(Effect.succeed(response.statusCode))
          }
        )
        sent.on("error", () => resume(Effect.succeed(undefined)))
        for (let chunk = 0; chunk < 20; chunk += 1) sent.write("x".repeat(10_000))
        sent.end()
      })
      assert.strictEqual(status, 413)
    })
  )

  it.effect("is meant for this machine by one of its names", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* statusFor("localhost:1234"), 200)
      assert.strictEqual(yield* statusFor("layercake.test"), 200)
      assert.strictEqual(yield* statusFor("evil.example"), 421)
      assert.strictEqual(yield* statusFor("127.0.0.1.evil.example:80"), 421)
    })
  )

  it.effect("comes from pages of those origins alone that were named", () =>
    Effect.gen(function* () {
      const preflight = (origin: string) =>
        ask("/api/projects/list", {
          method: "OPTIONS",
          headers: { origin, "access-control-request-method": "POST" }
        })
      const named = yield* preflight("https://app.example")
      assert.deepStrictEqual(
        [named.status, named.headers.get("access-control-allow-origin")],
        [204, "https://app.example"]
      )
      const other = yield* preflight("https://evil.example")
      assert.isNull(other.headers.get("access-control-allow-origin"))
      const asked = yield* ask("/api/projects/list", {
        as: "ada",
        headers: { origin: "https://app.example" }
      })
      assert.strictEqual(asked.headers.get("access-control-allow-origin"), "https://app.example")
      assert.strictEqual(asked.headers.get("vary"), "origin")
    })
  )

  it.effect("is answered with what keeps browsers careful", () =>
    Effect.gen(function* () {
      for (const path of ["/health", "/api/projects/list", "/nothing"]) {
        const { headers } = yield* ask(path, { as: "ada" })
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff", path)
        assert.include(headers.get("content-security-policy") ?? "", "default-src 'none'", path)
        assert.strictEqual(headers.get("cross-origin-resource-policy"), "same-origin", path)
      }
    })
  )

  it.effect("is one of a few at once", () =>
    Effect.gen(function* () {
      const answers = yield* Effect.all(
        Array.from({ length: 40 }, () => ask("/api/projects/get?project=rooms", { as: "ada" })),
        { concurrency: "unbounded" }
      ).pipe(
        Effect.map((asked) => asked.map(({ status }) => status)),
        Effect.repeat({ until: (statuses) => statuses.includes(429), schedule: Schedule.recurs(20) })
      )
      assert.includeMembers(answers, [200, 429])
      assert.strictEqual((yield* ask("/api/projects/get?project=rooms", { as: "ada" })).status, 200)
    })
  )
})

layer(HttpWorld.layer(), { excludeTestServices: true, timeout: "2 minutes" })("those who watch", (it) => {
  it.effect("see whether it lives, is ready, and has its store", () =>
    Effect.gen(function* () {
      for (const path of ["/health", "/health/ready", "/health/db"]) {
        const { json, status } = yield* ask(path)
        assert.deepStrictEqual([status, json["status"]], [200, "ok"], path)
      }
    })
  )

  it.effect("read metrics that Prometheus understands", () =>
    Effect.gen(function* () {
      yield* ask("/api/projects/get?project=rooms", { as: "ada" })
      const { headers, text } = yield* ask("/metrics")
      assert.match(headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/)
      assert.match(text, /^# TYPE layercake_http_requests counter$/m)
      assert.match(text, /^layercake_http_requests\{.*route="projects\.get".*status="200".*\} \d+/m)
    })
  )

  it.effect("read a page that has all in it and may load nothing", () =>
    Effect.gen(function* () {
      const { headers, status, text } = yield* ask("/docs")
      assert.strictEqual(status, 200)
      assert.match(headers.get("content-type") ?? "", /^text\/html/)
      const policy = headers.get("content-security-policy") ?? ""
      assert.strictEqual(policy, DocumentRoute.policyOf(text))
      assert.notMatch(policy, /unsafe-(?:inline|eval)|https?:/)
      assert.match(policy, /script-src 'sha256-[\w+/=]+';/)
      assert.include(text, "/api/projects/get")
      assert.notMatch(text, /<(?:script|link|img)[^>]+(?:src|href)="https?:/)
    })
  )
})
