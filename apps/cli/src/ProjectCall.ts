/**
 * Asks something of one project and prints the answer.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"
import { isQuitError } from "effect/Terminal"
import { fromError } from "./CliFailure.ts"
import { Output } from "./output/Output.ts"
import { parseProject } from "./ProjectChoice.ts"
import { withClient } from "./Root.ts"

/** `named`: the project's id as it was typed. */
export const askProject = <A, R>(
  named: string,
  ask: (
    client: LayercakeClient["Service"],
    project: ProjectId
  ) => Effect.Effect<A, { readonly message: string }, R>,
  text: (answer: A, output: Output["Service"], project: ProjectId) => string
) =>
  Effect.gen(function* () {
    const project = yield* parseProject(named)
    yield* withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const answer = yield* ask(client, project).pipe(
          // Ctrl-C at a question is no failure of what was asked.
          Effect.mapError((error) => (isQuitError(error) ? error : fromError(error)))
        )
        yield* output.result(answer, () => text(answer, output, project))
      })
    )
  })
