/**
 * Worker processes with folders of their own over one database: each does the work of its tiers, and one takes over what
 * another left in the middle.
 */
import { assert, describe, it } from "@effect/vitest"
import { createServer } from "node:net"
import { Deferred, Effect } from "effect"
import { folderWith, layercake, type Running, start } from "./LayercakeProcess.ts"
import { database, isInstalled, notInstalled } from "./TestPostgres.ts"
import { assertRefused, replay, tinyProject } from "./TinyProject.ts"

const folder = folderWith(tinyProject)

/** A model that takes the question and never answers. */
const silentModel = Effect.gen(function* () {
  const asked = yield* Deferred.make<void>()
  const url = yield* Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer((socket) => {
        socket.on("error", () => {})
        socket.once("data", () => Deferred.doneUnsafe(asked, Effect.void))
      }).listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ port, close: () => void server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
  return { asked: Deferred.await(asked), url: `http://127.0.0.1:${url.port}/v1` }
})

/** Ends with the scope, whatever the test did. */
const running = (args: ReadonlyArray<string>, settings: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() => start(folder, args, settings)),
    (process) => Effect.andThen(process.signal("SIGKILL"), Effect.asVoid(process.ended))
  )

const stopped = Effect.fnUntraced(function* (worker: Running, signal: NodeJS.Signals, tiers: string) {
  yield* worker.signal(signal)
  const { code, stderr, stdout } = yield* worker.ended
  assert.deepStrictEqual({ code, stdout }, { code: 130, stdout: `Working: ${tiers}. Ctrl-C stops.\n` })
  assert.match(stderr, /^Stopping\. What runs has 10s to come to its end; Ctrl-C again ends at once\.\n$/)
})

const linesOf = (stdout: string): ReadonlyArray<Record<string, unknown>> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

const fleet = Effect.gen(function* () {
  const shared = { LAYERCAKE_DATABASE_URL: yield* database }
  const model = yield* silentModel
  const checks = yield* running(
    ["worker", "--data", "checks", "--tiers", "low, medium, high", "--concurrency", "high=2", ...replay],
    shared
  )
  yield* checks.saw("Working: high 2, medium 2, low 1.")
  const urgent = yield* running(
    ["worker", "--data", "urgent", "--tiers", "critical", "--model", "openai:silent"],
    { ...shared, OPENAI_BASE_URL: model.url }
  )
  yield* urgent.saw("Working: critical 5.")

  const second = yield* layercake(folder, ["worker", "--data", "urgent", ...replay], shared)
  assertRefused(second, `in use by process ${urgent.pid}`)

  const asked = (words: ReadonlyArray<string>) =>
    layercake(folder, [...words, "--data", "person", "--json"], shared)
  const created = yield* asked(["new", "rooms.md"])
  assert.strictEqual(created.code, 0, created.stderr)
  const events = yield* running(["events", "--data", "person", "--follow"], shared)
  // G0 takes both: one opens and passes the gate, the other makes the proof.
  yield* events.saw("ProofRecorded")
  yield* events.saw("AgentRunStarted")
  yield* model.asked
  yield* urgent.signal("SIGKILL")
  assert.strictEqual((yield* urgent.ended).code, null)
  assert.match((yield* asked(["status"])).stdout, /"project":"rooms".*"gate":"G1"/)

  const all = yield* running(["worker", "--data", "urgent", ...replay], shared)
  yield* all.saw("Working: critical 5, high 3, medium 2, low 1.")
  yield* events.saw("AgentRunAnswered")
  yield* events.saw("GateSubmitted")

  const verified = yield* asked(["verify"])
  assert.strictEqual(verified.code, 0, verified.stderr)
  const log = linesOf((yield* asked(["events"])).stdout)
  const count = (type: string) => log.filter((event) => event["type"] === type).length
  assert.deepStrictEqual(["AgentRunStarted", "AgentRunAnswered", "GateSubmitted"].map(count), [1, 1, 2])

  yield* stopped(checks, "SIGINT", "high 2, medium 2, low 1")
  yield* stopped(all, "SIGTERM", "critical 5, high 3, medium 2, low 1")
})

const redis = Effect.gen(function* () {
  const shared = { LAYERCAKE_DATABASE_URL: yield* database }
  for (const url of ["wat:s3cret", "redis://ada:s3cret@127.0.0.1:1", "http://ada:s3cret@127.0.0.1:1"]) {
    const refused = yield* layercake(folder, ["worker", "--redis", url, ...replay], shared)
    assertRefused(refused, "Redis")
    assert.notInclude(refused.stderr, "s3cret")
    assert.lengthOf(refused.stderr.trim().split("\n"), 2, refused.stderr)
  }
})

describe("worker processes over one database", () => {
  if (!isInstalled) return it.skip(notInstalled)
  it.live(
    "do the work of their tiers, and take over what a killed one had in hand",
    () => Effect.scoped(fleet),
    90_000
  )
  it.live(
    "are refused with a Redis that does not answer, and never tell its password",
    () => Effect.scoped(redis),
    60_000
  )
})
