/**
 * `layercake worker`: does the due work of every project until it is stopped. Any number of them share one database.
 */
import { type Tier, tiers } from "@layercake/core/store/JobQueue"
import { type WorkSetting, defaultConcurrency } from "@layercake/server/MachineWorkers"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { withClient } from "../Root.ts"

type Concurrency = NonNullable<WorkSetting["concurrency"]>

export const workerCommand = Command.make(
  "worker",
  {
    tiers: Flag.String("tiers").pipe(
      Flag.withDescription(`Tiers to work on, joined by commas; all of ${tiers.join(", ")} when left out`),
      Flag.withMetavar("tiers"),
      Flag.optional
    ),
    concurrency: Flag.KeyValuePair("concurrency").pipe(
      Flag.withDescription(
        `Jobs of a tier at once, as ${tiers.map((tier) => `${tier}=${defaultConcurrency[tier]}`).join(" ")}, which is the standard`
      ),
      Flag.withMetavar("tier=number"),
      Flag.withDefault({})
    )
  },
  (flags) =>
    Effect.gen(function* () {
      const concurrency = yield* concurrencyOf(Option.getOrUndefined(flags.tiers), flags.concurrency)
      return yield* withClient(
        Effect.gen(function* () {
          const output = yield* Output
          const text = Object.entries(concurrency)
            .map(([tier, count]) => `${tier} ${count}`)
            .join(", ")
          yield* output.result({ type: "ready", concurrency }, () => `Working: ${text}. Ctrl-C stops.`)
          return yield* Effect.never
        }),
        { workers: concurrency, begins: true }
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
      command: "layercake worker --concurrency medium=8",
      description: "More builds at once on a large machine"
    }
  ])
)

/** The tiers that are to be worked on, and how many workers each has. */
const concurrencyOf = Effect.fnUntraced(function* (
  named: string | undefined,
  counts: Readonly<Record<string, string>>
) {
  const isTier = (name: string): name is Tier => (tiers as ReadonlyArray<string>).includes(name)
  const wanted = named === undefined ? tiers : named.split(",").map((name) => name.trim())
  const unknown = [...wanted, ...Object.keys(counts)].find((name) => !isTier(name))
  if (unknown !== undefined)
    return yield* failed(`There is no tier ${unknown || '""'}; there are ${tiers.join(", ")}.`)
  const concurrency: { [Name in Tier]?: number } = {}
  for (const tier of tiers.filter((tier) => wanted.includes(tier))) {
    const count = Number(counts[tier] ?? defaultConcurrency[tier])
    if (!Number.isInteger(count) || count < 1 || count > 1000)
      return yield* failed(`--concurrency ${tier}=${counts[tier]}: give a whole number from 1 to 1000.`)
    concurrency[tier] = count
  }
  return concurrency satisfies Concurrency
})
