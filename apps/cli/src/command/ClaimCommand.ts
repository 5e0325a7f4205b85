/**
 * `layercake claims`, `claim`, `release` and `withdraw`: agent runs that nobody is called for, done by whoever claims them,
 * with a model of their own or none. Handing in the answer is in `SubmitCommand`.
 */
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { ClaimId, ClaimLabel } from "@layercake/core/claim/Claim"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { fromError } from "../CliFailure.ts"
import { waitingTable, workText } from "../output/ClaimText.ts"
import { Output } from "../output/Output.ts"
import { choose, parseProject, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const isClaim = Schema.is(ClaimId)
const isLabel = Schema.is(ClaimLabel)
const isRun = Schema.is(AgentRunId)

export const claimArgument = Argument.String("claim").pipe(
  Argument.withDescription("The claim, as `layercake claim` gave it"),
  Argument.filter(isClaim, () => "a claim, for example rooms/0123456789abcdef")
)
const reasonFlag = Flag.String("reason").pipe(
  Flag.withDescription("Why"),
  Flag.filter(
    (reason) => reason.trim() !== "" && reason.length <= 1000,
    () => "a reason in 1 to 1000 characters"
  )
)
const runFlag = Flag.String("run").pipe(
  Flag.withDescription("This run; the longest waiting when left out"),
  Flag.filter(isRun, () => "the id of a run"),
  Flag.optional
)
const labelFlag = Flag.String("label").pipe(
  Flag.withDescription("What this worker is called, to tell several apart"),
  Flag.filter(isLabel, () => "letters, digits and . _ @ : - only, at most 64"),
  Flag.withDefault("cli")
)
const minutesFlag = Flag.Int("minutes").pipe(
  Flag.withDescription("How long it is held, 1 to 1440"),
  Flag.filter(
    (minutes) => minutes >= 1 && minutes <= 1440,
    () => "a whole number from 1 to 1440"
  ),
  Flag.withDefault(30)
)

export const claimsCommand = Command.make("claims", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const named = Option.isNone(project) ? {} : { project: yield* parseProject(project.value) }
      const runs = yield* client["agents.due"](named).pipe(Effect.mapError(fromError))
      yield* output.result(runs, () =>
        runs.length === 0
          ? "No agent run waits for a claim. `layercake run --model claim` begins those that are due."
          : waitingTable(runs, output)
      )
    })
  )
).pipe(
  Command.withDescription("List the agent runs that wait to be claimed, and who holds which"),
  Command.withExamples([
    { command: "layercake claims", description: "Of every project" },
    { command: "layercake claims --project rooms --json", description: "For a script" }
  ])
)

export const claimCommand = Command.make(
  "claim",
  {
    project: Argument.String("project").pipe(
      Argument.withDescription("Only runs of this project; of any when left out"),
      Argument.optional
    ),
    run: runFlag,
    label: labelFlag,
    minutes: minutesFlag
  },
  ({ label, minutes, project, run }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const work = yield* client["agents.claim"]({
          label,
          leaseMillis: minutes * 60_000,
          ...(Option.isNone(project) ? {} : { project: yield* parseProject(project.value) }),
          ...(Option.isNone(run) ? {} : { run: AgentRunId.make(run.value) })
        }).pipe(Effect.mapError(fromError))
        yield* output.result(work, () =>
          workText(work, output.command(`submit ${work.claim} answer.md`), output.colour)
        )
      }),
      { automated: true }
    )
).pipe(
  Command.withDescription("Claim an agent run and print everything that is needed to do it"),
  Command.withExamples([
    { command: "layercake claim", description: "Whatever has waited longest" },
    {
      command: "layercake claim rooms --minutes 60 --json > work.json",
      description: "For a script: claim, system and prompt are fields of it"
    }
  ])
)

export const releaseCommand = Command.make(
  "release",
  { claim: claimArgument, reason: reasonFlag },
  ({ claim, reason }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const released = yield* client["agents.release"]({ claim: ClaimId.make(claim), reason }).pipe(
          Effect.mapError(fromError)
        )
        yield* output.result(released, () => `${released.run} is free to be claimed.`)
      })
    )
).pipe(
  Command.withDescription("Let go of a claim, so that others can do the run at once"),
  Command.withExamples([
    {
      command: 'layercake release rooms/0123456789abcdef --reason "out of time"',
      description: "One's own; a person at a terminal may release anybody's"
    }
  ])
)

export const withdrawCommand = Command.make(
  "withdraw",
  {
    run: Argument.String("run").pipe(
      Argument.withDescription("The run that waits; `layercake claims` lists them"),
      Argument.filter(isRun, () => "the id of a run, for example G5.backend.1")
    ),
    project: projectFlag,
    reason: reasonFlag
  },
  ({ project, reason, run }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        const withdrawn = yield* client["agents.withdraw"]({
          project: chosen,
          run: AgentRunId.make(run),
          reason
        }).pipe(Effect.mapError(fromError))
        yield* output.result(
          withdrawn,
          () => `${run} waits no more. \`${output.command(`run ${chosen}`)}\` begins its work anew.`
        )
      })
    )
).pipe(
  Command.withDescription("Take back a run that waits to be claimed; its work is begun anew"),
  Command.withExamples([
    {
      command: 'layercake withdraw G5.backend.1 --reason "a model does it"',
      description: "Then: layercake run --model anthropic:<model>"
    }
  ])
)
