/**
 * Which operations can be asked by GET: reads that take nothing, or fields of one value each, which fit into a query.
 */
import { Effect, type JsonSchema, Predicate, Schema } from "effect"
import { type OperationEntry, strict } from "./OperationEntry.ts"

const scalars = new Set(["string", "number", "integer", "boolean"])

type Definitions = Readonly<Record<string, JsonSchema.JsonSchema>>

const isScalar = (schema: unknown, definitions: Definitions): boolean => {
  if (!Predicate.isObject(schema)) return false
  const { $ref, anyOf, const: constant, enum: members, type } = schema as JsonSchema.JsonSchema
  if (Predicate.isString($ref)) return isScalar(definitions[$ref.split("/").at(-1) ?? ""], definitions)
  if (Array.isArray(anyOf)) return anyOf.every((member) => isScalar(member, definitions))
  if (Predicate.isString(type)) return scalars.has(type)
  return Array.isArray(members)
    ? members.every((member) => !Predicate.isObject(member))
    : constant !== undefined && !Predicate.isObject(constant)
}

/** Fields by name, each with its JSON Schema; undefined when it cannot be asked by GET. */
export const fieldsOf = (
  entry: OperationEntry
):
  | ReadonlyArray<{
      readonly name: string
      readonly isRequired: boolean
      readonly schema: JsonSchema.JsonSchema
    }>
  | undefined => {
  if (entry.mark.effect !== "read") return undefined
  if (entry.isBare) return []
  const { definitions, whole } = payloadOf(entry)
  const fields = Object.entries((whole["properties"] ?? {}) as Definitions)
  if (whole["type"] !== "object" || !fields.every(([, field]) => isScalar(field, definitions)))
    return undefined
  const required = (whole["required"] ?? []) as ReadonlyArray<string>
  return fields.map(([name, schema]) => ({ name, isRequired: required.includes(name), schema }))
}

/** Names of the fields that the operation takes. */
export const namesOf = (entry: OperationEntry): ReadonlyArray<string> =>
  Object.keys((payloadOf(entry).whole["properties"] ?? {}) as Definitions)

const payloadOf = (entry: OperationEntry) => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(entry.payload)
  const whole = Predicate.isString(schema["$ref"])
    ? (definitions[schema["$ref"].split("/").at(-1) ?? ""] ?? schema)
    : schema
  return { definitions, whole }
}

/** Turns the texts of a query into the payload. */
export const decoderOf = (
  entry: OperationEntry
): ((query: Readonly<Record<string, unknown>>) => Effect.Effect<unknown, Schema.SchemaError>) => {
  // What takes nothing takes no fields either.
  const schema = entry.isBare ? Schema.Struct({}) : entry.rpc.payloadSchema
  const decode = Schema.decodeUnknownEffect(
    Schema.toCodecStringTree(schema) as unknown as Schema.Codec<unknown, unknown>,
    strict
  )
  return entry.isBare ? (query) => Effect.asVoid(decode(query)) : decode
}
