/**
 * Which task a command is about, and whom a task can be for.
 */
import { AccountId } from "@layercake/core/account/Account"
import type { ProjectId } from "@layercake/core/project/Project"
import type { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Schema } from "effect"
import { Argument } from "effect/cli"
import { failed } from "./CliFailure.ts"

export const taskArgument = Argument.String("task").pipe(
  Argument.withDescription("For example task-1; `layercake task list` lists them"),
  Argument.filter(
    (text) => text !== "",
    () => "the id of a task, for example task-1"
  )
)

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
