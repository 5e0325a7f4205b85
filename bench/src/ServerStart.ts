/**
 * Starts a server as a process of its own and waits for its answers.
 */
import { Effect, Schema } from "effect"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { attempt, BenchFailed, failsAs } from "./Bench.ts"
import * as LocalServer from "./LocalServer.ts"
import { ProbeReport } from "./ProbeReport.ts"

export interface Start {
  /** From starting the process to its first answer, about one project. */
  readonly millis: number
  /** The most memory that it had up to some seconds later. */
  readonly megabytes: number
  /** To list every project then, and the most memory up to there. */
  readonly list: { readonly projects: number; readonly millis: number; readonly megabytes: number }
}

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(ProbeReport))

const probeFile = new URL("./StartProbe.ts", import.meta.url).pathname

export const start = Effect.fn("ServerStart.start")(function* (database: string, project: string) {
  const directory = yield* LocalServer.folder("server")
  const begun = performance.now()
  const probe = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [probeFile, database, directory, project], {
        stdio: ["ignore", "pipe", "inherit"]
      })
    ),
    (probe) => Effect.sync(() => probe.kill("SIGKILL"))
  )
  const lines = createInterface({ input: probe.stdout })[Symbol.asyncIterator]()
  const next = attempt("server", () => lines.next()).pipe(
    Effect.filterOrFail(
      ({ done }) => done !== true,
      () => new BenchFailed({ bench: "server", cause: new Error("the server ended before it answered") })
    ),
    Effect.flatMap(({ value }) =>
      Effect.mapError(
        decode(value),
        () => new BenchFailed({ bench: "server", cause: new Error(`it said: ${String(value)}`) })
      )
    ),
    failsAs("server"),
    Effect.timeoutOrElse({
      duration: "2 minutes",
      orElse: () =>
        Effect.fail(new BenchFailed({ bench: "server", cause: new Error("no answer within two minutes") }))
    })
  )
  yield* next
  const millis = performance.now() - begun
  const settled = yield* next
  const listing = performance.now()
  const listed = yield* next
  const start: Start = {
    millis,
    megabytes: settled.peakMegabytes,
    list: {
      projects: listed.projects,
      millis: performance.now() - listing,
      megabytes: listed.peakMegabytes
    }
  }
  return start
}, Effect.scoped)
