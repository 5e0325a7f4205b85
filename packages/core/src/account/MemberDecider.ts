/**
 * Turns the wish to change a project's members into facts. Pure.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { MemberCommand } from "./MemberCommand.ts"
import { LastOwner, MemberUnknown } from "./MemberError.ts"
import { MemberAdded, MemberChanged, MemberRemoved } from "./MemberEvent.ts"

export const decide: Decide<MemberCommand> = (command, state) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  const { account } = command
  const member = rowOf(state, "member", account)
  const isLastOwner =
    member?.role === "owner" && rowsOf(state, "member").filter(({ role }) => role === "owner").length === 1
  switch (command._tag) {
    case "SetMember": {
      const { role } = command
      if (member === undefined) return Result.succeed([new MemberAdded({ account, role })])
      if (member.role === role) return Result.succeed([])
      return isLastOwner
        ? Result.fail(new LastOwner({ account }))
        : Result.succeed([new MemberChanged({ account, role })])
    }
    case "RemoveMember":
      if (member === undefined) return Result.fail(new MemberUnknown({ account }))
      return isLastOwner
        ? Result.fail(new LastOwner({ account }))
        : Result.succeed([new MemberRemoved({ account })])
  }
}
