/**
 * JSON Schemas with what they have in common said once: a part that stands in several places becomes a definition, named for
 * what it says, so that its name stays as long as it does.
 */
import { type JsonSchema, Predicate } from "effect"
import { hash } from "node:crypto"

type Schema = JsonSchema.JsonSchema
type Definitions = Readonly<Record<string, Schema>>

/** Characters of a part below which a reference says no less. */
const smallest = 160

const inLists = new Set(["anyOf", "oneOf", "allOf", "prefixItems"])
const inRecords = new Set(["properties", "patternProperties"])
const direct = new Set(["items", "additionalProperties", "not", "propertyNames", "contains"])

/** The schema with each schema that is directly in it replaced. */
const mapParts = (schema: Schema, change: (part: Schema) => Schema): Schema =>
  Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, unknown] => {
      if (inLists.has(key) && Array.isArray(value)) return [key, value.map((part: Schema) => change(part))]
      if (inRecords.has(key) && Predicate.isObject(value))
        return [
          key,
          Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part as Schema)]))
        ]
      if (direct.has(key) && Predicate.isObject(value)) return [key, change(value as Schema)]
      return [key, value]
    })
  )

/** Both as they were, and shorter. References are those of an OpenAPI document. */
export const make = (
  schemas: ReadonlyArray<Schema>,
  definitions: Definitions
): { readonly schemas: ReadonlyArray<Schema>; readonly definitions: Definitions } => {
  const counts = new Map<string, number>()
  const count = (schema: Schema): Schema => {
    const text = JSON.stringify(schema)
    const known = counts.get(text) ?? 0
    counts.set(text, known + 1)
    // What stands inside of something that is said once stands there once.
    return known === 0 ? mapParts(schema, count) : schema
  }
  const all = [...schemas, ...Object.values(definitions)]
  for (const schema of all) mapParts(schema, count)

  const made = new Map<string, Schema>()
  const shorten = (schema: Schema): Schema => {
    const text = JSON.stringify(schema)
    if (text.length < smallest || (counts.get(text) ?? 0) < 2) return mapParts(schema, shorten)
    const name = `shape-${hash("sha256", text, "hex").slice(0, 10)}`
    if (!made.has(name)) made.set(name, mapParts(schema, shorten))
    return { $ref: `#/components/schemas/${name}` }
  }
  const whole = (schema: Schema) => mapParts(schema, shorten)
  const shortened = schemas.map(whole)
  const named = Object.entries(definitions).map(([name, schema]) => [name, whole(schema)] as const)
  const shapes = Array.from(made).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return { schemas: shortened, definitions: Object.fromEntries([...named, ...shapes]) }
}
