/**
 * Names of branches and tags: less than git allows, so that none is read as an option, a range or a path.
 */
import { Schema } from "effect"

export const RefKind = Schema.Literals(["branch", "tag"])
export type RefKind = typeof RefKind.Type

/** At most 100 characters: letters, digits, `.`, `_`, `-`, and `/` between parts that begin with a letter or digit. */
export const RefName = Schema.String.check(
  Schema.isPattern(
    /^(?=.{1,100}$)(?!.*(?:\.\.|\.lock(?:\/|$)))[A-Za-z0-9](?:[\w.-]*[\w-])?(?:\/[A-Za-z0-9](?:[\w.-]*[\w-])?)*$/
  )
).pipe(Schema.brand("RefName"))
export type RefName = typeof RefName.Type

/** The branch that every change of the project is committed to; no other thing can have its name. */
export const mainBranch = RefName.make("main")
