/**
 * Turns what is asked of accounts into facts. Pure. The state is that of LayerCake itself.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { AccountId } from "./Account.ts"
import type { AccountCommand } from "./AccountCommand.ts"
import { AccountInactive, AccountUnknown, LastAdministrator, RegistrationClosed } from "./AccountError.ts"
import {
  AccountDisabled,
  AccountEnabled,
  AccountErased,
  AccountRegistered,
  AdministratorChanged,
  IdentityLinked,
  PasswordChanged,
  ProfileChanged
} from "./AccountEvent.ts"
import type { SessionEnd } from "./AccountSession.ts"
import { SessionEnded, TokenRevoked } from "./SessionEvent.ts"

export const decide: Decide<AccountCommand> = (command, state) => {
  const { account } = command
  const row = rowOf(state, "account", account)
  if (command._tag === "RegisterAccount") {
    if (row !== undefined) return Result.succeed([])
    const isFirst = administrators(state).length === 0
    return isFirst || command.admitted
      ? Result.succeed([new AccountRegistered({ account, administrator: isFirst || command.administrator })])
      : Result.fail(new RegistrationClosed({}))
  }
  if (row === undefined) return Result.fail(new AccountUnknown({ account }))
  if (row.status === "erased")
    return command._tag === "EraseAccount"
      ? Result.succeed([])
      : Result.fail(new AccountInactive({ account }))
  const administering = administrators(state)
  const isLast = administering.length === 1 && administering[0]?.account === account
  switch (command._tag) {
    case "DisableAccount":
      if (row.status === "disabled") return Result.succeed([])
      return isLast
        ? Result.fail(new LastAdministrator({ account }))
        : Result.succeed([new AccountDisabled({ account }), ...endings(state, account, "disabled")])
    case "EnableAccount":
      return Result.succeed(row.status === "active" ? [] : [new AccountEnabled({ account })])
    case "SetAdministrator": {
      const { administrator } = command
      if (row.administrator === administrator) return Result.succeed([])
      return isLast
        ? Result.fail(new LastAdministrator({ account }))
        : Result.succeed([new AdministratorChanged({ account, administrator })])
    }
    case "RecordProfileChange": {
      const { fields } = command
      return Result.succeed(fields.length === 0 ? [] : [new ProfileChanged({ account, fields })])
    }
    case "RecordPasswordChange":
      return Result.succeed([new PasswordChanged({ account }), ...endings(state, account, "password")])
    case "LinkIdentity":
      return row.status === "active"
        ? Result.succeed([new IdentityLinked({ account, provider: command.provider })])
        : Result.fail(new AccountInactive({ account }))
    case "EraseAccount":
      return Result.succeed([
        new AccountErased({ account }),
        ...endings(state, account, "erased"),
        ...rowsOf(state, "apiToken")
          .filter((token) => token.account === account && token.revokedAt === null)
          .map(({ token }) => new TokenRevoked({ token }))
      ])
  }
}

const administrators = (state: ProjectState) =>
  rowsOf(state, "account").filter(({ administrator, status }) => administrator && status === "active")

/** Every session of the account is over, whoever has it. */
export const endings = (
  state: ProjectState,
  account: AccountId,
  reason: SessionEnd
): ReadonlyArray<SessionEnded> =>
  rowsOf(state, "session")
    .filter((session) => session.account === account)
    .map(({ session }) => new SessionEnded({ session, reason }))
