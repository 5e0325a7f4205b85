/**
 * Operations on accounts: who there is, who one is, and what one may. Logging in is in `SessionOperations`.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AccountId } from "../account/Account.ts"
import {
  AccountNeeded,
  AccountUnknown,
  LogInRefused,
  LoginTaken,
  RegistrationClosed,
  TooManyAttempts
} from "../account/AccountError.ts"
import { DisplayName, Email, GivenPassword, Login, NewPassword } from "../account/Login.ts"
import { AccountPage, AccountReport, CallerReport } from "./AccountReport.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

/** Of an account, by id or by login. */
const name = Schema.String.check(Schema.isPattern(/^[\w.@:+-]{1,100}$/))
export const accountName = name.annotate(about("The account's id or login"))
export const ownOrNamed = {
  account: Schema.optionalKey(
    name.annotate(about("The account's id or login, for administrators; one's own when left out"))
  )
}

const email = Email.annotate(about("Where the person can be reached"))
const displayName = DisplayName.annotate(about("How others see the person, at most 100 characters"))
const login = Login.annotate(
  about("What the person logs in with: lower-case letters, digits and . _ @ + -, unique; may be an address")
)

const administrators = { access: "administrator", ...persons } as const
const onAccount = Schema.Union([AccountUnknown, ...OperationError.members])

export class AccountOperations extends RpcGroup.make(
  Rpc.make("accounts.register", {
    payload: {
      login,
      password: NewPassword.annotate(about("12 to 256 characters")),
      email: Schema.optionalKey(email),
      displayName: Schema.optionalKey(displayName),
      administrator: Schema.optionalKey(
        Schema.Boolean.annotate(
          about("Make it an administrator; for administrators. The first account is one")
        )
      )
    },
    success: AccountReport,
    error: Schema.Union([LoginTaken, RegistrationClosed, TooManyAttempts, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes(
      "Register an account",
      "Makes an account: for oneself where that is open, else for administrators.",
      {
        access: "public"
      }
    )
  ),

  Rpc.make("accounts.me", { success: CallerReport, error: OperationError }).annotate(
    OperationMark,
    reads("Who am I", "As whom the caller is known, and what the credential allows.", { access: "account" })
  ),

  Rpc.make("accounts.update", {
    payload: {
      ...ownOrNamed,
      login: Schema.optionalKey(login),
      email: Schema.optionalKey(
        Schema.NullOr(email).annotate(about("Where the person can be reached; null for nowhere"))
      ),
      displayName: Schema.optionalKey(
        Schema.NullOr(displayName).annotate(about("How others see the person; null for the login"))
      )
    },
    success: AccountReport,
    error: Schema.Union([AccountNeeded, AccountUnknown, LoginTaken, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Change a profile", "Changes login, address or name; what is left out stays.", {
      access: "account",
      idempotent: true,
      ...persons
    })
  ),

  Rpc.make("accounts.changePassword", {
    payload: {
      ...ownOrNamed,
      current: Schema.optionalKey(
        GivenPassword.annotate(about("The password until now; needed for one's own account where it has one"))
      ),
      next: NewPassword.annotate(about("The new password, 12 to 256 characters"))
    },
    success: AccountReport,
    error: Schema.Union([
      AccountNeeded,
      AccountUnknown,
      LogInRefused,
      TooManyAttempts,
      ...OperationError.members
    ])
  }).annotate(
    OperationMark,
    writes("Change a password", "Sets a new password and ends every session of the account.", {
      access: "account",
      ...persons
    })
  ),

  Rpc.make("accounts.list", {
    payload: {
      after: Schema.optionalKey(AccountId.annotate(about("Only accounts after this id, as `next` gave it"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate(
          about("Accounts at most, 100 when left out")
        )
      )
    },
    success: AccountPage,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List accounts", "Every account with its person, in order of the ids.", { access: "administrator" })
  ),

  Rpc.make("accounts.disable", {
    payload: { account: accountName },
    success: AccountReport,
    error: onAccount
  }).annotate(
    OperationMark,
    writes("Disable an account", "Ends its sessions; nobody logs in to it and its tokens are refused.", {
      idempotent: true,
      ...administrators
    })
  ),

  Rpc.make("accounts.enable", {
    payload: { account: accountName },
    success: AccountReport,
    error: onAccount
  }).annotate(
    OperationMark,
    writes("Enable an account", "It can be logged in to again, and its tokens are taken again.", {
      idempotent: true,
      ...administrators
    })
  ),

  Rpc.make("accounts.setAdministrator", {
    payload: {
      account: accountName,
      administrator: Schema.Boolean.annotate(about("Whether it may look after LayerCake itself"))
    },
    success: AccountReport,
    error: onAccount
  }).annotate(
    OperationMark,
    writes("Set an administrator", "Makes an account an administrator, or none any more.", {
      idempotent: true,
      ...administrators
    })
  )
) {}
