/**
 * `layercake jobs`: what is in the queue, and what people do to it.
 */
import type { JobReport } from "@layercake/core/operation/JobOperations"
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobState, Tier, tiers } from "@layercake/core/store/JobQueue"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { jobText, jobTable, tierTable } from "../output/JobText.ts"
import { Output } from "../output/Output.ts"
import { withClient } from "../Root.ts"

const isProject = Schema.is(ProjectId)
const isJob = Schema.is(JobId)

const jobArgument = Argument.String("job").pipe(
  Argument.withDescription("The job's id; `layercake jobs` lists them"),
  Argument.filter(isJob, () => "the id of a job")
)
const tierArgument = Argument.Literals("tier", Tier.literals).pipe(
  Argument.withDescription(`One of ${tiers.join(", ")}`)
)

const listFlags = {
  state: Flag.Literals("state", JobState.literals).pipe(
    Flag.withDescription("Only jobs in this state"),
    Flag.optional
  ),
  tier: Flag.Literals("tier", Tier.literals).pipe(
    Flag.withDescription("Only jobs of this tier"),
    Flag.optional
  ),
  project: Flag.String("project").pipe(
    Flag.withAlias("p"),
    Flag.withDescription("Only jobs of this project"),
    Flag.optional
  ),
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("Jobs at most"),
    Flag.filter(
      (limit) => limit >= 1 && limit <= 10_000,
      () => "a whole number from 1 to 10000"
    ),
    Flag.withDefault(1000)
  )
}

const list = (flags: {
  readonly state: Option.Option<JobState>
  readonly tier: Option.Option<Tier>
  readonly project: Option.Option<string>
  readonly limit: number
}) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const project = Option.getOrUndefined(flags.project)
      if (project !== undefined && !isProject(project))
        return yield* failed(`--project: ${project} is no id of a project. \`layercake status\` lists them.`)
      const jobs = yield* client["queue.list"]({
        limit: flags.limit,
        ...Option.match(flags.state, { onNone: () => ({}), onSome: (state) => ({ state }) }),
        ...Option.match(flags.tier, { onNone: () => ({}), onSome: (tier) => ({ tier }) }),
        ...(project === undefined ? {} : { project })
      }).pipe(Effect.mapError(fromError))
      yield* output.result(jobs, () =>
        jobs.length === 0 ? "There is no such work in the queue." : jobTable(jobs, output)
      )
    })
  )

const listCommand = Command.make("list", listFlags, list).pipe(
  Command.withDescription("List the work that is in the queue, oldest first"),
  Command.withExamples([
    { command: "layercake jobs list --state dead", description: "What was given up" },
    { command: "layercake jobs list --project rooms --tier medium --json", description: "For a script" }
  ])
)

/** Asks for one job, and shows it. */
const one = (
  ask: (client: LayercakeClient["Service"]) => Effect.Effect<JobReport, { readonly message: string }>,
  text?: (job: JobReport) => string
) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const job = yield* ask(client).pipe(Effect.mapError(fromError))
      yield* output.result(job, () => (text === undefined ? jobText(job, output) : text(job)))
    })
  )

const showCommand = Command.make("show", { job: jobArgument }, ({ job }) =>
  one((client) => client["queue.get"]({ job: JobId.make(job) }))
).pipe(
  Command.withDescription("Show one job with what is to be done and why it last failed"),
  Command.withExamples([{ command: "layercake jobs show rooms/run/G1.scope.1", description: "By its id" }])
)

const requeueCommand = Command.make("requeue", { job: jobArgument }, ({ job }) =>
  one(
    (client) => client["queue.requeue"]({ job: JobId.make(job) }),
    ({ id, tier }) => `${id} is back in the queue, tier ${tier}, its deliveries counted anew.`
  )
).pipe(
  Command.withDescription("Put a dead or cancelled job back"),
  Command.withExamples([
    {
      command: "layercake jobs requeue rooms/run/G1.scope.1",
      description: "Once what was in the way is gone"
    }
  ])
)

const cancelCommand = Command.make(
  "cancel",
  {
    job: jobArgument,
    reason: Flag.String("reason").pipe(Flag.withDescription("Why; kept with the job"))
  },
  ({ job, reason }) => {
    if (reason.trim() === "") return failed("--reason: say why.")
    if (reason.length > 1000) return failed("--reason: say it in 1000 characters.")
    return one(
      (client) => client["queue.cancel"]({ job: JobId.make(job), reason }),
      ({ id }) => `${id} is cancelled. \`layercake jobs requeue ${id}\` puts it back.`
    )
  }
).pipe(
  Command.withDescription("Take a job out of the queue; a running one is stopped"),
  Command.withExamples([
    {
      command: 'layercake jobs cancel rooms/run/G1.scope.1 --reason "the brief changes"',
      description: "Until it is put back"
    }
  ])
)

const moveCommand = Command.make("move", { job: jobArgument, tier: tierArgument }, ({ job, tier }) =>
  one(
    (client) => client["queue.move"]({ job: JobId.make(job), tier }),
    ({ id }) => `${id} is in tier ${tier}.`
  )
).pipe(
  Command.withDescription("Put a job that is not running into another tier"),
  Command.withExamples([
    { command: "layercake jobs move rooms/run/G1.scope.1 critical", description: "Before everything else" }
  ])
)

const setCommand = (name: "pause" | "resume", description: string, example: string, text: string) =>
  Command.make(name, { tier: tierArgument }, ({ tier }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const stats = yield* client[`queue.${name}`]({ tier }).pipe(Effect.mapError(fromError))
        yield* output.result(
          stats,
          () => `Tier ${tier} ${text}; ${stats.waiting} waiting, ${stats.running} running.`
        )
      })
    )
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([{ command: `layercake jobs ${name} low`, description: example }])
  )

const statsCommand = Command.make("stats", {}, () =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const stats = yield* client["queue.stats"]().pipe(Effect.mapError(fromError))
      yield* output.result(stats, () => tierTable(stats, output))
    })
  )
).pipe(
  Command.withDescription("Show how each tier stands, and how deliveries of the last hour went"),
  Command.withExamples([{ command: "layercake jobs stats --json", description: "For a script" }])
)

export const jobsCommand = Command.make("jobs", listFlags, list).pipe(
  Command.withDescription("List and steer the work that is in the queue"),
  Command.withExamples([
    { command: "layercake jobs", description: "Everything that is in the queue" },
    { command: "layercake jobs --state dead", description: "What was given up" },
    { command: "layercake jobs stats", description: "Depth, waiting and running times by tier" }
  ]),
  Command.withSubcommands([
    listCommand,
    showCommand,
    requeueCommand,
    cancelCommand,
    moveCommand,
    setCommand("pause", "Hand out nothing of a tier, on any machine", "What runs goes on", "is paused"),
    setCommand("resume", "Hand out jobs of a tier again", "After a pause", "is handed out again"),
    statsCommand
  ])
)
