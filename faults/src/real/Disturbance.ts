/**
 * How real hosts and their database are disturbed, one way for each kind of scenario. When a disturbance returns,
 * everything is whole again; what was killed is started anew by others.
 */
import { Duration, Effect, Option, Schedule, Schema } from "effect"
import { rmSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { breach, type Ledger } from "../ledger/Ledger.ts"
import * as ChildProgram from "../process/ChildProgram.ts"
import { between, chance, type Dice, pick } from "../simulation/Dice.ts"
import { HostTaskText } from "./HostTask.ts"
import * as NetworkProxy from "./NetworkProxy.ts"
import type { PostgresServer } from "./PostgresServer.ts"
import type { RealHost } from "./RealHost.ts"

export const serverKinds = [
  "host-killed",
  "host-stopped",
  "server-killed",
  "network-cut",
  "clock-stepped"
] as const
export const embeddedKinds = ["embedded-killed", "two-owners", "disk-full"] as const
export type RealKind = (typeof serverKinds)[number] | (typeof embeddedKinds)[number]

export const isEmbedded = (kind: RealKind): boolean =>
  (embeddedKinds as ReadonlyArray<RealKind>).includes(kind)

interface Field {
  readonly hosts: ReadonlyArray<RealHost>
  readonly dice: Dice
  readonly ledger: Ledger
}
interface ServerField extends Field {
  readonly server: PostgresServer
  readonly proxy: NetworkProxy.NetworkProxy | undefined
}
interface EmbeddedField extends Field {
  readonly directory: string
  readonly effects: string
}

/** Hosts reach the server through it where the network is to be cut. */
export const proxyFor = (kind: RealKind, server: PostgresServer) =>
  kind === "network-cut" ? NetworkProxy.make(server.port) : Effect.succeed(undefined)

export const disturb = Effect.fnUntraced(function* (kind: RealKind, field: ServerField) {
  const { dice } = field
  const turns = between(dice, 2, 4)
  for (let turn = 0; turn < turns; turn += 1) {
    yield* someTime(dice, 50, 900)
    field.ledger.faults += 1
    if (kind === "host-killed") yield* killAtSomePoint(anyOf(field), dice)
    if (kind === "host-stopped" || (kind === "clock-stepped" && chance(dice, 0.5)))
      // A lease lasts two seconds.
      yield* anyOf(field).stopFor(Duration.millis(between(dice, 2200, 4000)))
    else if (kind === "clock-stepped") yield* killAtSomePoint(anyOf(field), dice)
    if (kind === "server-killed") yield* endServer(field)
    if (kind === "network-cut" && field.proxy !== undefined) {
      yield* pick(dice, [field.proxy.reset, field.proxy.hold])
      yield* someTime(dice, 100, 2500)
      if (chance(dice, 0.5)) yield* field.proxy.reset
      yield* field.proxy.mend
    }
  }
})

export const disturbEmbedded = Effect.fnUntraced(function* (kind: RealKind, field: EmbeddedField) {
  const { dice, ledger } = field
  const turns = between(dice, 1, 3)
  for (let turn = 0; turn < turns; turn += 1) {
    yield* someTime(dice, 50, 900)
    ledger.faults += 1
    if (kind === "embedded-killed") yield* killAtSomePoint(anyOf(field), dice)
    if (kind === "two-owners") yield* secondOwner(field)
    if (kind === "disk-full") yield* fillDisk(field)
  }
  if (kind === "two-owners") yield* anyOf(field).kill
})

const anyOf = ({ dice, hosts }: Field): RealHost => hosts[between(dice, 0, hosts.length - 1)] ?? hosts[0]!

const someTime = (dice: Dice, min: number, max: number) =>
  Effect.sleep(Duration.millis(between(dice, min, max)))

/** After some time, or right after the next of its words. */
const killAtSomePoint = Effect.fnUntraced(function* (host: RealHost, dice: Dice) {
  const said = host.words() + between(dice, 1, 12)
  if (chance(dice, 0.7))
    yield* Effect.sync(() => host.words() >= said).pipe(
      Effect.repeat({ until: (isSaid) => isSaid, schedule: Schedule.spaced("1 millis") }),
      Effect.timeoutOption("2 seconds")
    )
  yield* host.kill
})

const endServer = Effect.fnUntraced(function* ({ dice, ledger, server }: ServerField) {
  ledger.deaths += 1
  yield* pick(dice, [server.kill, server.kill, server.stop("immediate"), server.stop("fast")])
  yield* someTime(dice, 0, 1500)
  yield* Effect.orDie(server.start)
})

const program = new URL("./process/HostProcess.ts", import.meta.url)
const encodeTask = Schema.encodeSync(HostTaskText)

/** Must be told that the directory is in use, and leave it as it is. */
const secondOwner = ({ directory, effects, ledger }: EmbeddedField) =>
  Effect.scoped(
    Effect.gen(function* () {
      const words: Array<string> = []
      const second = yield* ChildProgram.start({
        file: program,
        parameters: [
          encodeTask({
            store: { _tag: "Embedded", directory },
            seed: "second",
            host: 9,
            from: { commands: 1000, errands: 1000, tallies: 1000 },
            effects,
            skew: 0
          })
        ],
        onLine: (line) => words.push(line)
      })
      const ended = yield* Effect.timeoutOption(second.ended, "30 seconds")
      if (Option.isNone(ended) || words.some((word) => !word.includes("InUse")))
        breach(ledger, "duplicated", `a second owner was let in: ${words.join(" ")}`)
      else if (words.length === 0)
        breach(ledger, "stuck", `a second owner was not told why: ${second.complaint().slice(-300)}`)
    })
  )

/** Takes all the room there is for a while. A host that does not come back by itself is killed, as a person would. */
const fillDisk = Effect.fnUntraced(function* (field: EmbeddedField) {
  const ballast = join(field.directory, "ballast")
  const { bavail, bsize } = statfsSync(field.directory)
  yield* Effect.ignore(Effect.try(() => writeFileSync(ballast, Buffer.alloc(bavail * bsize))))
  yield* someTime(field.dice, 500, 2500)
  yield* Effect.sync(() => rmSync(ballast, { force: true }))
  const host = anyOf(field)
  const before = host.words()
  yield* Effect.sync(() => host.words() > before || host.isDone()).pipe(
    Effect.repeat({ until: (goesOn) => goesOn, schedule: Schedule.spaced("50 millis") }),
    Effect.timeoutOption("3 seconds"),
    Effect.flatMap((goesOn) => (Option.isNone(goesOn) ? host.kill : Effect.void))
  )
})
