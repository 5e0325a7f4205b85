/**
 * `layercake doctor`: what this machine can do, and what to do about what it cannot.
 */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { CliFailure } from "../CliFailure.ts"
import * as LiveLine from "../output/LiveLine.ts"
import { Output } from "../output/Output.ts"
import { paint } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { root, withOutput } from "../Root.ts"

export const doctorCommand = Command.make("doctor", {}, () =>
  withOutput(
    Effect.gen(function* () {
      const output = yield* Output
      const { data, model, sandbox } = yield* root
      const Doctor = yield* Effect.promise(() => import("@layercake/server/Doctor"))
      const checks = yield* Doctor.examine({ dataDirectory: data, model, sandbox }).pipe(
        LiveLine.during("examining this machine")
      )
      const tones = { good: "good", warning: "wait", bad: "bad" } as const
      yield* output.result(checks, () =>
        table(
          checks.map((check) => [
            paint(output.colour, tones[check.verdict], check.verdict),
            check.name,
            check.detail
          ]),
          output.columns
        )
      )
      if (checks.some((check) => check.verdict === "bad"))
        return yield* new CliFailure({ detail: "Something is missing; see above.", exitCode: 1 })
    })
  )
).pipe(
  Command.withDescription("Examine this machine and say what is missing"),
  Command.withExamples([
    { command: "layercake doctor", description: "With the model and the sandbox that would be used" },
    { command: "layercake doctor --model replay:recording", description: "With recorded answers" }
  ])
)
