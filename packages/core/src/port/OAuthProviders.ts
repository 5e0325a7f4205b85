/**
 * Others who know people and say who somebody is, by OAuth 2: authorisation code with PKCE (RFC 7636) and state.
 */
import { Context, type Effect, Option, type Redacted, Schema } from "effect"
import { rootOf } from "../store/StoreUnavailable.ts"

/** What has to be kept by whoever began, until the provider has sent the person back. */
export interface OAuthAttempt {
  /** Where the person's browser goes. */
  readonly address: string
  /** Comes back in the address; anything else there is somebody else's attempt. */
  readonly state: string
  /** Proves that whoever ends the attempt is who began it. */
  readonly verifier: Redacted.Redacted
}

export interface OAuthAnswer {
  readonly code: Redacted.Redacted
  /** As it came back, and as the attempt has it. */
  readonly state: string
  readonly expectedState: string
  readonly verifier: Redacted.Redacted
}

export interface OAuthPerson {
  /** Never changes at the provider. */
  readonly subject: string
  /** What they are called there. */
  readonly login: string
  readonly displayName: string | null
  /** Only an address that the provider has verified. */
  readonly email: string | null
}

/** The provider did not take the code: it was used, has expired, or is another attempt's. */
export class OAuthRefused extends Schema.TaggedError<OAuthRefused>()("OAuthRefused", {
  provider: Schema.String,
  /** As RFC 6749 names it. */
  code: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `${this.provider} did not say who this is (${this.code}). Begin the log-in again.`
  }
}

export class OAuthUnavailable extends Schema.TaggedError<OAuthUnavailable>()("OAuthUnavailable", {
  provider: Schema.String,
  cause: Schema.Defect()
}) {
  readonly isRetryable = true
  override get message() {
    return `${this.provider} did not answer (${rootOf(this.cause)}). Try again later.`
  }
}

export interface OAuthProvider {
  readonly name: string
  /** A fresh attempt each time. */
  readonly begin: Effect.Effect<OAuthAttempt>
  readonly finish: (answer: OAuthAnswer) => Effect.Effect<OAuthPerson, OAuthRefused | OAuthUnavailable>
}

export class OAuthProviders extends Context.Service<
  OAuthProviders,
  {
    /** None where nobody set one up. */
    readonly names: ReadonlyArray<string>
    readonly find: (name: string) => Option.Option<OAuthProvider>
  }
>()("@layercake/core/port/OAuthProviders") {}

export const providers = (list: ReadonlyArray<OAuthProvider>): OAuthProviders["Service"] => ({
  names: list.map(({ name }) => name),
  find: (name) => Option.fromUndefinedOr(list.find((provider) => provider.name === name))
})
