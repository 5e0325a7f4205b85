/**
 * The OpenAPI 3.1 document of the HTTP face, made from the catalogue alone: every operation, and the paths of `RestAlias`.
 */
import { JsonSchema, Predicate, type SchemaAST, SchemaRepresentation } from "effect"
import packageJson from "../../package.json" with { type: "json" }
import { pathOf } from "./ApiRoute.ts"
import { type OperationEntry, operations } from "./OperationEntry.ts"
import { aliases, type AliasedOperation, fieldsOfPath } from "./RestAlias.ts"
import * as ScalarQuery from "./ScalarQuery.ts"
import * as SharedSchemas from "./SharedSchemas.ts"

type Schema = JsonSchema.JsonSchema
type Part = Readonly<Record<string, unknown>>

interface Schemas {
  readonly payload: Schema
  readonly success: Schema
}

const json = (schema: Part) => ({ "application/json": { schema } })

const referenceTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

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
const derived = () => {
  const taken = SharedSchemas.renamed(
    documentOf(
      operations.map(({ payload }) => payload.ast),
      "error"
    ),
    (name) => `${name}.input`
  )
  const answered = documentOf(
    operations.map(({ success }) => success.ast),
    "ignore"
  )
  const shared = SharedSchemas.make([...taken.schemas, ...answered.schemas], {
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

const problemSchema = {
  type: "object",
  description: "Problem details (RFC 9457)",
  required: ["type", "status", "title", "detail"],
  properties: {
    type: { type: "string", description: "urn:layercake:problem:<kind>, stable" },
    status: { type: "integer", description: "Status of the answer" },
    title: { type: "string", description: "The kind, in words" },
    detail: { type: "string", description: "What happened, and what to do next" },
    operation: { type: "string", description: "Operation that failed" },
    error: { description: "The operation's own error, with what it says besides its message" },
    errors: {
      type: "array",
      description: "What is wrong with the input",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string", description: "JSON pointer to the field; empty for the whole" },
          detail: { type: "string", description: "What is wrong with it" }
        }
      }
    }
  }
}

const problems = {
  "400": "The request cannot be read",
  "401": "Nobody is known to ask, or the credential is refused",
  "403": "Who asks may not have this done",
  "404": "It is not there, or not there for who asks",
  "409": "It does not agree with how things are now",
  "412": "The project has changed since the version of If-Match",
  "413": "The body is too large",
  "415": "The body is not JSON",
  "422": "The input is not valid",
  "429": "Too many requests",
  "500": "LayerCake failed",
  "503": "The store does not answer, or the server is stopping"
} as const

const statusesFrom = (first: "4" | "5") =>
  Object.entries(problems)
    .filter(([status]) => status.startsWith(first))
    .map(([status, meaning]) => `${status}: ${meaning}.`)
    .join(" ")

const problemResponse = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: referenceTo("Problem") } }
})

const problemResponses = {
  Refused: problemResponse(statusesFrom("4")),
  Failed: problemResponse(statusesFrom("5"))
}

const failures = {
  "4XX": { $ref: "#/components/responses/Refused" },
  "5XX": { $ref: "#/components/responses/Failed" }
}

/** The last line of a stream that could not go on. */
const brokenOff = {
  type: "object",
  required: ["problem"],
  additionalProperties: false,
  properties: { problem: referenceTo("Problem") }
}

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

const itemOf = (entry: OperationEntry, schemas: Schemas): Part => {
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

const aliasItem = (
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

export const make = (): Part => {
  const { byTag, definitions } = derived()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const entry of operations) paths[pathOf(entry)] = { ...itemOf(entry, byTag.get(entry.tag)!) }
  for (const alias of aliases) {
    const path = alias.path.replaceAll(/:(\w+)/g, "{$1}")
    const methods = (paths[path] ??= {})
    methods[alias.method.toLowerCase()] ??= aliasItem(alias, byTag.get(alias.entry.tag)!, definitions)
  }
  const toolsets = Array.from(new Set(operations.map(({ toolset }) => toolset)))
  return {
    openapi: "3.1.0",
    info: {
      title: "LayerCake",
      version: packageJson.version,
      description: "Everything that can be asked of LayerCake, derived from its catalogue of operations.",
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: "/" }],
    tags: toolsets.map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...definitions, Problem: problemSchema },
      responses: problemResponses,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "Access token of a log-in, or an API token" }
      }
    }
  }
}
