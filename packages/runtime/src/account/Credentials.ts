/**
 * Turns the credential that came with a call into who is asking. Kept by the host; core and faces never see a secret.
 */
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, type Effect, type Redacted, Schema } from "effect"
import type { Session } from "../operation/Session.ts"

/** Nobody is told whether an account is there: what is not known and what is wrong look the same. */
export class CredentialRefused extends Schema.TaggedError<CredentialRefused>()("CredentialRefused", {
  reason: Schema.Literals(["unknown", "expired", "revoked"])
}) {
  readonly isRetryable = false
  override get message() {
    switch (this.reason) {
      case "unknown":
        return "The credential is not known. Log in again, or make another token."
      case "expired":
        return "The credential has expired. Refresh it, log in again, or make another token."
      case "revoked":
        return "The credential was revoked. Log in again, or make another token."
    }
  }
}

export class Credentials extends Context.Service<
  Credentials,
  {
    /** `bearer`: what came after `Bearer` in `Authorization`: an access token of a log-in, or an API token. */
    readonly sessionOf: (
      bearer: Redacted.Redacted
    ) => Effect.Effect<Session["Service"], CredentialRefused | StoreUnavailable>
  }
>()("@layercake/runtime/account/Credentials") {}
