/**
 * `layercake worker`: does the due work of every project until it is stopped. Any number of them share one database.
 */
import { type Tier, tiers } from "@layercake/core/store/JobQueue"
import { type WorkSetting, defaultConcurrency } from "@layercake/server/WorkSetting"
import { Duration, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { withClient } from "../Root.ts"

type Concurrency = NonNullable<WorkSetting["concurrency"]>

const standard = tiers.map((tier) => `${tier}=${defaultConcurrency[tier]}`).join(",")

export const workerCommand = Command.make(
  "worker",
  {
    tiers: Flag.String("tiers").pipe(
      Flag.withDescription(`Tiers to work on, joined by commas; all of ${tiers.join(", ")} when left out`),
      Flag.withMetavar("tiers"),
      Flag.optional
    ),
    concurrency: Flag.String("concurrency").pipe(
      Flag.withDescription(`Jobs of a tier at once, joined by commas; ${standard} when left out`),
      Flag.withMetavar("tier=number"),
      Flag.optional
    )
  },
  (flags) =>
    Effect.gen(function* () {
      const concurrency = yield* concurrencyOf(
        Option.getOrUndefined(flags.tiers),
        Option.getOrUndefined(flags.concurrency)
      )
      return yield* withClient(
        Effect.gen(function* () {
          const output = yield* Output
          const text = Object.entries(concurrency)
            .map(([tier, count]) => `${tier} ${count}`)
            .join(", ")
          yield* output.result({ type: "ready", concurrency }, () => `Working: ${text}. Ctrl-C stops.`)
          return yield* Effect.never.pipe(
            Effect.onInterrupt(() => Effect.andThen(endOnSecondSignal, output.say(stopping)))
          )
        }),
        { workers: { concurrency, grace }, begins: true, isHere: true }
      )
    })
).pipe(
  Command.withDescription(
    "Do the due work of every project until stopped; on any number of machines with --database"
  ),
  Command.withExamples([
    { command: "layercake worker", description: "All tiers, over the data folder of this machine" },
    {
      command: "LAYERCAKE_DATABASE_URL=postgres://... layercake worker --tiers critical,high",
      description: "One of several machines, for urgent work alone"
    },
    {
      command: "layercake worker --concurrency high=6,medium=8",
      description: "More builds at once on a large machine"
    }
  ])
)

/** A job that takes longer is left, and comes again on whichever machine is there. */
const grace = Duration.seconds(10)

const stopping = `Stopping. What runs has ${Duration.format(grace)} to come to its end; Ctrl-C again ends at once.`

/** The first signal has begun the stop. What is cut off is taken up like after a crash. */
const endOnSecondSignal = Effect.sync(() => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))
})

/** The tiers that are to be worked on, and how many workers each has. */
const concurrencyOf = Effect.fnUntraced(function* (named: string | undefined, counts: string | undefined) {
  const wanted = yield* Effect.forEach(named === undefined ? tiers : partsOf(named), (name) =>
    tierOf("--tiers", name)
  )
  const concurrency: { [Name in Tier]?: number } = {}
  for (const tier of tiers.filter((tier) => wanted.includes(tier)))
    concurrency[tier] = defaultConcurrency[tier]
  for (const part of counts === undefined ? [] : partsOf(counts)) {
    const [name = "", count = "", ...rest] = part.split("=").map((word) => word.trim())
    const tier = yield* tierOf("--concurrency", name)
    if (rest.length > 0 || !/^[1-9]\d{0,3}$/.test(count) || Number(count) > 1000)
      return yield* failed(`--concurrency ${part}: give a whole number from 1 to 1000, as in ${tier}=2.`)
    if (concurrency[tier] === undefined)
      return yield* failed(
        `--concurrency ${part}: --tiers leaves ${tier} out. Leave it out of both or of neither.`
      )
    concurrency[tier] = Number(count)
  }
  return concurrency satisfies Concurrency
})

const partsOf = (text: string) => text.split(",").map((part) => part.trim())

const isTier = (name: string): name is Tier => (tiers as ReadonlyArray<string>).includes(name)

const tierOf = (flag: string, name: string) =>
  isTier(name)
    ? Effect.succeed(name)
    : Effect.fail(failed(`${flag}: there is no tier ${name || '""'}; there are ${tiers.join(", ")}.`))
