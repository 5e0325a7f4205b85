/**
 * `layercake recording`: what a folder of recorded answers holds, and what is wrong with it.
 */
import { inspect, type RecordingReport } from "@layercake/server/RecordingInspection"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { CliFailure, fromError } from "../CliFailure.ts"
import type { Look } from "../output/GateTable.ts"
import { countText } from "../output/Money.ts"
import { Output } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { withOutput } from "../Root.ts"

const checkCommand = Command.make(
  "check",
  { folder: Argument.String("folder").pipe(Argument.withDescription("What --record wrote")) },
  ({ folder }) =>
    withOutput(
      Effect.gen(function* () {
        const output = yield* Output
        const report = yield* inspect(folder).pipe(Effect.mapError(fromError))
        yield* output.result(report, () => reportText(report, output))
        const damaged = report.problems.filter(({ kind }) => kind === "damaged").length
        if (damaged > 0)
          return yield* new CliFailure({
            detail: `${countText(damaged, "recorded answer")} of ${folder} cannot be played. Record anew with --record.`,
            exitCode: 4
          })
      })
    )
).pipe(
  Command.withDescription("List recorded answers, damaged ones and unused ones (exit code 4 when damaged)"),
  Command.withExamples([
    { command: "layercake recording check recordings/rooms", description: "Before it is played" },
    { command: "layercake recording check recordings/rooms --json", description: "For a script" }
  ])
)

const reportText = ({ entries, form, problems }: RecordingReport, { colour, columns }: Look): string =>
  [
    table(
      [
        ["ANSWER", "OF", "FOR", "BY", "SIZE"].map((name) => paint(colour, "quiet", name)),
        ...entries.map((entry) => [
          harmless(entry.digest === null ? entry.path : entry.digest.slice(0, 12)),
          String(entry.number),
          entry.work,
          harmless(entry.model),
          countText(entry.characters, "character")
        ])
      ],
      columns
    ),
    "",
    ...problems.map(
      ({ detail, kind, path }) =>
        `${paint(colour, kind === "damaged" ? "bad" : "wait", kind)}  ${harmless(path)}: ${harmless(detail)}`
    ),
    `${countText(entries.length, "answer")}, found by ${form === "calls" ? "what is asked" : "the piece of work"}; ${countText(problems.length, "problem")}.`
  ].join("\n")

export const recordingCommand = Command.make("recording").pipe(
  Command.withDescription(
    "Look after recorded answers; --record makes them, --model replay:<folder> plays them"
  ),
  Command.withExamples([
    {
      command: "layercake run --model anthropic:<model> --record recordings/rooms",
      description: "Records what agents are told and what they answer, also what people typed; no key"
    },
    { command: "layercake run --model replay:recordings/rooms", description: "With no key, network or cost" }
  ]),
  Command.withSubcommands([checkCommand])
)
