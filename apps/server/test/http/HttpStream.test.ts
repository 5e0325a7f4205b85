/**
 * What is delivered as it comes: server-sent events and lines of JSON, resumed, and cut off where nobody reads.
 */
import { assert, layer } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { Deferred, Effect, Schedule, Stream } from "effect"
import { connect } from "node:net"
import { LayercakeClient } from "../../src/LayercakeClient.ts"
import * as HttpWorld from "./HttpWorld.ts"

const { ask, HttpWorld: World } = HttpWorld

/** The blocks of server-sent events, comments among them, as they arrive. */
const blocksOf = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { url } = yield* World
      const response = yield* HttpWorld.opened(`${url}${path}`, {
        authorization: "Bearer ada",
        accept: "text/event-stream",
        ...headers
      })
      assert.strictEqual(response.status, 200)
      assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/)
      let rest = ""
      return Stream.fromReadableStream({
        evaluate: () => response.body!,
        onError: (cause) => new Error("The stream broke", { cause })
      }).pipe(
        Stream.orDie,
        Stream.decodeText(),
        Stream.map((text) => {
          const parts = (rest + text).split("\n\n")
          rest = parts.pop() ?? ""
          return parts
        }),
        Stream.flattenIterable
      )
    })
  )

const fieldOf = (block: string, name: string) =>
  block
    .split("\n")
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2)

const pause = (reason: string) =>
  Effect.gen(function* () {
    const client = yield* LayercakeClient
    yield* client["pipeline.pause"]({ project: HttpWorld.rooms, reason })
    yield* client["pipeline.resume"]({ project: HttpWorld.rooms })
  })

layer(HttpWorld.layer({ heartbeat: "50 millis", stall: "400 millis", streamsPerClient: 3 }), {
  excludeTestServices: true,
  timeout: "2 minutes"
})("live updates", (it) => {
  it.effect(
    "come as server-sent events with their positions, and go on after the last one that was had",
    () =>
      Effect.gen(function* () {
        const path = "/api/events/stream?project=rooms&follow=true"
        yield* pause("so that there are two")
        const first = yield* blocksOf(path).pipe(
          Stream.filter((block) => block.includes("data: ")),
          Stream.take(2),
          Stream.runCollect
        )
        const positions = first.map((block) => Number(fieldOf(block, "id")))
        assert.deepStrictEqual(
          first.map((block) => HttpWorld.parsed(fieldOf(block, "data")!).position),
          positions
        )
        const next = yield* blocksOf(path, { "last-event-id": String(positions[0]) }).pipe(
          Stream.filter((block) => block.includes("data: ")),
          Stream.runHead
        )
        assert.strictEqual(
          Number(
            fieldOf(
              next.pipe((found) => (found._tag === "Some" ? found.value : "")),
              "id"
            )
          ),
          positions[1]
        )
      })
  )

  it.effect("deliver what happens later, and signs of life meanwhile", () =>
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const events = yield* Stream.runCollect(
        client["events.stream"]({ project: HttpWorld.rooms, follow: false })
      )
      const last = events.at(-1)!.position
      const came = yield* blocksOf(`/api/events/stream?project=rooms&follow=true&after=${last}`).pipe(
        // Nothing comes before the first sign of life, and only then does something happen.
        Stream.tap((block) => (block === ":" ? Effect.ignore(pause("later")) : Effect.void)),
        Stream.filter((block) => block.includes("data: ")),
        Stream.runHead
      )
      assert.strictEqual(came._tag, "Some")
      assert.include(came._tag === "Some" ? came.value : "", "ProjectPaused")
    })
  )

  it.effect("come as lines of JSON, and end with the log", () =>
    Effect.gen(function* () {
      const { headers, text } = yield* ask("/api/events/stream", {
        as: "ada",
        json: { project: "rooms", follow: false }
      })
      assert.match(headers.get("content-type") ?? "", /^application\/x-ndjson/)
      const versions = text
        .trimEnd()
        .split("\n")
        .map((line) => HttpWorld.parsed(line).version)
      assert.deepStrictEqual(
        versions,
        versions.map((_, index: number) => index + 1)
      )
    })
  )

  it.effect("refuse before anything is sent", () =>
    Effect.gen(function* () {
      const stranger = yield* ask("/api/events/stream?project=rooms&follow=true", { as: "mallory" })
      assert.deepStrictEqual(
        [stranger.status, stranger.json["type"]],
        [404, "urn:layercake:problem:project-not-found"]
      )
      const missing = yield* ask("/api/events/stream?project=missing&follow=true", { as: "ada" })
      assert.strictEqual(missing.status, 404)
    })
  )

  it.effect("are not remembered for a reader that does not read", () =>
    Effect.gen(function* () {
      const { port } = yield* World
      const client = yield* LayercakeClient
      const wide = ProjectId.make("wide")
      yield* client["projects.create"]({ brief: HttpWorld.brief, project: wide })
      // More than the buffers of both sides of a connection hold.
      yield* Effect.forEach(
        Array.from({ length: 40 }),
        () =>
          Effect.andThen(
            client["pipeline.pause"]({ project: wide, reason: "x".repeat(200_000) }),
            client["pipeline.resume"]({ project: wide })
          ),
        { discard: true }
      )
      const closed = yield* Effect.callback<string>((resume) => {
        const socket = connect(port, "127.0.0.1", () => {
          socket.pause()
          socket.write(
            `GET /api/events/stream?project=wide&follow=true HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ada\r\nAccept: text/event-stream\r\n\r\n`
          )
        })
        socket.on("error", () => resume(Effect.succeed("closed")))
        socket.on("close", () => resume(Effect.succeed("closed")))
        return Effect.sync(() => void socket.destroy())
      }).pipe(
        Effect.raceFirst(
          ask("/metrics").pipe(
            Effect.repeat({
              until: ({ text }) => /layercake_http_slow_readers[^\n]* 1\b/.test(text),
              schedule: Schedule.spaced("20 millis")
            }),
            Effect.as("counted")
          )
        ),
        Effect.timeout("20 seconds")
      )
      assert.oneOf(closed, ["closed", "counted"])
      const { text } = yield* ask("/metrics")
      assert.match(text, /layercake_http_slow_readers[^\n]* 1\b/)
      assert.match(text, /layercake_http_streams[^\n]* 0\b/)
    })
  )

  it.effect("are as many as one client may have", () =>
    Effect.gen(function* () {
      const path = "/api/events/stream?project=rooms&follow=true"
      for (let count = 0; count < 3; count += 1) {
        const heard = yield* Deferred.make<void>()
        yield* blocksOf(path).pipe(
          Stream.runForEach(() => Deferred.succeed(heard, undefined)),
          Effect.forkScoped
        )
        yield* Deferred.await(heard)
      }
      const fourth = yield* ask(path, { as: "ada", headers: { accept: "text/event-stream" } })
      assert.deepStrictEqual([fourth.status, fourth.headers.get("retry-after")], [429, "1"])
    })
  )
})
