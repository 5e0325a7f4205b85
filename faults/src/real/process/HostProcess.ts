/**
 * A host: writes its script, does errands, and keeps a projection, until it is killed. Says on standard output what was
 * acknowledged to it, one line of JSON each, before it goes on.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import type { Stores } from "@layercake/core/store/Stores"
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import { PgStoreSettings } from "@layercake/postgres/PgStoreSettings"
import { tiers } from "@layercake/core/store/JobQueue"
import * as AsyncProjection from "@layercake/runtime/projection/AsyncProjection"
import { Clock, Console, Duration, Effect, Layer, Logger, Schema } from "effect"
import { jobOf } from "../../model/ModelCommand.ts"
import { ask } from "../../model/ModelErrand.ts"
import * as ModelTally from "../../model/ModelTally.ts"
import * as ModelWorker from "../../model/ModelWorker.ts"
import { settle } from "../../model/ModelWriter.ts"
import { url } from "../PostgresServer.ts"
import { touch } from "../RealLaws.ts"
import {
  type HostScript,
  type HostTask,
  HostTaskText,
  type HostWord,
  HostWordLine,
  scriptOf
} from "../HostTask.ts"

const encode = Schema.encodeSync(HostWordLine)
const say = (word: HostWord) => Console.log(encode(word))

const write = Effect.fnUntraced(function* ({ commands }: HostScript, from: number) {
  for (const command of commands.slice(from)) {
    const settled = yield* settle(command, [
      { ...jobOf(command, "low"), kind: "never taken", delayMillis: 10 ** 9 }
    ])
    if (settled._tag === "Refused") yield* say({ _tag: "Refused", id: command.id })
    else {
      const {
        receipt: { positions, stream, version }
      } = settled
      if (!settled.isAsExpected) yield* say({ _tag: "Unexpected", id: command.id })
      yield* say({
        _tag: "Acknowledged",
        what: "commands",
        id: command.id,
        receipt: { positions, stream, version }
      })
    }
  }
})

const askFor = Effect.fnUntraced(function* ({ errands }: HostScript, from: number) {
  for (const errand of errands.slice(from)) {
    const {
      commandId,
      receipt: { positions, stream, version }
    } = yield* ask(errand)
    yield* say({
      _tag: "Acknowledged",
      what: "errands",
      id: commandId,
      receipt: { positions, stream, version }
    })
    yield* Effect.sleep("100 millis")
  }
})

const tally = Effect.fnUntraced(function* ({ tallies }: HostScript, from: number) {
  for (const { id, numbers, stream } of tallies.slice(from)) {
    const { positions, version } = yield* ModelTally.append(stream, id, numbers)
    yield* say({ _tag: "Acknowledged", what: "tallies", id, receipt: { positions, stream, version } })
    yield* Effect.sleep("30 millis")
  }
})

const workers = (effects: string) =>
  Effect.forEach(
    [tiers[0] ?? "critical", ...tiers],
    (tier) =>
      ModelWorker.work(tier, {
        touch: touch(effects),
        die: Effect.sync(() => process.kill(process.pid, "SIGKILL")),
        heartbeat: Duration.millis(600),
        maxAttempts: 100,
        onTaken: ({ attempt, id }) => say({ _tag: "Taken", job: id, attempt }),
        onLate: ({ id }) => say({ _tag: "Late", job: id })
      }),
    { concurrency: "unbounded", discard: true }
  )

const main = Effect.fnUntraced(function* ({ effects, from, host, seed }: HostTask) {
  yield* say({ _tag: "Ready" })
  const script = yield* scriptOf(seed, host)
  const own = Effect.all(
    [write(script, from.commands), askFor(script, from.errands), tally(script, from.tallies)],
    {
      concurrency: "unbounded"
    }
  )
  yield* Effect.all(
    [
      Effect.andThen(own, say({ _tag: "Done" })),
      workers(effects),
      AsyncProjection.run({ ...ModelTally.group, lease: "3 seconds" })
    ],
    { concurrency: "unbounded", discard: true }
  )
})

const embedded = (directory: string) => PgStore.layerEmbedded({ directory })

const server = (port: number, database: string) =>
  PgStore.layer.pipe(Layer.provide(PgServerClient.layer({ url: url(port, database), maxConnections: 5 })))

type StoreFailure = Layer.Error<ReturnType<typeof embedded>> | Layer.Error<ReturnType<typeof server>>

const storesOf = ({ store }: HostTask): Layer.Layer<Stores, StoreFailure> =>
  store._tag === "Embedded" ? embedded(store.directory) : server(store.port, store.database)

/** Leases short enough to run out within a scenario. */
const settings = Layer.effect(
  PgStoreSettings,
  Effect.map(PgStoreSettings, (settings) => ({
    ...settings,
    lease: Duration.seconds(2),
    poll: Duration.millis(500)
  }))
)

/** The time of day is another here; how time passes is the same. */
const shifted = (skew: number) =>
  Layer.effect(
    Clock.Clock,
    Clock.clockWith((clock) => {
      const millis = () => clock.currentTimeMillisUnsafe() + skew
      const nanos = () => clock.currentTimeNanosUnsafe() + BigInt(skew) * 1_000_000n
      return Effect.succeed({
        currentTimeMillisUnsafe: millis,
        currentTimeMillis: Effect.sync(millis),
        currentTimeNanosUnsafe: nanos,
        currentTimeNanos: Effect.sync(nanos),
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        sleep: (duration: Duration.Duration) => clock.sleep(duration)
      })
    })
  )

Schema.decodeUnknownEffect(HostTaskText)(process.argv[2]).pipe(
  Effect.flatMap((task) =>
    main(task).pipe(
      Effect.provide(storesOf(task).pipe(Layer.provide(settings), Layer.provideMerge(shifted(task.skew)))),
      Effect.catchTag("DirectoryInUse", () => say({ _tag: "InUse" }))
    )
  ),
  Effect.provide(Layer.succeed(Logger.LogToStderr, true)),
  NodeRuntime.runMain
)
