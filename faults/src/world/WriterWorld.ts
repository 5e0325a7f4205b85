/**
 * Writers that append with every kind of expectation, up to 32 on one stream, and send a command again under its id
 * until they know what became of it; and a reader that follows the log live. Everything else is theirs to survive.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { Duration, Effect, Stream } from "effect"
import * as LogLaws from "../invariant/LogLaws.ts"
import { breach } from "../ledger/Ledger.ts"
import { jobOf, type ModelCommand } from "../model/ModelCommand.ts"
import { settle } from "../model/ModelWriter.ts"
import { between, type Dice, pick } from "../simulation/Dice.ts"
import { eventually, keepRunning, type World } from "./World.ts"

/** What a writer still has to do, kept by whoever asked for it. */
interface Script {
  readonly commands: ReadonlyArray<ModelCommand>
  next: number
}

export const control = (world: World) =>
  Effect.gen(function* () {
    const { dice } = world.simulation
    const hosts = scripts(dice)
    const follower = { position: Position.make(0), seen: Array.of<number>() }
    const writing = yield* Effect.forEach(
      hosts,
      (scripts, host) =>
        keepRunning(world, `writer ${host}`, () =>
          Effect.forEach(scripts, (script) => write(world, script), {
            concurrency: "unbounded",
            discard: true
          })
        ),
      { concurrency: "unbounded", discard: true }
    ).pipe(Effect.forkChild)
    const following = yield* keepRunning(world, "reader", () => follow(follower)).pipe(Effect.forkChild)

    const isDone = Effect.gen(function* () {
      const store = yield* EventStore
      return writing.pollUnsafe() !== undefined && follower.position >= (yield* store.horizon)
    })
    if (!(yield* eventually(isDone, Duration.hours(2))))
      breach(world.ledger, "stuck", `the reader is at ${follower.position}`)
    following.interruptUnsafe()
    yield* LogLaws.check(
      world.ledger,
      hosts.flat().flatMap(({ commands }) => commands)
    )
    yield* LogLaws.checkFollower(world.ledger, follower.seen)
  }).pipe(Effect.provideContext(world.stores))

/** By process, the scripts of its writers. */
const scripts = (dice: Dice): ReadonlyArray<ReadonlyArray<Script>> => {
  const isCrowd = dice.next() < 0.05
  const writers = isCrowd ? 32 : between(dice, 1, 6)
  const streams = isCrowd ? 1 : between(dice, 1, 3)
  const hosts: Array<Array<Script>> = Array.from({ length: between(dice, 1, 3) }, () => [])
  for (let writer = 0; writer < writers; writer += 1) {
    const commands = Array.from({ length: between(dice, 1, isCrowd ? 2 : 5) }, (_, index): ModelCommand => ({
      id: CommandId.make(`command ${writer}.${index}`),
      stream: ProjectId.make(`stream-${between(dice, 1, streams)}`),
      expectation: isCrowd ? "exact" : pick(dice, ["exact", "exact", "any", "none", "exists"]),
      size: between(dice, 1, 3),
      weight: dice.next() < 0.03 ? 40_000 : 0
    }))
    hosts[writer % hosts.length]?.push({ commands, next: 0 })
  }
  return hosts
}

const write = Effect.fnUntraced(function* (world: World, script: Script) {
  for (;;) {
    const command = script.commands[script.next]
    if (command === undefined) return
    const settled = yield* settle(command, [jobOf(command, "medium")])
    if (settled._tag === "Refused") world.ledger.refused.add(command.id)
    else world.ledger.acknowledged.set(command.id, settled.receipt)
    if (settled._tag === "Acknowledged" && !settled.isAsExpected)
      breach(world.ledger, "disorder", `${command.id} did not make the version that it expected`)
    script.next += 1
  }
})

/** Keeps what it saw and how far it came in one step. */
const follow = Effect.fnUntraced(function* (follower: { position: Position; readonly seen: Array<number> }) {
  const store = yield* EventStore
  yield* Stream.unwrap(Effect.sync(() => store.subscribe({ after: follower.position }))).pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        follower.seen.push(event.position)
        follower.position = event.position
      })
    )
  )
})
