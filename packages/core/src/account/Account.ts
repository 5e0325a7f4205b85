/**
 * An account is somebody who may be asked for a password or a token. Embedded, the operating system's user is one.
 */
import { Schema } from "effect"

/** Stands for the person in events, so that a name or an address need not. At most 100 characters, no white space. */
export const AccountId = Schema.String.check(Schema.isPattern(/^[\w.@:+-]{1,100}$/)).pipe(
  Schema.brand("AccountId")
)
export type AccountId = typeof AccountId.Type
