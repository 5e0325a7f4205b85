/**
 * What the operations take and answer, as schemas of an OpenAPI document.
 */
import { JsonSchema, type SchemaAST, SchemaRepresentation } from "effect"
import { operations } from "./OperationEntry.ts"
import * as SubschemaDefinitions from "./SubschemaDefinitions.ts"

export type Schema = JsonSchema.JsonSchema
/** Any object of the document. */
export type Part = Readonly<Record<string, unknown>>

/** Of one operation, as references. */
export interface Schemas {
  readonly payload: Schema
  readonly success: Schema
}

export const referenceTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

const documentOf = (asts: ReadonlyArray<SchemaAST.AST>, onExcessProperty: "ignore" | "error") => {
  const [first, ...rest] = asts
  return JsonSchema.toMultiDocumentOpenApi3_1(
    SchemaRepresentation.toJsonSchemaMultiDocument(
      SchemaRepresentation.toRepresentations([first!, ...rest]),
      { onExcessProperty }
    )
  )
}

/**
 * What each operation takes and answers, as definitions of its own. A field that nothing takes is refused; answers may
 * have more fields one day.
 */
export const derived = () => {
  const taken = documentOf(
    operations.map(({ payload }) => payload.ast),
    "error"
  )
  const answered = documentOf(
    operations.map(({ success }) => success.ast),
    "ignore"
  )
  const shared = SubschemaDefinitions.make([...taken.schemas, ...answered.schemas], {
    ...taken.definitions,
    ...answered.definitions
  })
  const named: Record<string, Schema> = { ...shared.definitions }
  const byTag = new Map<string, Schemas>()
  for (const [index, { tag }] of operations.entries()) {
    named[`${tag}.payload`] = shared.schemas[index]!
    named[`${tag}.answer`] = shared.schemas[operations.length + index]!
    byTag.set(tag, { payload: referenceTo(`${tag}.payload`), success: referenceTo(`${tag}.answer`) })
  }
  return { definitions: named, byTag }
}
