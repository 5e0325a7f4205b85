/**
 * Which task a command is about, asking something of it, and whom a task can be for.
 */
import { AccountId } from "@layercake/core/account/Account"
import type { TaskView } from "@layercake/core/operation/TaskOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Schema } from "effect"
import { Argument } from "effect/cli"
import { failed, fromError } from "./CliFailure.ts"
import { Output } from "./output/Output.ts"
import { parseProject } from "./ProjectChoice.ts"
import { withClient } from "./Root.ts"

export const taskArgument = Argument.String("task").pipe(
  Argument.withDescription("For example task-1; `layercake task list` lists them"),
  Argument.filter(
    (text) => text !== "",
    () => "the id of a task, for example task-1"
  )
)

/** Asks something of a task and prints it as it is then. */
export const withTask = <R>(
  named: string,
  ask: (
    client: LayercakeClient["Service"],
    project: ProjectId
  ) => Effect.Effect<TaskView, { readonly message: string }, R>,
  text: (task: TaskView, output: Output["Service"], project: ProjectId) => string
) =>
  Effect.gen(function* () {
    const project = yield* parseProject(named)
    yield* withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const task = yield* ask(client, project).pipe(Effect.mapError(fromError))
        yield* output.result(task, () => text(task, output, project))
      })
    )
  })

const decodeAccount = Schema.decodeUnknownEffect(AccountId)

/** A member's id by its login; agents, and accounts that are no members, are as they were named. */
export const accountOf = Effect.fnUntraced(function* (
  client: LayercakeClient["Service"],
  project: ProjectId,
  name: string
) {
  const members = yield* client["accounts.members"]({ project })
  const member = members.find(({ login }) => login === name)
  return (
    member?.account ??
    (yield* decodeAccount(name).pipe(
      Effect.mapError(() =>
        failed(
          `"${name}" is nobody whom a task can be for. \`layercake member list ${project}\` lists who there is.`
        )
      )
    ))
  )
})
