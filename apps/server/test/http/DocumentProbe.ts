/**
 * Asks a running server what its own OpenAPI document says can be asked, and holds the answers to what the document says of
 * them. Knows the document and nothing of the catalogue.
 */
import { Predicate } from "effect"
import { createRequire } from "node:module"
import {
  type Definitions,
  type Draw,
  drawFrom,
  fitting,
  hostile,
  type JsonSchema,
  type Known,
  nearlyFitting
} from "./SchemaSample.ts"

interface Parameter {
  readonly name: string
  readonly in: "query" | "path" | "header"
  readonly required?: boolean
  readonly schema: JsonSchema
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

interface Answer {
  readonly $ref?: string
  readonly content?: Content
}

interface Described {
  readonly operationId: string
  readonly parameters?: ReadonlyArray<Parameter>
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, Answer>>
  readonly "x-layercake-effect": string
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: {
    readonly schemas: Definitions
    readonly responses: Readonly<Record<string, Answer>>
  }
}

export interface Probe {
  readonly id: string
  readonly described: Described
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  readonly type: string
  readonly text: string
  /** It was still coming when it was left. */
  readonly isCut: boolean
}

type Kind = "fitting" | "near" | "hostile"
const kinds: ReadonlyArray<Kind> = ["fitting", "near", "hostile"]

const encode = (value: unknown): string => JSON.stringify(value) ?? "null"

const effects = ["read", "write", "erase"]

/** So many of each kind for each operation; what takes away comes last. */
export const probes = (
  document: ApiDocument,
  { each, known, seed }: { readonly seed: number; readonly each: number; readonly known: Known }
): ReadonlyArray<Probe> => {
  const draw = drawFrom(seed)
  return Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method, described }))
    )
    .toSorted(
      (a, b) =>
        effects.indexOf(a.described["x-layercake-effect"]) -
        effects.indexOf(b.described["x-layercake-effect"])
    )
    .flatMap(({ described, method, path }) =>
      Array.from({ length: each }, () => {
        // Each operation is met with a few of everything over several seeds.
        const kind = draw.of(kinds)
        return probe(document, draw, known, kind, described, method, path)
      })
    )
}

const probe = (
  { components }: ApiDocument,
  draw: Draw,
  known: Known,
  kind: Kind,
  described: Described,
  method: string,
  path: string
): Probe => {
  const sampling = { draw, known, definitions: components.schemas }
  const { parameters = [], requestBody } = described
  const textOf = ({ name, schema }: Parameter): string => {
    const value =
      kind === "fitting" || draw.real() < 0.5
        ? fitting(sampling, schema, name)
        : draw.of([
            "",
            "\u0000",
            "../..",
            "%",
            "x".repeat(3000),
            "__proto__",
            "1e400",
            "-1",
            "ÿ",
            "null",
            "🧁"
          ])
    return Predicate.isString(value) ? value : encode(value)
  }
  const at = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const parameter = parameters.find((one) => one.in === "path" && one.name === name)
    const text = parameter === undefined ? "" : textOf(parameter)
    return encodeURIComponent(text === "" || text === "." || text === ".." ? "x" : text)
  })
  const query = new URLSearchParams(
    parameters.flatMap((parameter) =>
      parameter.in === "query" && (parameter.required === true || draw.real() < 0.5)
        ? [[parameter.name, textOf(parameter)] as [string, string]]
        : []
    )
  )
  const schema = requestBody?.content["application/json"]?.schema
  const body =
    schema === undefined
      ? undefined
      : kind === "fitting"
        ? encode(fitting(sampling, schema))
        : kind === "near"
          ? encode(nearlyFitting(sampling, schema))
          : hostile(sampling, schema, encode)
  const headers: Record<string, string> = {}
  if (kind === "hostile")
    for (const { in: place, name } of parameters)
      if (place === "header" && draw.real() < 0.2)
        headers[name] = draw.of(["", "0", 'W/"x"', "x".repeat(400), "%00", "*", "-1", "__proto__"])
  return {
    id: `${kind} ${described.operationId}`,
    described,
    method: method.toUpperCase(),
    path: query.size === 0 ? at : `${at}?${query}`,
    body,
    headers
  }
}

type Validate = ((value: unknown) => boolean) & { readonly errors?: unknown }
interface Validator {
  readonly addSchema: (schema: unknown, key: string) => unknown
  readonly compile: (schema: unknown) => Validate
}

/** Ajv, which the validator of documents brings along. */
const newValidator = (): Validator => {
  const through = createRequire(createRequire(import.meta.url).resolve("@seriousme/openapi-schema-validator"))
  const { default: Ajv } = through("ajv/dist/2020.js") as {
    readonly default: new (options: unknown) => Validator
  }
  return new Ajv({ strict: false, validateFormats: false })
}

/** What is wrong with an answer by the document; nothing when it is as described. */
export const judge = ({ components }: ApiDocument) => {
  const validator = newValidator()
  validator.addSchema({ components }, "api")
  const compiled = new Map<string, Validate>()
  const validate = (schema: JsonSchema): Validate => {
    const text = encode(schema).replaceAll('"#/components/', '"api#/components/')
    const known = compiled.get(text) ?? validator.compile(JSON.parse(text))
    compiled.set(text, known)
    return known
  }
  const differs = (schema: JsonSchema, text: string): string | undefined => {
    const value = parse(text)
    if (value === undefined) return "the body is not JSON"
    const check = validate(schema)
    return check(value) ? undefined : `the body does not fit: ${encode(check.errors).slice(0, 400)}`
  }

  return ({ described }: Probe, { isCut, status, text, type }: Answered): ReadonlyArray<string> => {
    if (status >= 500) return [`status ${status}`]
    const found = described.responses[status] ?? described.responses[`${Math.floor(status / 100)}XX`]
    if (found === undefined) return [`status ${status} is not described`]
    const { content } =
      found.$ref === undefined ? found : components.responses[found.$ref.split("/").at(-1)!]!
    if (content === undefined) return text === "" ? [] : ["a body where none is described"]
    const body = content[type]
    if (body === undefined) return [`${type || "no type"} is not described`]
    const { schema } = body
    if (type === "application/x-ndjson") {
      const lines = text.split("\n")
      // What came last may be half a line.
      if (isCut) lines.pop()
      return lines.filter((line) => line !== "").flatMap((line) => differs(schema, line) ?? [])
    }
    if (type === "text/event-stream") return []
    const difference = differs(schema, text)
    if (difference !== undefined) return [difference]
    return status === 400 || status === 422 ? unnamed(described, parse(text)) : []
  }
}

/** Bad input is answered with what is wrong where: a field of the input, or a header. */
const unnamed = ({ parameters = [] }: Described, problem: unknown): ReadonlyArray<string> => {
  const errors = Predicate.hasProperty(problem, "errors") ? problem.errors : undefined
  const detail = Predicate.hasProperty(problem, "detail") ? String(problem.detail) : ""
  const isHeader = parameters.some(({ in: place, name }) => place === "header" && detail.startsWith(name))
  return isHeader || (Array.isArray(errors) && errors.length > 0)
    ? []
    : [`names no field: ${encode(problem).slice(0, 300)}`]
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
