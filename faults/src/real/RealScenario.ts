/**
 * One real scenario: hosts on a real database, disturbed in one way, left in peace until everything is done, and judged.
 */
import { JobQueue, tiers } from "@layercake/core/store/JobQueue"
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import * as AsyncProjection from "@layercake/runtime/projection/AsyncProjection"
import { Duration, Effect, Layer, References, Schedule } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { breach, type Ledger, make as makeLedger } from "../ledger/Ledger.ts"
import * as ModelTally from "../model/ModelTally.ts"
import * as ModelWorker from "../model/ModelWorker.ts"
import { between, type Dice, fromSeed } from "../simulation/Dice.ts"
import * as Disturbance from "./Disturbance.ts"
import { scriptOf } from "./HostTask.ts"
import { type PostgresServer, url } from "./PostgresServer.ts"
import * as RealGround from "./RealGround.ts"
import * as RealHost from "./RealHost.ts"
import * as RealLaws from "./RealLaws.ts"

export interface RealScenario {
  readonly seed: string
  readonly kind: Disturbance.RealKind
  readonly number: number
}

export const run = Effect.fnUntraced(function* (scenario: RealScenario, ground: RealGround.RealGround) {
  const dice = yield* fromSeed(`${scenario.seed}/${scenario.kind}/${scenario.number}`)
  const ledger = makeLedger()
  const play = Effect.gen(function* () {
    if (Disturbance.isEmbedded(scenario.kind)) yield* onEmbedded(scenario, ground, dice, ledger)
    else yield* onServer(scenario, ground, dice, ledger)
  })
  yield* play.pipe(
    Effect.scoped,
    Effect.timeout("5 minutes"),
    Effect.catchCause((cause) => Effect.sync(() => breach(ledger, "stuck", String(cause)))),
    Effect.provideService(References.MinimumLogLevel, "None")
  )
  return ledger
})

const folder = (prefix: string) =>
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(`/tmp/layercake-faults-${prefix}-`)),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )

const hostsOf = Effect.fnUntraced(function* (
  { kind, number, seed }: RealScenario,
  count: number,
  ledger: Ledger,
  effects: string,
  store: Parameters<typeof RealHost.start>[0]["store"],
  dice: Dice
) {
  const own = `${seed}/${kind}/${number}`
  const hosts = yield* Effect.forEach(
    Array.from({ length: count }, (_, host) => host),
    (host) => {
      const skew = kind === "clock-stepped" ? between(dice, -3600, 3600) * 1000 : 0
      return RealHost.start({ store, seed: own, host, effects, skew }, ledger)
    }
  )
  const scripts = yield* Effect.forEach(hosts, (_, host) => scriptOf(own, host))
  return { hosts, scripts }
})

const onServer = Effect.fnUntraced(function* (
  scenario: RealScenario,
  ground: RealGround.RealGround,
  dice: Dice,
  ledger: Ledger
) {
  const server = yield* ground.server
  const database = `s_${scenario.kind.replaceAll("-", "_")}_${scenario.number}`
  yield* Effect.acquireRelease(server.database(database, RealGround.template), () =>
    Effect.ignore(server.drop(database))
  )
  const effects = yield* folder("effects")
  const proxy = yield* Disturbance.proxyFor(scenario.kind, server)
  const store = { _tag: "Server" as const, port: proxy?.port ?? server.port, database }
  const { hosts, scripts } = yield* hostsOf(scenario, 2, ledger, effects, store, dice)
  yield* areReady(hosts)
  yield* Disturbance.disturb(scenario.kind, { hosts, server, proxy, dice, ledger })
  const direct = directly(server, database)
  const isDone = Effect.gen(function* () {
    if (!hosts.every((host) => host.isDone())) return ["a host is not done with its script"]
    return yield* RealLaws.unfinished
  })
  yield* settled(isDone, ledger, hosts).pipe(Effect.provide(direct))
  yield* Effect.forEach(hosts, (host) => host.end, { discard: true })
  yield* RealLaws.check(ledger, scripts, effects).pipe(Effect.provide(direct))
})

const directly = (server: PostgresServer, database: string) =>
  PgStore.layer.pipe(
    Layer.provide(PgServerClient.layer({ url: url(server.port, database), maxConnections: 3 }))
  )

const onEmbedded = Effect.fnUntraced(function* (
  scenario: RealScenario,
  ground: RealGround.RealGround,
  dice: Dice,
  ledger: Ledger
) {
  const effects = yield* folder("effects")
  const directory = yield* scenario.kind === "disk-full" ? RealGround.smallDisk : folder("embedded")
  yield* ground.embedded(directory)
  const store = { _tag: "Embedded" as const, directory }
  const { hosts, scripts } = yield* hostsOf(scenario, 1, ledger, effects, store, dice)
  yield* areReady(hosts)
  yield* Disturbance.disturbEmbedded(scenario.kind, { hosts, dice, ledger, directory, effects })
  const isDone = Effect.sync(() => (hosts.every((host) => host.isDone()) ? [] : ["the host is not done"]))
  yield* settled(isDone, ledger, hosts)
  yield* Effect.forEach(hosts, (host) => host.end, { discard: true })
  // The directory has one owner at a time: now the control is the one, and does what is left.
  yield* Effect.gen(function* () {
    yield* (yield* JobQueue).reclaim
    yield* Effect.forkScoped(finishing(effects))
    yield* settled(RealLaws.unfinished, ledger, [])
    yield* RealLaws.check(ledger, scripts, effects)
  }).pipe(Effect.scoped, Effect.provide(PgStore.layerEmbedded({ directory })))
})

const finishing = (effects: string) =>
  Effect.all(
    [
      Effect.forEach(
        tiers,
        (tier) =>
          ModelWorker.work(tier, {
            touch: RealLaws.touch(effects),
            die: Effect.void,
            heartbeat: Duration.seconds(1),
            maxAttempts: 100
          }),
        { concurrency: "unbounded" }
      ),
      AsyncProjection.run(ModelTally.group)
    ],
    { concurrency: "unbounded", discard: true }
  )

const areReady = (hosts: ReadonlyArray<RealHost.RealHost>) =>
  Effect.sync(() => hosts.every((host) => host.hasBeenReady())).pipe(
    Effect.repeat({ until: (ready) => ready, schedule: Schedule.spaced("20 millis") }),
    Effect.timeout("60 seconds"),
    Effect.catchTag("TimeoutError", () =>
      Effect.die(`no host came up: ${hosts.map((host) => host.standing()).join(" ")}`)
    )
  )

/** Until nothing is left to be done; that it takes too long is a breach. */
const settled = <E, R>(
  left: Effect.Effect<ReadonlyArray<string>, E, R>,
  ledger: Ledger,
  hosts: ReadonlyArray<RealHost.RealHost>
) =>
  Effect.gen(function* () {
    let open: ReadonlyArray<string> = ["nothing is known"]
    const look = Effect.map(left, (found) => (open = found)).pipe(Effect.catch(() => Effect.succeed(open)))
    const isSettled = yield* look.pipe(
      Effect.repeat({ until: (found) => found.length === 0, schedule: Schedule.spaced("150 millis") }),
      Effect.timeoutOption("100 seconds")
    )
    if (isSettled._tag === "None")
      breach(
        ledger,
        "stuck",
        `${open.slice(0, 5).join("; ")} ${hosts.map((host) => host.standing()).join(" ")}`
      )
  })
