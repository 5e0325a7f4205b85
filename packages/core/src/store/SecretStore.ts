/**
 * Where values are kept that nobody but their user may read: variables of deployments, keys that webhooks are signed with.
 * They are no part of the log: events name them and never hold them.
 */
import { Context, type Effect, type Option, type Redacted, Schema } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Whose secrets, for example `deployment/<project>/staging` or `webhook/<id>`. Scopes know nothing of each other. */
export const SecretScope = Schema.NonEmptyString.pipe(Schema.brand("SecretScope"))
export type SecretScope = typeof SecretScope.Type

/** Kept under another key than the one that this host has, or changed since: there is no way to read it. */
export class SecretUnreadable extends Schema.TaggedError<SecretUnreadable>()("SecretUnreadable", {
  scope: Schema.String,
  name: Schema.String
}) {
  override get message() {
    return `The secret ${this.name} of ${this.scope} cannot be read with the key of this host. Start with the key that it was kept under, or set it again.`
  }
}

export class SecretStore extends Context.Service<
  SecretStore,
  {
    /** In place of what the name had before. Any text, also the empty one. */
    readonly put: (
      scope: SecretScope,
      name: string,
      value: Redacted.Redacted
    ) => Effect.Effect<void, StoreUnavailable>

    /** None when there is nothing under the name. */
    readonly get: (
      scope: SecretScope,
      name: string
    ) => Effect.Effect<Option.Option<Redacted.Redacted>, StoreUnavailable | SecretUnreadable>

    /** False when there was none. */
    readonly remove: (scope: SecretScope, name: string) => Effect.Effect<boolean, StoreUnavailable>

    /** Names in the scope, sorted by their characters' numbers. Nothing is decrypted for it. */
    readonly names: (scope: SecretScope) => Effect.Effect<ReadonlyArray<string>, StoreUnavailable>

    /** Removes everything in the scope. Says how many there were. */
    readonly clear: (scope: SecretScope) => Effect.Effect<number, StoreUnavailable>
  }
>()("@layercake/core/store/SecretStore") {}
