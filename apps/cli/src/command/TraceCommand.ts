/**
 * `layercake trace`: from a requirement to where it is specified, written, tested, proven and deployed.
 */
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { csvMatrix, markdownMatrix } from "../output/TraceMatrix.ts"
import { traceTable, traceText } from "../output/TraceText.ts"
import { choose } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const isId = Schema.is(RequirementId)

export const traceCommand = Command.make(
  "trace",
  {
    project: Argument.String("project").pipe(
      Argument.withDescription("The project's id; the newest active one when left out"),
      Argument.optional
    ),
    requirement: Argument.String("requirement").pipe(
      Argument.withDescription("One requirement in full (FR-1); all of them in a table when left out"),
      Argument.optional
    ),
    matrix: Flag.Literals("matrix", ["csv", "markdown"]).pipe(
      Flag.withDescription("Print the whole matrix as a file for others"),
      Flag.optional
    )
  },
  ({ matrix, project, requirement }) =>
    Effect.gen(function* () {
      const asked = yield* readArguments(project, requirement)
      if (Option.isSome(matrix) && asked.requirement !== undefined)
        return yield* failed("--matrix prints every requirement. Leave the requirement out.")
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const chosen = yield* choose(asked.project)
          if (asked.requirement !== undefined) {
            const one = yield* client["requirements.trace"]({
              project: chosen,
              requirement: asked.requirement
            }).pipe(Effect.mapError(fromError))
            return yield* output.result(one, () => traceText(one, output))
          }
          const all = yield* client["requirements.list"]({ project: chosen }).pipe(Effect.mapError(fromError))
          yield* output.result(all, () => {
            if (Option.isSome(matrix)) return matrix.value === "csv" ? csvMatrix(all) : markdownMatrix(all)
            return all.length === 0
              ? `${chosen} has no requirement yet. They are listed when the check of docs/prd.md has read them.`
              : traceTable(all, output)
          })
        })
      )
    })
).pipe(
  Command.withDescription("Trace requirements to specification, files, tests, proofs and deployments"),
  Command.withExamples([
    { command: "layercake trace", description: "Every requirement of the newest active project" },
    { command: "layercake trace FR-2", description: "One requirement in full" },
    { command: "layercake trace rooms FR-2 --json", description: "Of another project, for a script" },
    { command: "layercake trace rooms --matrix csv > trace.csv", description: "The matrix for a spreadsheet" }
  ])
)

/** A single word may be either: no project's id has capital letters. */
const readArguments = Effect.fnUntraced(function* (
  project: Option.Option<string>,
  requirement: Option.Option<string>
) {
  const alone = Option.isNone(requirement) && Option.exists(project, (text) => /^n?fr-\d/i.test(text))
  const named = alone ? project : requirement
  if (Option.isNone(named)) return { project, requirement: undefined }
  const id = named.value.toUpperCase()
  if (!isId(id))
    return yield* failed(
      `"${named.value}" is no requirement. Name one such as FR-1 or NFR-1; \`layercake trace\` lists them.`
    )
  return { project: alone ? Option.none<string>() : project, requirement: id }
})
