/**
 * `pnpm bench log|queue|server|million|extract`: which figures there are and how they are asked for.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger, Option } from "effect"
import { Command, Flag } from "effect/cli"
import * as Bench from "./Bench.ts"
import * as ExtractBench from "./ExtractBench.ts"
import { figureTable, verdict } from "./FigureTable.ts"
import * as LogBench from "./LogBench.ts"
import { machineFacts } from "./MachineFacts.ts"
import * as MillionBench from "./MillionBench.ts"
import * as BenchPostgres from "./BenchPostgres.ts"
import * as QueueBench from "./QueueBench.ts"
import * as ServerBench from "./server/ServerBench.ts"

const settings = {
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print each figure as one line of JSON instead of a table"),
    Flag.withDefault(false)
  ),
  only: Flag.String("only").pipe(
    Flag.withDescription("Only figures whose name holds this"),
    Flag.withMetavar("substring"),
    Flag.withDefault("")
  ),
  runs: Flag.Int("runs").pipe(
    Flag.withDescription("Samples of each figure; the median counts"),
    Flag.filter(
      (runs) => runs >= 1,
      (runs) => `--runs must be 1 or more, not ${runs}`
    ),
    Flag.withDefault(5)
  ),
  scale: Flag.Finite("scale").pipe(
    Flag.withDescription("Multiplies every count and duration; targets are judged at 1 only"),
    Flag.filter(
      (scale) => scale > 0 && scale <= 100,
      (scale) => `--scale must be above 0 and at most 100, not ${scale}`
    ),
    Flag.withDefault(1)
  ),
  database: Flag.String("database").pipe(
    Flag.withDescription(
      "Postgres to measure on, where databases may be made and dropped; a throw-away cluster when left out"
    ),
    Flag.withMetavar("postgres://..."),
    Flag.optional
  )
}

const root = Command.make("bench").pipe(
  Command.withSharedFlags(settings),
  Command.withDescription(
    "LayerCake measured against the libraries one would otherwise take, on the same machine in the same run. " +
      "Progress goes to standard error. A missed target does not fail the run."
  )
)

/** Runs the figures on a Postgres and prints them. */
const measured = <R>(parts: ReadonlyArray<Effect.Effect<void, Bench.BenchFailed, R>>, size = 1) =>
  Effect.gen(function* () {
    const { database, json, only, runs, scale: asked } = yield* root
    const scale = asked * size
    const server = Option.match(database, {
      onNone: () => BenchPostgres.layer,
      onSome: BenchPostgres.layerAt
    })
    yield* Effect.gen(function* () {
      const bench = yield* Bench.Bench
      yield* bench.progress(yield* machineFacts)
      yield* Effect.forEach(parts, bench.part, { discard: true })
      const all = yield* bench.figures
      if (!json && all.length > 0) yield* Console.log(figureTable(all))
      const failures = yield* bench.failures
      if (failures > 0) return yield* new Bench.BenchIncomplete({ failures })
      yield* bench.progress(all.length === 0 ? `No figure holds "${only}" in its name.` : verdict(all))
    }).pipe(Effect.provide(Layer.merge(server, Bench.layer({ json, only, runs, scale }))))
  })

const logCommand = Command.make("log", {}, () => measured(LogBench.parts)).pipe(
  Command.withDescription("Appending, reading, catching up, travelling in time, verifying")
)

const queueCommand = Command.make(
  "queue",
  {
    redis: Flag.String("redis").pipe(
      Flag.withDescription("Redis to measure on; a throw-away server when left out"),
      Flag.withMetavar("redis://..."),
      Flag.optional
    )
  },
  ({ redis }) => measured(QueueBench.parts(Option.getOrUndefined(redis)))
).pipe(Command.withDescription("Picking up one job, emptying a full queue; on Postgres, PGlite and Redis"))

const serverCommand = Command.make("server", {}, () => measured(ServerBench.parts)).pipe(
  Command.withDescription("Reading over HTTP and WebSocket, commands, and many who listen")
)

const million = 1_000_000

const millionCommand = Command.make(
  "million",
  {
    events: Flag.Int("events").pipe(
      Flag.withDescription("Events in the log, to try it small"),
      Flag.filter(
        (events) => events >= 100,
        (events) => `--events must be 100 or more, not ${events}`
      ),
      Flag.withDefault(million)
    )
  },
  ({ events }) => measured(MillionBench.parts(events), events / million)
).pipe(
  Command.withDescription("Starting on a log of a million events and 3 GB, and adding a projection to it")
)

const extractCommand = Command.make(
  "extract",
  {
    corpus: Flag.String("corpus").pipe(
      Flag.withDescription("Folder of cases: <case>/answer.md with <case>/expected/** or expected.json"),
      Flag.withMetavar("folder"),
      Flag.withDefault("bench/corpus/extract")
    )
  },
  ({ corpus }) => Effect.flatMap(root, ({ json, only }) => ExtractBench.run({ corpus, json, only }))
).pipe(
  Command.withDescription(
    "Files out of answers: exact recovery, refusals, and wrong writes, of which one fails the run"
  )
)

Command.run(
  root.pipe(
    Command.withSubcommands([logCommand, queueCommand, serverCommand, millionCommand, extractCommand])
  ),
  {
    version: "0"
  }
).pipe(
  Effect.provide(Layer.merge(NodeServices.layer, Layer.succeed(Logger.LogToStderr, true))),
  NodeRuntime.runMain
)
