/**
 * `layercake show`: one thing in full: a gate, a projection's rows, a file of the tree, a content by its digest.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobDigest } from "@layercake/core/store/Blob"
import { textOf } from "@layercake/core/store/BlobText"
import { TreeFile } from "@layercake/core/tree/Tree"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Schema } from "effect"
import { Argument, Command } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { gateText } from "../output/GateText.ts"
import { Output, toJson } from "../output/Output.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const isDigest = Schema.is(BlobDigest)
const decodeFile = Schema.decodeUnknownEffect(TreeFile)

export const showCommand = Command.make(
  "show",
  {
    what: Argument.String("what").pipe(
      Argument.withDescription(
        "A gate (G3), a projection (proof, agentRun, ...), a path (docs/prd.md) or a digest"
      ),
      Argument.filter(
        (text) => text !== "",
        () => "a gate, a projection, a path or a digest"
      )
    ),
    project: projectFlag
  },
  ({ project, what }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        if (isDigest(what)) return yield* content(chosen, what, what)
        const gate = yield* client["gates.get"]({ project: chosen, gate: what }).pipe(Effect.option)
        if (gate._tag === "Some") return yield* output.result(gate.value, () => gateText(gate.value, output))
        const rows = yield* client["projections.rows"]({ project: chosen, projection: what }).pipe(
          Effect.mapError(fromError)
        )
        if (rows.length > 0)
          return yield* output.result(
            rows.map((row) => row.row),
            () => rows.map((row) => `${row.key}  ${toJson(row.row)}`).join("\n")
          )
        const files = yield* client["projections.rows"]({ project: chosen, projection: "file" }).pipe(
          Effect.mapError(fromError)
        )
        const file = files.find((row) => row.key === what)
        if (file === undefined)
          return yield* failed(
            `${chosen} has no gate, projection, file or content named ${what}. \`layercake show file\` lists the files.`
          )
        const { digest } = yield* decodeFile(file.row).pipe(Effect.mapError(fromError))
        return yield* content(chosen, digest, what)
      })
    )
).pipe(
  Command.withDescription("Show one thing in full"),
  Command.withExamples([
    { command: "layercake show G5", description: "A gate with its proofs and findings" },
    { command: "layercake show docs/prd.md", description: "A file of the tree" },
    { command: "layercake show proof --json", description: "The rows of a projection" }
  ])
)

const content = Effect.fnUntraced(function* (project: ProjectId, digest: BlobDigest, name: string) {
  const client = yield* LayercakeClient
  const output = yield* Output
  const bytes = yield* client["storage.get"]({ project, digest }).pipe(
    // Of another project: whoever looks after LayerCake sees it all the same.
    Effect.catchTag("ContentUnknown", (unknown) =>
      Effect.mapError(client["storage.get"]({ digest }), () => unknown)
    ),
    Effect.mapError(fromError)
  )
  if (bytes === null) return yield* failed(`Nothing is kept under ${name}.`)
  const text = textOf(bytes)
  return yield* output.result({ digest, text }, () => text.trimEnd())
})
