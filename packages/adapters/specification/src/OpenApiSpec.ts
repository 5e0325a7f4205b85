/**
 * Reads an OpenAPI 3.1 document: is it valid, do its references resolve, which schemas and operations has it. Knows
 * nothing of other specifications.
 */
import { mentionedRequirements } from "@layercake/core/check/RequirementList"
import { CheckFailed } from "@layercake/core/port/Checkers"
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Effect, Predicate, Result } from "effect"
import { LineCounter, parseDocument } from "yaml"
import { brokenReferences, follow, type Json, unescape } from "./OpenApiReference.ts"
import { type Locate, locator } from "./YamlLocation.ts"

export interface OpenApiSchema {
  readonly name: string
  readonly line: number
  /** Undefined when it is no object whose properties can be listed. */
  readonly fields: ReadonlyArray<string> | undefined
  /** As of an operation. */
  readonly requirements: ReadonlyArray<string> | undefined
}

export interface OpenApiOperation {
  /** For example `GET /rooms`. */
  readonly name: string
  readonly line: number
  readonly operationId: string | undefined
  /** What `x-requirements` lists and what title, summary and description mention; undefined when there is neither. */
  readonly requirements: ReadonlyArray<string> | undefined
}

export interface OpenApiSpec {
  readonly schemas: ReadonlyArray<OpenApiSchema>
  readonly operations: ReadonlyArray<OpenApiOperation>
  /** The paths of its servers, such as `/api/v1`, without a slash at the end; none that is only a slash. */
  readonly bases: ReadonlyArray<string>
  readonly diagnostics: ReadonlyArray<Diagnostic>
}

export const openApiPath = "specs/openapi.yaml"

export const readOpenApi = Effect.fn("OpenApiSpec.readOpenApi")(function* (text: string) {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    return unusable(
      document.errors.map((error) =>
        openApiFault(
          "yaml-syntax",
          lines.linePos(error.pos[0]).line,
          `${firstLine(error.message)} Correct the YAML.`
        )
      )
    )
  }
  const root = Result.getOrUndefined(Result.try((): unknown => document.toJS({ maxAliasCount: 100 })))
  if (!Predicate.isObject(root)) {
    return unusable([
      openApiFault(
        "openapi-shape",
        1,
        `${openApiPath} holds no OpenAPI document. Begin it with \`openapi: 3.1.0\`.`
      )
    ])
  }
  const locate = locator(document, lines)
  const version = root["openapi"]
  if (typeof version !== "string" || !/^3\.1\.\d+$/.test(version)) {
    return unusable([
      openApiFault(
        "openapi-version",
        locate(["openapi"]),
        `${openApiPath} is not OpenAPI 3.1. Write \`openapi: 3.1.0\`.`
      )
    ])
  }
  const references = brokenReferences(document, root).map(({ offset, message }) =>
    openApiFault("openapi-reference", lines.linePos(offset).line, message)
  )
  return {
    schemas: Object.entries(childOf(childOf(root, "components"), "schemas")).map(([name, schema]) => ({
      name,
      line: locate(["components", "schemas", name]),
      fields: fieldsOf(schema, root),
      requirements: requirementsOf(schema)
    })),
    operations: operationsOf(root, locate),
    bases: basesOf(root),
    diagnostics: [...references, ...(yield* violations(root, locate, references.length > 0))]
  } satisfies OpenApiSpec
})

export const openApiFault = (rule: string, line: number, message: string): Diagnostic => ({
  severity: "error",
  rule,
  path: openApiPath,
  line,
  message
})

const unusable = (diagnostics: ReadonlyArray<Diagnostic>): OpenApiSpec => ({
  schemas: [],
  operations: [],
  bases: [],
  diagnostics
})

const validator = new Validator()

