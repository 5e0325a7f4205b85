/**
 * An operation in words and JSON Schemas, for whoever builds a face or a form of their own. Derived from the operation;
 * says nothing that is not there.
 */
import { Context, Schema } from "effect"
import { type Rpc, RpcSchema } from "effect/rpc"
import { ActorKind } from "../actor/Actor.ts"
import { OperationAccess, OperationMark, toolsetOf } from "./OperationMark.ts"
import { about } from "./OperationField.ts"

export const OperationDescription = Schema.Struct({
  operation: Schema.NonEmptyString.annotate(about("Its name, as <toolset>.<operation>")),
  toolset: Schema.NonEmptyString.annotate(about("The group it belongs to")),
  title: Schema.NonEmptyString.annotate(about("A short name for people")),
  description: Schema.NonEmptyString.annotate(about("What it does, in one sentence")),
  effect: Schema.Literals(["read", "write", "destructive"]).annotate(
    about("read changes nothing; destructive takes away what cannot be brought back by the same means")
  ),
  idempotent: Schema.Boolean.annotate(about("Whether twice with the same input is the same as once")),
  openWorld: Schema.Boolean.annotate(about("Whether it reaches beyond LayerCake")),
  access: OperationAccess.annotate(
    about("Who may call it: public, account, administrator, or the least role in the named project")
  ),
  callers: Schema.Array(ActorKind).annotate(about("As what a caller may be known")),
  streams: Schema.Boolean.annotate(about("Whether it answers with many values, one after another")),
  payload: Schema.NullOr(Schema.Json).annotate(
    about("JSON Schema of what it is called with; null when schemas were not asked for")
  ),
  success: Schema.NullOr(Schema.Json).annotate(
    about("JSON Schema of its answer, or of each value of a stream; null when not asked for")
  ),
  error: Schema.NullOr(Schema.Json).annotate(
    about("JSON Schema of its typed failures; null when not asked for")
  )
})
export type OperationDescription = typeof OperationDescription.Type

export const describe = (rpc: Rpc.AnyWithProps, withSchemas: boolean): OperationDescription => {
  const { access, callers, description, effect, idempotent, openWorld, title } = Context.getUnsafe(
    rpc.annotations,
    OperationMark
  )
  const success: Schema.Constraint = rpc.successSchema
  const streams = RpcSchema.isStreamSchema(success)
  const schemaOf = (schema: Schema.Constraint) => (withSchemas ? jsonSchemaOf(schema) : null)
  return {
    operation: rpc._tag,
    toolset: toolsetOf(rpc._tag),
    title,
    description,
    effect,
    idempotent,
    openWorld,
    access,
    callers,
    streams,
    payload: schemaOf(rpc.payloadSchema),
    success: schemaOf(streams ? success.success : success),
    error: schemaOf(streams ? success.error : rpc.errorSchema)
  }
}

/** One document: what it refers to stands under `$defs`. */
const jsonSchemaOf = (schema: Schema.Constraint): Schema.Json => {
  const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema)
  const all = Object.keys(definitions).length === 0 ? root : { ...root, $defs: definitions }
  return all as Schema.Json
}
