/**
 * One operation in the OpenAPI document: at its own path, and at those of `RestAlias`.
 */
import { Predicate } from "effect"
import { pathOf } from "./ApiRoute.ts"
import { brokenOff, failures } from "./OpenApiProblem.ts"
import type { Part, Schema, Schemas } from "./OpenApiSchemas.ts"
import type { OperationEntry } from "./OperationEntry.ts"
import { type AliasedOperation, fieldsOfPath } from "./RestAlias.ts"
import * as ScalarQuery from "./ScalarQuery.ts"

const json = (schema: Part) => ({ "application/json": { schema } })

const answerOf = (entry: OperationEntry, { success }: Schemas): Part => {
  if (entry.isSilent) return { "204": { description: "It was done" } }
  const content = entry.isStream
    ? {
        "application/x-ndjson": { schema: { anyOf: [success, brokenOff] } },
        "text/event-stream": { schema: { type: "string" } }
      }
    : json(success)
  return {
    "200": {
      description: entry.isStream ? "Value by value, as each comes" : "The answer",
      content,
      ...(entry.mark.effect === "read" && !entry.isStream
        ? { headers: { etag: { description: "Of this answer", schema: { type: "string" } } } }
        : {})
    }
  }
}

const header = (name: string, description: string): Part => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" }
})

const conditions = (entry: OperationEntry): ReadonlyArray<Part> => {
  if (entry.isStream) return [header("Last-Event-ID", "Position after which server-sent events go on")]
  if (entry.mark.effect === "read") return []
  return [
    header("Idempotency-Key", "The same key with the same input is one call"),
    header("If-Match", "Version that the project must have")
  ]
}

/** Of a read that is asked with the ETag of an answer. */
const unchanged = (entry: OperationEntry): Part =>
  entry.isStream || entry.mark.effect !== "read" ? {} : { "304": { description: "The answer is as it was" } }

const common = (entry: OperationEntry, schemas: Schemas): Part => ({
  tags: [entry.toolset],
  summary: entry.mark.title,
  description: entry.mark.description,
  responses: { ...answerOf(entry, schemas), ...failures },
  security: entry.mark.access === "public" ? [{}, { bearer: [] }] : [{ bearer: [] }],
  "x-layercake-operation": entry.tag,
  "x-layercake-effect": entry.mark.effect,
  "x-layercake-idempotent": entry.mark.idempotent,
  "x-layercake-open-world": entry.mark.openWorld,
  "x-layercake-access": entry.mark.access,
  "x-layercake-callers": entry.mark.callers
})

/** Headers of a GET. */
const whenAsked = (entry: OperationEntry): ReadonlyArray<Part> =>
  entry.isStream ? conditions(entry) : [header("If-None-Match", "ETag of the answer that is there already")]

/** Without descriptions that stand beside the parameter itself. */
const parameterOf = (place: "query" | "path", name: string, isRequired: boolean, schema: Schema): Part => ({
  name,
  in: place,
  required: place === "path" || isRequired,
  ...(Predicate.isString(schema["description"]) ? { description: schema["description"] } : {}),
  schema: localRefs(schema)
})

const bodyOf = (entry: OperationEntry, schema: Schema): Part =>
  entry.isBare ? {} : { requestBody: { required: true, content: json(schema) } }

const localRefs = (schema: Schema): Schema => rewritten(schema) as Schema

const rewritten = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(rewritten)
    : Predicate.isObject(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [
            key,
            key === "$ref" && Predicate.isString(inner)
              ? inner.replace("#/$defs/", "#/components/schemas/")
              : rewritten(inner)
          ])
        )
      : value

export const itemOf = (entry: OperationEntry, schemas: Schemas): Part => {
  const fields = ScalarQuery.fieldsOf(entry)
  const post = {
    operationId: entry.tag,
    ...common(entry, schemas),
    parameters: conditions(entry),
    ...bodyOf(entry, schemas.payload)
  }
  if (fields === undefined) return { post }
  const get = {
    operationId: `${entry.tag}.get`,
    ...common(entry, schemas),
    responses: { ...answerOf(entry, schemas), ...unchanged(entry), ...failures },
    parameters: [
      ...fields.map(({ isRequired, name, schema }) => parameterOf("query", name, isRequired, schema)),
      ...whenAsked(entry)
    ]
  }
  return { get, post }
}

/** The payload's schema without the fields that the path gives. */
const withoutFields = (
  schema: Schema,
  names: ReadonlyArray<string>,
  definitions: Readonly<Record<string, Schema>>
): Schema => {
  let whole = schema
  for (let reference = whole["$ref"]; Predicate.isString(reference); reference = whole["$ref"])
    whole = definitions[reference.split("/").at(-1)!]!
  const { properties, required, ...rest } = whole as {
    readonly properties?: Readonly<Record<string, Schema>>
    readonly required?: ReadonlyArray<string>
  }
  return {
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).filter(([name]) => !names.includes(name))
    ),
    required: (required ?? []).filter((name) => !names.includes(name))
  }
}

export const aliasItem = (
  { entry, method, path }: AliasedOperation,
  schemas: Schemas,
  definitions: Readonly<Record<string, Schema>>
): Part => {
  const names = fieldsOfPath(path)
  const inPath = names.map((name) => parameterOf("path", name, true, { type: "string" }))
  const inQuery =
    method === "GET"
      ? (ScalarQuery.fieldsOf(entry) ?? [])
          .filter(({ name }) => !names.includes(name))
          .map(({ isRequired, name, schema }) => parameterOf("query", name, isRequired, schema))
      : []
  return {
    operationId: `${entry.tag}.alias`,
    ...common(entry, schemas),
    description: `${entry.mark.description} The same as ${pathOf(entry)}.`,
    parameters: [...inPath, ...inQuery, ...(method === "GET" ? whenAsked(entry) : conditions(entry))],
    ...(method === "GET"
      ? { responses: { ...answerOf(entry, schemas), ...unchanged(entry), ...failures } }
      : {}),
    ...(method === "GET" ? {} : bodyOf(entry, withoutFields(schemas.payload, names, definitions)))
  }
}
