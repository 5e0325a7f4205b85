/**
 * The product's own asynchronous projections, kept by competing processes while writers go on and a person has them
 * made anew: in the end the rows are what the log says, every event counted once and in order.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import { ProjectId } from "@layercake/core/project/Project"
import * as AsyncProjection from "@layercake/runtime/projection/AsyncProjection"
import * as FoldRecord from "@layercake/runtime/projection/FoldRecord"
import { Duration, Effect } from "effect"
import { breach } from "../ledger/Ledger.ts"
import * as ModelTally from "../model/ModelTally.ts"
import { between, chance } from "../simulation/Dice.ts"
import { eventually, keepRunning, type World } from "./World.ts"

export const control = (world: World) =>
  Effect.gen(function* () {
    const { dice } = world.simulation
    const commands = between(dice, 3, 20)
    const readers = between(dice, 1, 3)
    const progress = { next: 0 }
    const writing = yield* keepRunning(world, "writer", () => write(world, commands, progress)).pipe(
      Effect.forkChild
    )
    const asking = yield* keepRunning(world, "person", () => askAnew(world)).pipe(Effect.forkChild)
    for (let reader = 0; reader < readers; reader += 1)
      yield* keepRunning(world, `reader ${reader}`, () => AsyncProjection.run(ModelTally.group)).pipe(
        Effect.forkChild
      )
    const isDone = Effect.gen(function* () {
      if (writing.pollUnsafe() === undefined || asking.pollUnsafe() === undefined) return false
      return (yield* ModelTally.compare).length === 0
    })
    // A lease given out before the store's clock was set back by an hour ends an hour later.
    if (!(yield* eventually(isDone, Duration.hours(3))))
      for (const wrong of yield* ModelTally.compare) breach(world.ledger, "diverged", wrong)
    // They must stay right while their readers go on.
    yield* Effect.sleep(Duration.minutes(2))
    for (const wrong of yield* ModelTally.compare) breach(world.ledger, "diverged", `${wrong}, later`)
  }).pipe(Effect.provideContext(world.stores))

const write = Effect.fnUntraced(function* (world: World, commands: number, progress: { next: number }) {
  const { dice } = world.simulation
  for (; progress.next < commands; progress.next += 1) {
    const commandId = CommandId.make(`command ${progress.next}`)
    const numbers = Array.from({ length: 1 + (progress.next % 4) }, (_, index) => progress.next * 10 + index)
    const receipt = yield* ModelTally.append(
      ProjectId.make(`project-${progress.next % 3}`),
      commandId,
      numbers
    )
    world.ledger.acknowledged.set(commandId, receipt)
    if (chance(dice, 0.5)) yield* Effect.sleep(Duration.millis(between(dice, 1, 8000)))
  }
})

/** What `layercake projections rebuild` does. */
const askAnew = Effect.fnUntraced(function* ({ simulation: { dice } }: World) {
  const turns = between(dice, 0, 2)
  for (let turn = 0; turn < turns; turn += 1) {
    yield* Effect.sleep(Duration.millis(between(dice, 1, 40_000)))
    yield* FoldRecord.clear(FoldRecord.asyncKey(ModelTally.group.reader, ModelTally.projection.name))
  }
})
