/**
 * What a person logs in with. Kept beside the log and never in it, so that it can be taken away for good.
 */
import { Redacted, Schema, SchemaGetter } from "effect"

/** Unique in LayerCake, in whatever case it was typed. May be an e-mail address, and never looks like the id of an account. */
export const Login = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9._@+-]{0,99}$/),
  Schema.makeFilter((login) => !/^u-[0-9a-f]{16}$/.test(login) || "not the id of an account")
).pipe(Schema.brand("Login"))
export type Login = typeof Login.Type

/** As forms in browsers take it. */
export const Email = Schema.String.check(
  Schema.isPattern(/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,178}[A-Za-z0-9])?$/)
)

/** How others see the person; at most 100 characters on one line. */
export const DisplayName = Schema.String.check(Schema.isPattern(/^[^\p{Cc}]{1,100}$/u))

/** As a face receives it. What is wrong with one is said without repeating it. */
export const GivenPassword = Schema.RedactedFromValue(Schema.String)

export const shortest = 12
const longest = 256

/** One that may be set: length is what counts (NIST SP 800-63B), so nothing is asked of its characters. */
export const NewPassword = Schema.String.pipe(
  Schema.decodeTo(
    // Checked once it is hidden: what is wrong with a string is said with the string.
    Schema.Redacted(Schema.String.check(Schema.isMinLength(shortest), Schema.isMaxLength(longest))),
    {
      decode: SchemaGetter.transform((text: string) => Redacted.make(text)),
      encode: SchemaGetter.transform(Redacted.value)
    }
  )
)

/** As the store has it: logins are compared in lower case. */
export const normalised = (login: string): string => login.trim().toLowerCase()
