/**
 * `layercake cost` and `layercake allow`: what a project has spent and may still spend, the prices, and letting what a
 * ceiling stopped go on once.
 */
import { EntryId } from "@layercake/core/register/Register"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { entryArgument } from "../EntryArgument.ts"
import { costReportText, pricesText } from "../output/CostText.ts"
import { Output } from "../output/Output.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

export const costCommand = Command.make(
  "cost",
  {
    named: Argument.String("project").pipe(
      Argument.withDescription("The project; the newest active one when left out"),
      Argument.optional
    ),
    project: projectFlag,
    prices: Flag.Boolean("prices").pipe(
      Flag.withDescription("The price table in force instead: your own rows first, then the standard ones"),
      Flag.withDefault(false)
    )
  },
  ({ named, prices, project }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        if (prices) {
          const rows = yield* client["costs.prices"]().pipe(Effect.mapError(fromError))
          return yield* output.result(rows, () => pricesText(rows, output))
        }
        const chosen = yield* choose(Option.orElse(named, () => project))
        const report = yield* client["costs.report"]({ project: chosen }).pipe(Effect.mapError(fromError))
        yield* output.result(report, () => costReportText(report, output, output.command))
      })
    )
).pipe(
  Command.withDescription("Show what was spent, is held back and is left, by gate, agent, purpose and model"),
  Command.withExamples([
    { command: "layercake cost", description: "Of the newest active project" },
    { command: "layercake cost rooms --json", description: "For a script" },
    { command: "layercake cost --prices", description: "What a million tokens of each model cost" }
  ])
)

export const allowCommand = Command.make(
  "allow",
  {
    id: entryArgument("layercake cost"),
    project: projectFlag,
    with: Flag.String("with").pipe(
      Flag.withDescription("Why; kept with the entry"),
      Flag.withDefault("Go on this once.")
    )
  },
  ({ id, project, with: resolution }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        if (resolution.trim() === "") return yield* failed("--with: say why it may go on.")
        const hold = yield* client["costs.allow"]({
          project: chosen,
          id: EntryId.make(id),
          resolution
        }).pipe(Effect.mapError(fromError))
        yield* output.result(
          hold,
          () => `${id} may go on this once. Go on with \`${output.command(`run ${chosen}`)}\`.`
        )
      })
    )
).pipe(
  Command.withDescription("Let what a ceiling of money or of the plan stopped go on this once"),
  Command.withExamples([
    {
      command: 'layercake allow escalation-1 --with "it is nearly done"',
      description: "The ceiling stays; the next call that passes it asks again"
    }
  ])
)
