/**
 * The ways in which something asked of accounts is refused. None says more of an account than who asks may know.
 */
import { Schema } from "effect"
import { AccountId } from "./Account.ts"
import { TokenId } from "./ApiToken.ts"

export class AccountUnknown extends Schema.TaggedError<AccountUnknown>()("AccountUnknown", {
  account: Schema.String
}) {
  override get message() {
    return `There is no account ${this.account}. \`layercake account list\` lists them.`
  }
}

export class AccountInactive extends Schema.TaggedError<AccountInactive>()("AccountInactive", {
  account: AccountId
}) {
  override get message() {
    return `The account ${this.account} is disabled or erased. An administrator can enable one that is disabled.`
  }
}

/** Somebody has to be left who may look after LayerCake. */
export class LastAdministrator extends Schema.TaggedError<LastAdministrator>()("LastAdministrator", {
  account: AccountId
}) {
  override get message() {
    return `${this.account} is the last administrator. Make another account an administrator first.`
  }
}

export class RegistrationClosed extends Schema.TaggedError<RegistrationClosed>()("RegistrationClosed", {}) {
  override get message() {
    return "Nobody can register here by themselves. Ask an administrator for an account."
  }
}

export class SessionOver extends Schema.TaggedError<SessionOver>()("SessionOver", {}) {
  override get message() {
    return "The session is over. Log in again."
  }
}

export class TokenUnknown extends Schema.TaggedError<TokenUnknown>()("TokenUnknown", { token: TokenId }) {
  override get message() {
    return `There is no token ${this.token}. \`layercake token list\` lists them.`
  }
}

/** `field`: login, email or the identity of a provider. */
export class LoginTaken extends Schema.TaggedError<LoginTaken>()("LoginTaken", {
  field: Schema.Literals(["login", "identity"])
}) {
  override get message() {
    return this.field === "login"
      ? "login: another account has it. Choose another one."
      : "Another account is linked to this identity. Log in with it, or unlink it there first."
  }
}

/** An unknown login, a wrong password and a disabled account look the same. */
export class LogInRefused extends Schema.TaggedError<LogInRefused>()("LogInRefused", {}) {
  readonly isRetryable = false
  override get message() {
    return "The login or the password is wrong. Try again, or ask an administrator."
  }
}

export class TooManyAttempts extends Schema.TaggedError<TooManyAttempts>()("TooManyAttempts", {
  /** Milliseconds after which the next attempt is looked at. */
  retryAfterMillis: Schema.Int
}) {
  readonly isRetryable = true
  override get message() {
    return `There were too many attempts. Try again in ${Math.ceil(this.retryAfterMillis / 1000)} seconds.`
  }
}

/** `reused`: it was used before, so the session was ended for everybody who has a copy. */
export class RefreshRefused extends Schema.TaggedError<RefreshRefused>()("RefreshRefused", {
  reason: Schema.Literals(["unknown", "reused"])
}) {
  readonly isRetryable = false
  override get message() {
    return this.reason === "reused"
      ? "The refresh token was used before, so somebody else may have it. The session was ended. Log in again."
      : "The refresh token is not known or has expired. Log in again."
  }
}

/** The call is not of an account, and says none. */
export class AccountNeeded extends Schema.TaggedError<AccountNeeded>()("AccountNeeded", {}) {
  override get message() {
    return "account: say whose account is meant; this call is not of one. `layercake account list` lists them."
  }
}

export class ProviderUnknown extends Schema.TaggedError<ProviderUnknown>()("ProviderUnknown", {
  provider: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return `provider: ${this.provider} is not set up here; ${this.known.length === 0 ? "none is" : `there are ${this.known.join(", ")}`}.`
  }
}
