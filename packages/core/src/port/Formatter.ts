/**
 * Brings the text of a file into a usual form. Changes how it looks and never what it means.
 */
import { Context, type Effect, type Option, Schema } from "effect"

/** How it shall look; what is left out is as the formatter does it. */
export const FormatOptions = Schema.Struct({
  printWidth: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 20, maximum: 400 })).annotate({
      description: "Characters of a line, where they can be kept to"
    })
  ),
  tabWidth: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 16 })).annotate({
      description: "Spaces of one step of indentation"
    })
  ),
  useTabs: Schema.optionalKey(Schema.Boolean.annotate({ description: "Indent with tabs" })),
  semi: Schema.optionalKey(Schema.Boolean.annotate({ description: "Semicolons at the ends of statements" })),
  singleQuote: Schema.optionalKey(
    Schema.Boolean.annotate({ description: "Single quotes in place of double ones" })
  ),
  trailingComma: Schema.optionalKey(
    Schema.Literals(["none", "es5", "all"]).annotate({ description: "Commas after last items" })
  )
})
export type FormatOptions = typeof FormatOptions.Type

/** The text is not of the kind that its name says, so nothing was made of it. */
export class FormatError extends Schema.TaggedError<FormatError>()("FormatError", {
  path: Schema.String,
  detail: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `${this.path} cannot be formatted: ${this.detail}`
  }
}

export class Formatter extends Context.Service<
  Formatter,
  {
    /** None for a kind of file that it does not know. Formatting what was formatted changes nothing. */
    readonly format: (
      path: string,
      text: string,
      options?: FormatOptions
    ) => Effect.Effect<Option.Option<string>, FormatError>
  }
>()("@layercake/core/port/Formatter") {}
