/**
 * The Redis that queues are measured on: a throw-away server with an append-only file, synced once a second.
 */
import { Context, Effect, Layer, Schedule } from "effect"
import { Redis } from "ioredis"
import { spawnSync } from "node:child_process"
import { attempt } from "./Bench.ts"
import * as LocalServer from "./LocalServer.ts"

export class BenchRedis extends Context.Service<
  BenchRedis,
  { readonly url: string; readonly facts: string }
>()("@layercake/bench/BenchRedis") {}

export const isInstalled = spawnSync("redis-server", ["--version"]).status === 0

export const layerAt = (url: string) => Layer.effect(BenchRedis, connected(url))

export const layer = Layer.effect(
  BenchRedis,
  Effect.gen(function* () {
    if (!isInstalled)
      return yield* new LocalServer.ServerFailed({
        server: "Redis",
        detail: "redis-server was not found. Install it, or name a server with --redis."
      })
    const directory = yield* LocalServer.folder("redis")
    const port = yield* LocalServer.freePort
    yield* LocalServer.run({
      program: "redis-server",
      parameters: [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        directory,
        "--appendonly",
        "yes",
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction"
      ],
      cwd: directory
    })
    return yield* connected(`redis://127.0.0.1:${port}`)
  })
)

const connected = Effect.fnUntraced(function* (url: string) {
  const client = yield* Effect.acquireRelease(
    Effect.sync(() => new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 }).on("error", () => {})),
    (client) => Effect.sync(() => client.disconnect())
  )
  yield* attempt("redis", () => client.ping()).pipe(
    Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 200 })
  )
  const info = yield* attempt("redis", () => client.info("server"))
  const settings = yield* attempt("redis", () => client.config("GET", "append*"))
  const of = (name: string) => {
    const all = settings as ReadonlyArray<string>
    return all[all.indexOf(name) + 1] ?? "?"
  }
  const version = /redis_version:(\S+)/.exec(info)?.[1] ?? "?"
  return BenchRedis.of({
    url,
    facts: `Redis ${version}, appendonly ${of("appendonly")}, appendfsync ${of("appendfsync")}`
  })
})