const violations = Effect.fnUntraced(function* (root: Json, locate: Locate, referencesReported: boolean) {
  const { valid, errors } = yield* Effect.tryPromise({
    try: () => validator.validate(structuredClone(root)),
    catch: (cause) =>
      new CheckFailed({ detail: `the OpenAPI validator gave up on ${openApiPath}: ${String(cause)}` })
  })
  if (valid) return []
  if (!Array.isArray(errors)) {
    return referencesReported
      ? []
      : [openApiFault("openapi-schema", 1, `${errors ?? "It is not valid OpenAPI 3.1"}.`)]
  }
  const telling = errors.filter((error) => !["if", "oneOf", "anyOf"].includes(error.keyword))
  return (telling.length > 0 ? telling : errors).slice(0, 20).map((error) => {
    const path = error.instancePath.split("/").slice(1).map(unescape)
    const extra: unknown = error.params["unevaluatedProperty"] ?? error.params["additionalProperty"]
    return openApiFault(
      "openapi-schema",
      locate(path),
      `${path.length === 0 ? "The document" : path.join(" > ")} ${error.message ?? "is not valid"}${typeof extra === "string" ? `: ${extra}` : ""}.`
    )
  })
})

const childOf = (value: unknown, key: string): Json => {
  const child = Predicate.isObject(value) ? (value as Json)[key] : undefined
  return Predicate.isObject(child) && !Array.isArray(child) ? (child as Json) : {}
}

/** Own properties and those of `allOf` and `$ref`. */
const fieldsOf = (
  schema: unknown,
  root: Json,
  seen: ReadonlyArray<unknown> = []
): ReadonlyArray<string> | undefined => {
  if (!Predicate.isObject(schema) || seen.includes(schema)) return undefined
  const { $ref: reference, allOf, properties } = schema as Json
  const parts: ReadonlyArray<unknown> = [
    ...(reference === undefined ? [] : [follow(reference, root)]),
    ...(Array.isArray(allOf) ? allOf : [])
  ]
  const inherited = parts.map((part) => fieldsOf(part, root, [...seen, schema]))
  if (!Predicate.isObject(properties) && inherited.every((fields) => fields === undefined)) return undefined
  return [
    ...new Set([
      ...Object.keys(childOf(schema, "properties")),
      ...inherited.flatMap((fields) => fields ?? [])
    ])
  ]
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

const operationsOf = (root: Json, locate: Locate): ReadonlyArray<OpenApiOperation> =>
  Object.keys(childOf(root, "paths")).flatMap((path) => {
    const written = childOf(childOf(root, "paths"), path)
    const target = follow(written["$ref"], root)
    const item = Predicate.isObject(target) ? (target as Json) : written
    return methods
      .filter((method) => Predicate.isObject(item[method]))
      .map((method) => {
        const operation = childOf(item, method)
        const { operationId } = operation
        return {
          name: `${method.toUpperCase()} ${path}`,
          line: locate(["paths", path, method]),
          operationId: typeof operationId === "string" && operationId !== "" ? operationId : undefined,
          requirements: requirementsOf(operation)
        }
      })
  })

const basesOf = (root: Json): ReadonlyArray<string> => {
  const servers: unknown = root["servers"]
  if (!Array.isArray(servers)) return []
  return servers.flatMap((server: unknown) => {
    const url = Predicate.isObject(server) ? (server as Json)["url"] : undefined
    const path = typeof url === "string" ? url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/\/+$/, "") : ""
    return path.startsWith("/") ? [path] : []
  })
}

const requirementsOf = (value: unknown): ReadonlyArray<string> | undefined => {
  if (!Predicate.isObject(value)) return undefined
  const { description, summary, title, "x-requirements": listed } = value as Json
  const mentioned = [title, summary, description].filter(Predicate.isString).flatMap(mentionedRequirements)
  const named = Array.isArray(listed) && listed.every(Predicate.isString) ? listed : undefined
  return named === undefined && mentioned.length === 0
    ? undefined
    : [...new Set([...(named ?? []), ...mentioned])]
}

const firstLine = (message: string) =>
  `${(message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "").replace(/[:.]$/, "")}.`
