/**
 * Who asks over a network: the bearer of a credential, or nobody who is known.
 */
import { nothing } from "@layercake/core/account/Grant"
import { automation } from "@layercake/core/actor/Actor"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { type CredentialRefused, Credentials } from "@layercake/runtime/account/Credentials"
import type { Session } from "@layercake/runtime/operation/Session"
import { Effect, Redacted } from "effect"
import { HttpProblem } from "./HttpProblem.ts"

/** May do what anybody may. */
export const anonymous: Session["Service"] = { actor: automation("anonymous"), grant: nothing }

/** Of the protocols of a WebSocket, for pages, which cannot send headers with one. */
const protocolPrefix = "layercake.bearer."

/** What came as credential; undefined when none did. */
export const bearerOf = (
  headers: Readonly<Record<string, string | undefined>>
): Redacted.Redacted | undefined => {
  const { authorization } = headers
  if (authorization !== undefined) {
    const given = /^bearer +(\S+) *$/i.exec(authorization)
    // Another scheme is a credential that is not known.
    return Redacted.make(given?.[1] ?? "")
  }
  const protocol = headers["sec-websocket-protocol"]
    ?.split(",")
    .map((name) => name.trim())
    .find((name) => name.startsWith(protocolPrefix))
  return protocol === undefined ? undefined : Redacted.make(protocol.slice(protocolPrefix.length))
}

export type SessionOf = (
  headers: Readonly<Record<string, string | undefined>>
) => Effect.Effect<Session["Service"], CredentialRefused | StoreUnavailable>

export const make: Effect.Effect<SessionOf, never, Credentials> = Effect.map(
  Credentials,
  (credentials): SessionOf =>
    (headers) => {
      const bearer = bearerOf(headers)
      return bearer === undefined ? Effect.succeed(anonymous) : credentials.sessionOf(bearer)
    }
)

export const problemOf = (error: CredentialRefused | StoreUnavailable) =>
  error._tag === "CredentialRefused"
    ? new HttpProblem({
        status: 401,
        code: "credential-refused",
        title: "Not authenticated",
        detail: error.message,
        headers: { "www-authenticate": `Bearer realm="layercake", error="invalid_token"` },
        extension: { reason: error.reason }
      })
    : new HttpProblem({
        status: 503,
        code: "store-unavailable",
        title: "Unavailable",
        detail: "The store did not answer. Nothing was changed; try again.",
        headers: { "retry-after": "2" }
      })
