/**
 * What the HTTP face costs: against the same handler on bare Fastify, at fifty clients, and with a thousand subscribers.
 */
import { Effect } from "effect"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Bench, BenchFailed, failsAs } from "../Bench.ts"
import * as Contest from "../Contest.ts"
import { below, percentile, ratioOf } from "../Figure.ts"
import * as BenchHost from "./BenchHost.ts"
import * as FastifyHost from "./FastifyHost.ts"
import * as HttpLoad from "./HttpLoad.ts"
import type { LatencyRequest } from "./LatencyLoad.ts"
import type { SocketLoadReport } from "./SocketLoad.ts"
import type { SubscriberLoadReport } from "./SubscriberLoad.ts"
import * as ThreadLoad from "./ThreadLoad.ts"

const clients = 50

/** Commands of one client in a second. */
const pace = 5

const names = {
  http: "server.read.http",
  socket: "server.read.websocket",
  reads: "server.reads.p95",
  commands: "server.commands.p95",
  paced: "server.commands.paced.p95",
  delivery: "server.subscribers.delivery.p95",
  memory: "server.subscribers.memory"
} as const

const readPath = `/api/gates/list?project=${BenchHost.projectAt(0)}`

/** Seconds of load, at least one. */
const secondsOf = (bench: Bench["Service"]) => Math.max(1, bench.scaled(5))

const rates = Effect.gen(function* () {
  const bench = yield* Bench
  if (!bench.wants(names.http, names.socket)) return
  const host = yield* BenchHost.open(1)
  const peer = yield* FastifyHost.open(host.client)
  const load = { connections: clients, seconds: secondsOf(bench) }
  const fastify = HttpLoad.rate({ bench: names.http, url: `${peer}/gates`, ...load })
  const ours = HttpLoad.rate({ bench: names.http, url: `${host.url}${readPath}`, ...load })
  yield* Effect.andThen(ours, fastify)
  yield* Contest.hold({
    bench: names.http,
    unit: "requests/s",
    ours,
    rivals: [{ peer: FastifyHost.peer, measure: fastify, target: ratioOf(0.5) }]
  })
  yield* Contest.hold({
    bench: names.socket,
    unit: "calls/s",
    ours: socketRate(host.url, load.seconds),
    rivals: [{ peer: FastifyHost.peer, measure: fastify, target: ratioOf(1) }]
  })
}).pipe(Effect.scoped, failsAs(names.http))

const socketRate = (url: string, seconds: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const thread = yield* ThreadLoad.start<SocketLoadReport>(names.socket, "SocketLoad.ts", {
        url: `${url.replace("http", "ws")}/rpc/ws`,
        token: BenchHost.token,
        project: BenchHost.projectAt(0),
        sockets: 5,
        inFlight: clients / 5,
        seconds
      })
      const { failures, rate } = yield* thread.next
      if (failures > 0)
        return yield* new BenchFailed({ bench: names.socket, cause: new Error(`${failures} calls failed`) })
      return rate
    })
  )

const waits = Effect.gen(function* () {
  const bench = yield* Bench
  if (!bench.wants(names.reads, names.commands, names.paced)) return
  const host = yield* BenchHost.open(clients)
  const load = { url: host.url, seconds: secondsOf(bench) }
  const p95 = (taken: ReadonlyArray<number>) => percentile(taken, 0.95)
  const each = (requests: (connection: number) => ReadonlyArray<LatencyRequest>) =>
    Array.from({ length: clients }, (_, connection) => requests(connection))
  const read: LatencyRequest = { method: "GET", path: readPath }
  yield* Contest.hold({
    bench: names.reads,
    unit: "ms",
    ours: Effect.map(HttpLoad.latencies({ bench: names.reads, ...load, requests: each(() => [read]) }), p95),
    target: below(20)
  })
  const ask = (operation: string, payload: string): LatencyRequest => ({
    method: "POST",
    path: `/api/pipeline/${operation}`,
    body: payload
  })
  const requests = each((connection) => {
    const project = BenchHost.projectAt(connection)
    return [
      ask("pause", `{"project":"${project}","reason":"measured"}`),
      ask("resume", `{"project":"${project}"}`)
    ]
  })
  yield* Contest.hold({
    bench: names.commands,
    unit: "ms",
    ours: Effect.map(HttpLoad.latencies({ bench: names.commands, ...load, requests }), p95),
    before: atWork(host),
    target: below(50)
  })
  // What many people and scripts at work ask for, instead of all that the machine can do.
  yield* Contest.hold({
    bench: names.paced,
    unit: "ms",
    ours: Effect.map(HttpLoad.latencies({ bench: names.paced, ...load, pace, requests }), p95),
    before: atWork(host),
    target: below(50)
  })
}).pipe(Effect.scoped, failsAs(names.reads))

/** The next load begins with projects that can be paused, when what the last one left under way is done. */
const atWork = ({ client }: BenchHost.BenchHost) =>
  Effect.andThen(
    Effect.sleep("1 second"),
    Effect.forEach(
      Array.from({ length: clients }, (_, index) => BenchHost.projectAt(index)),
      (project) => Effect.ignore(client["pipeline.resume"]({ project })),
      { discard: true }
    )
  )

const subscribers = Effect.gen(function* () {
  const bench = yield* Bench
  if (!bench.wants(names.delivery, names.memory)) return
  const host = yield* BenchHost.open(1)
  const project = BenchHost.projectAt(0)
  const count = bench.scaled(1000)
  const { position, version } = yield* host.client["events.head"]({ project })
  const before = memory()
  const thread = yield* ThreadLoad.start<SubscriberLoadReport>(names.delivery, "SubscriberLoad.ts", {
    url: `${host.url}/api/events/stream?project=${project}&follow=true&after=${position}`,
    token: BenchHost.token,
    subscribers: count
  })
  yield* thread.next
  yield* bench.progress(`${names.delivery}: ${count} subscribers listen, at version ${version}`)
  yield* Effect.sleep("1 second")
  const each = (memory() - before) / count / 1024
  yield* Contest.hold({
    bench: names.delivery,
    unit: "ms",
    ours: Effect.gen(function* () {
      for (let round = 0; round < 5; round += 1) {
        yield* host.client["pipeline.pause"]({ project, reason: "measured" })
        yield* Effect.sleep("500 millis")
        yield* host.client["pipeline.resume"]({ project })
        yield* Effect.sleep("500 millis")
      }
      yield* Effect.sleep("1 second")
      yield* thread.tell("report")
      const { delays } = yield* thread.next
      if (delays.length < 10 * count)
        return yield* new BenchFailed({
          bench: names.delivery,
          cause: new Error(`${delays.length} deliveries of ${10 * count} came`)
        })
      return percentile(delays, 0.95)
    }).pipe(failsAs(names.delivery)),
    target: below(100)
  })
  if (bench.wants(names.memory)) yield* bench.report({ bench: names.memory, unit: "KiB", ours: [each] })
}).pipe(Effect.scoped, failsAs(names.delivery))

/** Bytes that are in use after what is not was collected. */
const memory = (): number => {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  collect()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}

export const parts = [rates, waits, subscribers]
