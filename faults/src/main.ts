/**
 * `pnpm faults`: ends and disturbs everything at every moment, and counts what came of it. Ends with 1 when a law was
 * broken, and says how to see it again.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger, Option, Random, Schema } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import * as FastProcesses from "./FastProcesses.ts"
import { type MutantName, mutants } from "./mutant/Mutant.ts"
import { countsOf, isBroken, table } from "./report/FaultTable.ts"
import type { ScenarioReport } from "./report/ScenarioReport.ts"
import * as RealRun from "./real/RealRun.ts"
import * as Scenario from "./Scenario.ts"

const count = (name: string, description: string, otherwise: number) =>
  Flag.Int(name).pipe(
    Flag.withDescription(description),
    Flag.filter(
      (value) => value >= 0,
      (value) => `--${name} must be 0 or more, not ${value}`
    ),
    Flag.withDefault(otherwise)
  )

/** The run did not end as it should: what there is to say, and exit code 1. */
class RunFailed extends Schema.TaggedError<RunFailed>()("RunFailed", { detail: Schema.String }) {
  override get message() {
    return this.detail
  }
  override get [CliError.userMessage]() {
    return this.detail
  }
}

const kinds: ReadonlyArray<string> = [...Scenario.kinds, ...RealRun.kinds]

const faults = Command.make(
  "faults",
  {
    seed: Flag.String("seed").pipe(
      Flag.withDescription("Everything on the fast part follows from it; a random one when left out"),
      Flag.optional
    ),
    scenarios: count("scenarios", "Scenarios over the memory stores", 10_000),
    real: count("real", "Scenarios with real processes on Postgres 15 and PGlite", 0),
    pipelines: count("pipelines", "Factory runs during which Postgres is restarted; part of --real", 50),
    only: Flag.Literals("only", kinds).pipe(
      Flag.withDescription("This kind of scenario alone"),
      Flag.optional
    ),
    at: Flag.Int("at").pipe(Flag.withDescription("This number of --only alone"), Flag.optional),
    mutant: Flag.Literals("mutant", Object.keys(mutants) as ReadonlyArray<MutantName>).pipe(
      Flag.withDescription("Run on stores with this defect, which must be found"),
      Flag.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Print the counts as lines of JSON"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* (flags) {
    if (Option.isSome(flags.at) && Option.isNone(flags.only))
      return yield* new RunFailed({ detail: "--at counts within one kind: name it with --only." })
    const seed = Option.getOrElse(flags.seed, () => "")
    const chosen = seed === "" ? String(Math.abs((yield* Random.nextInt) % 1_000_000_000)) : seed
    yield* Console.error(`Seed ${chosen}`)
    const reports: Array<ScenarioReport> = []
    const hear = (report: ScenarioReport) => void reports.push(report)
    const only = Option.getOrUndefined(flags.only)
    const at = Option.isSome(flags.at) ? { at: flags.at.value } : {}
    const mutant = Option.isSome(flags.mutant) ? { mutant: flags.mutant.value } : {}
    const fast = Scenario.kinds.find((kind) => kind === only)
    const real = RealRun.kinds.find((kind) => kind === only)

    const work = Effect.gen(function* () {
      if (real === undefined && flags.scenarios > 0)
        yield* FastProcesses.run(
          {
            seed: chosen,
            scenarios: flags.scenarios,
            ...at,
            ...mutant,
            ...(fast === undefined ? {} : { only: fast })
          },
          hear
        )
      if (fast === undefined && flags.real > 0)
        yield* RealRun.run(
          {
            seed: chosen,
            scenarios: flags.real,
            pipelines: flags.pipelines,
            ...at,
            ...(real === undefined ? {} : { only: real })
          },
          hear
        )
    })
    if (real !== undefined && (flags.real === 0 || Option.isSome(flags.mutant)))
      return yield* new RunFailed({
        detail: `${real} runs real processes: give --real 1 or more, and no mutant.`
      })
    const told = new Set<ScenarioReport>()
    yield* Effect.raceFirst(Effect.asVoid(work), progress(reports, told)).pipe(
      // Whoever has seen enough is told what was seen.
      Effect.onInterrupt(() => Effect.ignore(conclude(reports, told, chosen, flags.json)))
    )
    yield* conclude(reports, told, chosen, flags.json)
  })
).pipe(
  Command.withDescription("End and disturb everything at every moment, and count what is lost"),
  Command.withExamples([
    { command: "pnpm faults --seed 7 --scenarios 10000", description: "The fast part, the same each time" },
    { command: "pnpm faults --scenarios 0 --real 200", description: "Real processes on real databases" },
    {
      command: "pnpm faults --only workers --mutant ignored-fence",
      description: "See it find a known defect"
    }
  ])
)

/** For ever: how far it is, and each broken law as soon as it is known. */
const progress = (reports: ReadonlyArray<ScenarioReport>, told: Set<ScenarioReport>) => {
  let before = 0
  const look = Effect.suspend(() => {
    const news = reports.length === before ? Effect.void : Console.error(`${reports.length} scenarios`)
    before = reports.length
    return Effect.andThen(tellBroken(reports, told), news)
  })
  return Effect.forever(Effect.delay(look, "5 seconds"))
}

/** Scenarios whose breaches are told one by one; of more there is only the count. */
const mostTold = 20

const tellBroken = (reports: ReadonlyArray<ScenarioReport>, told: Set<ScenarioReport>) =>
  Effect.forEach(
    reports.filter((report) => report.breaches.length > 0 && !told.has(report)),
    (report) => {
      told.add(report)
      return told.size > mostTold ? Effect.void : complain(report)
    },
    { discard: true }
  )

const complain = ({ breaches, kind, number, repeat }: ScenarioReport) =>
  Console.error(
    [
      `${kind} ${number}:`,
      ...breaches.slice(0, 5).map(({ detail, law }) => `  ${law}: ${detail}`),
      `  ${repeat}`
    ].join("\n")
  )

const encodeJson = Schema.encodeUnknownEffect(Schema.fromJsonString(Schema.Unknown))

const conclude = Effect.fnUntraced(function* (
  reports: ReadonlyArray<ScenarioReport>,
  told: Set<ScenarioReport>,
  seed: string,
  json: boolean
) {
  yield* tellBroken(reports, told)
  const counts = countsOf(reports)
  const broken = reports.filter(({ breaches }) => breaches.length > 0)
  if (json)
    for (const count of counts)
      yield* Effect.flatMap(encodeJson({ seed, ...count }), (line) => Console.log(line))
  else yield* Console.log(table(counts))
  for (const reason of new Set(
    reports.flatMap(({ kind, skipped }) => (skipped === null ? [] : [`${kind}: ${skipped}`]))
  ))
    yield* Console.error(`Skipped ${reason}`)
  if (reports.length === 0) return yield* new RunFailed({ detail: "Nothing was run." })
  if (counts.some(isBroken))
    return yield* new RunFailed({
      detail: `${broken.length} scenarios broke a law; the commands that repeat them stand above.`
    })
})

Command.run(faults, { version: "0.1.0" }).pipe(
  Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.succeed(Logger.LogToStderr, true))),
  NodeRuntime.runMain
)
