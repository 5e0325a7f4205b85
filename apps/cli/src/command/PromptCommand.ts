/**
 * `layercake prompt`: what an agent would be sent, before a cent is spent.
 */
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { promptText } from "../output/PromptText.ts"
import { harmless } from "../output/Style.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

export const promptCommand = Command.make(
  "prompt",
  {
    gate: Argument.String("gate").pipe(Argument.withDescription("The gate, for example G5")),
    step: Flag.String("step").pipe(
      Flag.withDescription("A step of the gate (backend); the next one when left out"),
      Flag.optional
    ),
    as: Flag.String("as").pipe(
      Flag.withDescription("Price it for this model (provider/model); the last one asked when left out"),
      Flag.optional
    ),
    text: Flag.Boolean("text").pipe(
      Flag.withDescription("Print the texts themselves: the system text, then the prompt"),
      Flag.withDefault(false)
    ),
    project: projectFlag
  },
  ({ as, gate, project, step, text }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const preview = yield* client["agents.prompt"]({
          project: yield* choose(project),
          gate,
          ...Option.match(step, { onNone: () => ({}), onSome: (step) => ({ step }) }),
          ...Option.match(as, { onNone: () => ({}), onSome: (model) => ({ model }) })
        }).pipe(Effect.mapError(fromError))
        yield* output.result(preview, () =>
          text ? harmless(`${preview.system}\n\n${preview.prompt}`) : promptText(preview, output)
        )
      })
    )
).pipe(
  Command.withDescription("Show what the next run of a gate's step would be sent; spends and writes nothing"),
  Command.withExamples([
    { command: "layercake prompt G5", description: "What it is made of, its size and its price" },
    { command: "layercake prompt G5 --step review --text", description: "The very texts" },
    { command: "layercake prompt G3 --as anthropic/claude-sonnet-4-5", description: "Priced for a model" },
    { command: "layercake prompt G5 --json", description: "For a script" }
  ])
)
