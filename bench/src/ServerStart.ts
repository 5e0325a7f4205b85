/**
 * Starts the published server on a database and asks it, over HTTP, as somebody who has logged in.
 */
import { Effect, Schema } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { attempt, BenchFailed, failsAs } from "./Bench.ts"
import * as LocalServer from "./LocalServer.ts"

export interface ServerStartOptions {
  /** The program `layercake`. */
  readonly program: string
  readonly database: string
  /** Asked about first. */
  readonly project: string
}

export interface Start {
  /** From starting the process to its first answer, about one project. */
  readonly millis: number
  /** The most memory that it had up to some seconds later, in MiB of resident set. */
  readonly megabytes: number
  /** To list projects then, and the most memory up to there. */
  readonly list: { readonly projects: number; readonly millis: number; readonly megabytes: number }
}

const [login, password] = ["bench", "only for the time of this benchmark"]

/**
 * An account, a folder and a session for every start. `start` begins a server of its own: one that answers alone, or one
 * that works, too, which plans and listens, but should find every tier paused.
 */
export const prepare = Effect.fn("ServerStart.prepare")(function* (options: ServerStartOptions) {
  const folder = yield* LocalServer.folder("server")
  const environment = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    LAYERCAKE_DATABASE_URL: options.database
  }
  // Holds no recording: nothing is ever asked of it.
  const recordings = join(folder, "recordings")
  mkdirSync(recordings)
  yield* Effect.try(() =>
    execFileSync(options.program, ["account", "add", login, "--data", folder], {
      env: environment,
      input: `${password}\n`,
      stdio: ["pipe", "ignore", "pipe"]
    })
  ).pipe(failsAs("account add"))

  const serve = Effect.fnUntraced(function* (flags: ReadonlyArray<string>) {
    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(options.program, ["serve", "--port", "0", "--data", folder, ...flags], {
          env: environment,
          stdio: ["ignore", "pipe", "inherit"]
        })
      ),
      LocalServer.stop
    )
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
    const { value } = yield* attempt("serve", () => lines.next())
    const url = /http:\/\/\S+:\d+/.exec(String(value))?.[0]
    if (url === undefined)
      return yield* new BenchFailed({ bench: "serve", cause: new Error(`it said: ${String(value)}`) })
    return { url, pid: server.pid ?? 0 }
  })

  const { accessToken } = yield* Effect.scoped(
    Effect.flatMap(serve([]), ({ url }) => post(`${url}/api/auth/login`, { login, password }, LoggedIn))
  )

  const start = Effect.fn("ServerStart.start")(function* (isWorking: boolean) {
    const begun = performance.now()
    const work = ["--work", "--model", `replay:${recordings}`, "--sandbox", "process"]
    const { pid, url } = yield* serve(isWorking ? work : [])
    yield* post(`${url}/api/pipeline/status`, { project: options.project }, Schema.Unknown, accessToken)
    const millis = performance.now() - begun
    // What is due is planned behind the answer.
    yield* Effect.sleep("5 seconds")
    const megabytes = yield* peakMegabytes(pid)
    const listing = performance.now()
    const { projects } = yield* post(`${url}/api/projects/list`, { limit: 1000 }, Listed, accessToken)
    const list = { projects: projects.length, millis: performance.now() - listing }
    const start: Start = { millis, megabytes, list: { ...list, megabytes: yield* peakMegabytes(pid) } }
    return start
  }, Effect.scoped)
  return { start }
})

const LoggedIn = Schema.Struct({ accessToken: Schema.String })
const Listed = Schema.Struct({ projects: Schema.Array(Schema.Unknown) })

const post = <A>(url: string, payload: unknown, answer: Schema.ConstraintDecoder<A>, token?: string) =>
  HttpClientRequest.post(url).pipe(
    token === undefined ? (request) => request : HttpClientRequest.bearerToken(token),
    HttpClientRequest.bodyJsonUnsafe(payload),
    HttpClient.execute,
    Effect.flatMap(HttpClientResponse.filterStatusOk),
    Effect.flatMap(HttpClientResponse.schemaBodyJson(answer)),
    Effect.timeout("2 minutes"),
    Effect.provide(FetchHttpClient.layer),
    failsAs(url)
  )

/** As Linux counts it; other systems do not tell it of another process. */
const peakMegabytes = (pid: number) =>
  Effect.try(() => {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
    if (peak === undefined) throw new Error(`/proc/${pid}/status has no VmHWM`)
    return Number(peak) / 1024
  }).pipe(failsAs("memory"))
