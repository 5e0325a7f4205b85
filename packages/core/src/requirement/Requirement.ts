/**
 * A requirement as the checks of the factory found it, and what they found of it elsewhere. Says nothing about how it
 * is found; which rows there are of it is `RequirementBoard`'s.
 */
import { Schema } from "effect"
import { TestOutcome } from "../build/TestResult.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"

/** `FR-1`, or `NFR-1` for a quality. */
export const RequirementId = Schema.String.check(Schema.isPattern(/^N?FR-[1-9]\d*$/)).pipe(
  Schema.brand("RequirementId")
)
export type RequirementId = typeof RequirementId.Type

/** For example `AC-1.2`. */
export const CriterionId = Schema.String.check(Schema.isPattern(/^AC-[1-9]\d*\.[1-9]\d*$/))
/** For example `US-1`. */
export const StoryId = Schema.String.check(Schema.isPattern(/^US-[1-9]\d*$/))

/** A requirement as its document states it. Texts are at most `maxText` characters long. */
export const StatedRequirement = Schema.Struct({
  id: RequirementId,
  text: Schema.String,
  stories: Schema.Array(StoryId),
  criteria: Schema.Array(Schema.Struct({ id: CriterionId, text: Schema.String })),
  /** A quality: no element of a specification has to stand for it. */
  nonFunctional: Schema.Boolean,
  /** Why it is not built; null when it is. */
  excluded: Schema.NullOr(Schema.String),
  /** Line of the document, from 1. */
  line: Schema.Int
})
export type StatedRequirement = typeof StatedRequirement.Type

/** `architecture`: the document says how it is met without an operation, a model or a validator. */
export const ElementKind = Schema.Literals(["operation", "schema", "model", "validator", "architecture"])
export type ElementKind = typeof ElementKind.Type

/** One element of a specification that says which requirement it serves. */
export const SpecificationElement = Schema.Struct({
  kind: ElementKind,
  /** `GET /rooms`, `Room`, `RoomSchema`, or the path of the document. */
  name: Schema.String,
  path: FilePath,
  /** From 1. */
  line: Schema.Int
})
export type SpecificationElement = typeof SpecificationElement.Type

/** A file of the program or of its tests that has to do with it. */
export const TracedFile = Schema.Struct({
  path: FilePath,
  /** Where it says so first, from 1. */
  line: Schema.Int
})
export type TracedFile = typeof TracedFile.Type

export const TracedTest = Schema.Struct({
  name: Schema.String,
  /** Null where it is not known which file it is written in. */
  path: Schema.NullOr(FilePath),
  outcome: TestOutcome
})
export type TracedTest = typeof TracedTest.Type

const of = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.Struct({ requirement: RequirementId, ...fields })

export const ElementOf = of(SpecificationElement.fields)
export const FileOf = of(TracedFile.fields)
export const TestOf = of(TracedTest.fields)

/**
 * What one check found out about requirements. A list that is left out was not looked for; one that is there is
 * complete, so what is not in it is not there any more.
 */
export const RequirementTrace = Schema.Struct({
  /** Every requirement of this document. */
  listed: Schema.optionalKey(
    Schema.Struct({
      path: FilePath,
      digest: BlobDigest,
      requirements: Schema.Array(StatedRequirement)
    })
  ),
  elements: Schema.optionalKey(Schema.Array(ElementOf)),
  files: Schema.optionalKey(Schema.Array(FileOf)),
  tests: Schema.optionalKey(Schema.Array(TestOf))
})
export type RequirementTrace = typeof RequirementTrace.Type

/** Characters of a text that are kept; the document has the rest. */
export const maxText = 400

/** On one line, without control characters, at most `maxText` characters. */
export const shortText = (text: string): string => {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const line = text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim()
  return line.length <= maxText
    ? line
    : `${Array.from(line.slice(0, maxText - 1))
        .slice(0, -1)
        .join("")}…`
}
