/**
 * `layercake agents`: the agent templates in force, and what agents handed over to each other.
 */
import type { TemplateReport } from "@layercake/core/operation/AgentOperations"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { fromError } from "../CliFailure.ts"
import type { Look } from "../output/GateTable.ts"
import { Output } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const list = withClient(
  Effect.gen(function* () {
    const client = yield* LayercakeClient
    const output = yield* Output
    const templates = yield* client["agents.templates"]({}).pipe(Effect.mapError(fromError))
    yield* output.result(templates, () => templateTable(templates, output))
  })
)

const templateTable = (templates: ReadonlyArray<TemplateReport>, { colour, columns }: Look): string =>
  table(
    [
      ["AGENT", "VERSION", "DIGEST", "TIER", "GATES", "TOKENS", "FOR"].map((head) =>
        paint(colour, "quiet", head)
      ),
      ...templates.map((template) => [
        template.name,
        String(template.version),
        template.digest.slice(0, 12),
        template.tier,
        template.gates.join(" "),
        String(template.tokens),
        harmless(template.description)
      ])
    ],
    columns
  )

const templateText = (template: TemplateReport): string =>
  harmless(
    [
      `${template.name}: ${template.description}`,
      `Version ${template.version}, digest ${template.digest}`,
      `Tier ${template.tier}, gates ${template.gates.join(", ") || "none"}`,
      `Is shown: ${template.inputs.join(", ") || "whatever there is"}`,
      `Must send: ${template.outputs.join(", ") || "what its step asks for"}`,
      ...(template.model === undefined ? [] : [`Model ${template.model}`]),
      ...(template.contextTokens === undefined ? [] : [`Prompt of at most ${template.contextTokens} tokens`]),
      "",
      template.instructions
    ].join("\n")
  )

const listCommand = Command.make("list", {}, () => list).pipe(
  Command.withDescription("List the agent templates in force"),
  Command.withExamples([{ command: "layercake agents list --json", description: "For a script" }])
)

const showCommand = Command.make(
  "show",
  { agent: Argument.String("agent").pipe(Argument.withDescription("The agent's name (architect)")) },
  ({ agent }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const template = yield* client["agents.template"]({ agent }).pipe(Effect.mapError(fromError))
        yield* output.result(template, () => templateText(template))
      })
    )
).pipe(
  Command.withDescription("Show one agent's template with its instructions"),
  Command.withExamples([{ command: "layercake agents show architect", description: "What it is told to do" }])
)

const handoffsCommand = Command.make("handoffs", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const chosen = yield* choose(project)
      const handoffs = yield* client["handoffs.list"]({ project: chosen }).pipe(Effect.mapError(fromError))
      yield* output.result(handoffs, () =>
        handoffs.length === 0
          ? `No agent of ${chosen} has handed anything over yet.`
          : table(
              handoffs.map(({ from, gate, step, summary, to }) => [
                `${from} to ${to}`,
                `${gate} ${step}`,
                harmless(summary)
              ]),
              output.columns
            )
      )
    })
  )
).pipe(
  Command.withDescription("List who handed work to whom, and what was said"),
  Command.withExamples([
    { command: "layercake agents handoffs --project rooms", description: "Of one project" }
  ])
)

export const agentsCommand = Command.make("agents", {}, () => list).pipe(
  Command.withDescription("Show the agents: their templates, and what they handed over"),
  Command.withExamples([
    { command: "layercake agents", description: "Every agent with its version and digest" },
    { command: "layercake agents show architect", description: "One template in full" }
  ]),
  Command.withSubcommands([listCommand, showCommand, handoffsCommand])
)
