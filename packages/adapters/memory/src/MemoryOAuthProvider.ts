/**
 * An `OAuthProvider` for tests, named `memory`: the code is the login of the person there, and the attempt's own.
 */
import {
  type OAuthProvider,
  OAuthProviders,
  OAuthRefused,
  providers
} from "@layercake/core/port/OAuthProviders"
import { Effect, Layer, Redacted } from "effect"

export const make = (): OAuthProvider => {
  let serial = 0
  return {
    name: "memory",
    begin: Effect.sync(() => {
      const state = `state-${++serial}`
      return {
        address: `https://provider.test/authorise?state=${state}`,
        state,
        verifier: Redacted.make(`verifier of ${state}`)
      }
    }),
    finish: ({ code, expectedState, state, verifier }) => {
      const refused = (code: string) => Effect.fail(new OAuthRefused({ provider: "memory", code }))
      if (state !== expectedState) return refused("state")
      if (Redacted.value(verifier) !== `verifier of ${state}`) return refused("invalid_grant")
      const login = Redacted.value(code)
      return login === ""
        ? refused("bad_verification_code")
        : Effect.succeed({ subject: `subject of ${login}`, login, displayName: null, email: null })
    }
  }
}

export const layer: Layer.Layer<OAuthProviders> = Layer.sync(OAuthProviders, () => providers([make()]))
