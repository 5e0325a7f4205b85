/**
 * `layercake tamper`: what agents did to the tests, rules and thresholds that their work is judged by, and taking it
 * back.
 */
import { EntryId } from "@layercake/core/register/Register"
import { factText } from "@layercake/core/tamper/Tamper"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const listCommand = Command.make("list", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const chosen = yield* choose(project)
      const rows = yield* client["tampers.list"]({ project: chosen }).pipe(Effect.mapError(fromError))
      yield* output.result(rows, () =>
        rows.length === 0
          ? `No agent run of ${chosen} weakened what it is judged by.`
          : rows
              .flatMap(({ blocker, facts, gate, runId, status }) => [
                `${blocker}  ${gate}  ${runId}  ${status}`,
                ...facts.map((fact) => `  ${harmless(factText(fact))}`)
              ])
              .join("\n")
      )
    })
  )
).pipe(
  Command.withDescription("Agent runs that weakened tests, lint rules, types or thresholds"),
  Command.withExamples([
    { command: "layercake tamper list", description: "What was found, and what became of it" }
  ])
)

const rejectCommand = Command.make(
  "reject",
  {
    blocker: Argument.String("entry").pipe(
      Argument.withDescription("For example blocker-1; `layercake tamper list` names them"),
      Argument.filter(
        (text) => text !== "",
        () => "the id of a blocker, for example blocker-1"
      )
    ),
    project: projectFlag,
    reason: Flag.String("reason").pipe(Flag.withDescription("Why it may not stand; the agent is told"))
  },
  ({ blocker, project, reason }) =>
    withClient(
      Effect.gen(function* () {
        if (reason.trim() === "") return yield* failed("--reason: say why it may not stand.")
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        const row = yield* client["tampers.reject"]({
          project: chosen,
          blocker: EntryId.make(blocker),
          reason
        }).pipe(Effect.mapError(fromError))
        yield* output.result(
          row,
          () =>
            `What ${row.runId} did is taken back; the files go back to what they were before it. Go on with \`${output.command(`run ${chosen}`)}\`.`
        )
      })
    )
).pipe(
  Command.withDescription(
    "Take back what an agent run did to the tests; resolving the blocker lets it stand"
  ),
  Command.withExamples([
    {
      command: 'layercake tamper reject blocker-1 --reason "the test is right"',
      description: "The files are again what they were before the run"
    }
  ])
)

export const tamperCommand = Command.make("tamper").pipe(
  Command.withDescription("What agents did to the tests and rules that their work is judged by"),
  Command.withSubcommands([listCommand, rejectCommand])
)
