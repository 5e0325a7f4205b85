/**
 * Turns what is asked of sessions and API tokens into facts. Pure. Whether one has expired is for whoever knows the time.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { type ProjectState, rowOf } from "../project/ProjectState.ts"
import type { AccountId } from "./Account.ts"
import type { SessionCommand } from "./AccountCommand.ts"
import { endings } from "./AccountDecider.ts"
import { AccountInactive, AccountUnknown, SessionOver, TokenUnknown } from "./AccountError.ts"
import {
  SessionBegun,
  SessionEnded,
  SessionRefreshed,
  SessionReused,
  TokenIssued,
  TokenRevoked
} from "./SessionEvent.ts"

export const decide: Decide<SessionCommand> = (command, state) => {
  switch (command._tag) {
    case "BeginSession": {
      const { account, expiresAt, session } = command
      return ofActive(state, account, () => [new SessionBegun({ session, account, expiresAt })])
    }
    case "RefreshSession": {
      const { expiresAt, session } = command
      return goesOn(state, command)
        ? Result.succeed([new SessionRefreshed({ session, expiresAt })])
        : Result.fail(new SessionOver({}))
    }
    case "EndSession": {
      const { session } = command
      return Result.succeed(goesOn(state, command) ? [new SessionEnded({ session, reason: "logout" })] : [])
    }
    case "EndSessions":
      return Result.succeed(endings(state, command.account, "logout"))
    case "RecordReuse":
      return Result.succeed(goesOn(state, command) ? [new SessionReused({ session: command.session })] : [])
    case "IssueToken": {
      const { _tag, ...issued } = command
      return ofActive(state, command.account, () => [new TokenIssued(issued)])
    }
    case "RevokeToken": {
      const { token } = command
      const row = rowOf(state, "apiToken", token)
      if (row === undefined) return Result.fail(new TokenUnknown({ token }))
      return Result.succeed(row.revokedAt === null ? [new TokenRevoked({ token })] : [])
    }
  }
}

const goesOn = (state: ProjectState, { session }: { readonly session: string }): boolean =>
  rowOf(state, "session", session) !== undefined

const ofActive = <Event>(state: ProjectState, account: AccountId, facts: () => ReadonlyArray<Event>) => {
  const row = rowOf(state, "account", account)
  if (row === undefined) return Result.fail(new AccountUnknown({ account }))
  return row.status === "active" ? Result.succeed(facts()) : Result.fail(new AccountInactive({ account }))
}
