import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { fromSeed } from "../../src/simulation/Dice.ts"
import * as Simulation from "../../src/simulation/Simulation.ts"
import * as SimulatedProcess from "../../src/simulation/SimulatedProcess.ts"

const begun = Effect.gen(function* () {
  const simulation = Simulation.make(yield* fromSeed("processes"))
  return { simulation, process: SimulatedProcess.make("one"), said: Array.of<string>() }
})

const forever = (said: Array<string>) =>
  Effect.sync(() => said.push("beat")).pipe(
    Effect.delay("1 second"),
    Effect.forever,
    Effect.ensuring(Effect.sync(() => said.push("finalizer")))
  )

/** Until that virtual time. */
const until = (simulation: Simulation.Simulation, time: number) => {
  let isDone = false
  Simulation.at(simulation, time, () => (isDone = true))
  return Simulation.runUntil(simulation, () => isDone, 100_000)
}

describe("SimulatedProcess", () => {
  it.effect("does nothing more once it is killed, no finalizer either", () =>
    Effect.gen(function* () {
      const { process, said, simulation } = yield* begun
      const fiber = SimulatedProcess.start(simulation, process, forever(said))
      until(simulation, 2500)
      SimulatedProcess.kill(process)
      fiber.interruptUnsafe()
      until(simulation, 60_000)

      assert.deepStrictEqual(said, ["beat", "beat"])
    })
  )

  it.effect("goes on where it was once it is woken", () =>
    Effect.gen(function* () {
      const { process, said, simulation } = yield* begun
      SimulatedProcess.start(simulation, process, forever(said))
      until(simulation, 1500)
      SimulatedProcess.stop(simulation, process, 30_000)
      until(simulation, 31_000)
      assert.deepStrictEqual(said, ["beat"])
      until(simulation, 33_000)

      assert.deepStrictEqual(said, ["beat", "beat", "beat"])
    })
  )

  it.effect("dies after so many operations, wherever it is then", () =>
    Effect.gen(function* () {
      const { process, simulation } = yield* begun
      let died = 0
      process.onDeath.add(() => (died = simulation.time))
      process.operationsLeft = 200
      SimulatedProcess.start(simulation, process, forever([]))
      const end = Simulation.runUntil(simulation, () => process.state === "dead", 100_000)

      assert.strictEqual(end, "done")
      assert.isAbove(died, 0)
    })
  )

  it.effect("has a clock of its own, and time passes for all alike", () =>
    Effect.gen(function* () {
      const { process, simulation } = yield* begun
      process.skew = -5000
      const other = SimulatedProcess.make("other")
      const time = Effect.andThen(
        Effect.sleep("2 seconds"),
        Effect.clockWith((clock) => clock.currentTimeMillis)
      )
      const [behind, right] = [process, other].map((one) => SimulatedProcess.start(simulation, one, time))
      until(simulation, 3000)

      assert.strictEqual(yield* Fiber.join(right!), simulation.epoch + 2000)
      assert.strictEqual(yield* Fiber.join(behind!), simulation.epoch - 3000)
    })
  )

  it.effect("says when nothing is left that could go on", () =>
    Effect.gen(function* () {
      const { process, simulation } = yield* begun
      SimulatedProcess.start(simulation, process, Effect.never)

      assert.strictEqual(
        Simulation.runUntil(simulation, () => false, 1000),
        "stuck"
      )
    })
  )
})
