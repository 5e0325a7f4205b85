/**
 * Reads specifications for people who look at them: what is in each, what is wrong with it, and where they disagree.
 * Executes nothing of the project. Whether a gate may pass is for the checker of the proof `specifications`.
 */
import { Context, type Effect, Schema } from "effect"
import { SpecificationKind } from "../document/Document.ts"
import { Diagnostic } from "../proof/Proof.ts"
import type { CheckFailed } from "./Checkers.ts"

const about = (description: string) => ({ description })

/** An operation or schema of an interface, a model of the data, or a validator. */
export const SpecifiedElement = Schema.Struct({
  kind: Schema.Literals(["operation", "schema", "model", "validator"]).annotate(about("What it is")),
  name: Schema.String.annotate(about("Its name, such as GET /rooms or Room")),
  line: Schema.Int.annotate(about("Where it stands in its file, from 1")),
  fields: Schema.Array(Schema.String).annotate(
    about("Names of its fields; empty for an operation, and where they cannot be told")
  ),
  requirements: Schema.Array(Schema.String).annotate(about("Requirements that it names"))
})
export type SpecifiedElement = typeof SpecifiedElement.Type

export const SpecificationReading = Schema.Struct({
  kind: SpecificationKind.annotate(about("What kind of specification it is")),
  elements: Schema.Array(SpecifiedElement).annotate(about("What is in it, in its order")),
  diagnostics: Schema.Array(Diagnostic).annotate(about("What is wrong with it; nothing when it is valid"))
})
export type SpecificationReading = typeof SpecificationReading.Type

/** The text of each specification that there is. */
export type SpecificationTexts = { readonly [Kind in SpecificationKind]?: string }

export class SpecificationReader extends Context.Service<
  SpecificationReader,
  {
    /** What is no specification at all has no elements and says why. */
    readonly read: (kind: SpecificationKind, text: string) => Effect.Effect<SpecificationReading, CheckFailed>
    /**
     * Where the data model, the interface and the validators say different things: every model needs a schema of its name
     * and a validator `<Model>Schema`, with its fields. Empty when they agree. What is left out or cannot be read is not
     * compared.
     */
    readonly compare: (texts: SpecificationTexts) => Effect.Effect<ReadonlyArray<Diagnostic>, CheckFailed>
  }
>()("@layercake/core/port/SpecificationReader") {}
