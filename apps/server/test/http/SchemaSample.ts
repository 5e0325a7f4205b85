/**
 * Values made from JSON schemas of an OpenAPI document alone: such as fit, such as nearly fit, and such as nobody means
 * well with. The same seed gives the same values.
 */
import { Predicate } from "effect"

export interface Draw {
  /** From 0 up to 1. */
  readonly real: () => number
  readonly below: (limit: number) => number
  readonly of: <A>(values: ReadonlyArray<A>) => A
}

/** Mulberry32. */
export const drawFrom = (seed: number): Draw => {
  let state = seed >>> 0
  const real = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(real() * limit)
  return { real, below, of: (values) => values[below(values.length)]! }
}

export type JsonSchema = Readonly<Record<string, unknown>>
export type Definitions = Readonly<Record<string, JsonSchema>>

/** What a field of this name often holds, so that more than refusals are met. */
export type Known = Readonly<Record<string, ReadonlyArray<unknown>>>

export interface Sampling {
  readonly draw: Draw
  readonly definitions: Definitions
  readonly known: Known
}

export const resolved = (schema: JsonSchema, definitions: Definitions): JsonSchema => {
  let at = schema
  for (let reference = at["$ref"]; Predicate.isString(reference); reference = at["$ref"])
    at = definitions[reference.split("/").at(-1)!] ?? {}
  return at
}

const numberOf = (schema: JsonSchema, name: string, otherwise: number): number => {
  const value = schema[name]
  return Predicate.isNumber(value) ? value : otherwise
}

const words = ["rooms", "G1", "a word", "docs/prd.md", "2026-01-01T00:00:00.000Z", "é漢字🧁", "Ω", "0", "x"]

/** A value that the schema describes. */
export const fitting = (sampling: Sampling, given: JsonSchema, name = "", depth = 0): unknown => {
  const { definitions, draw, known } = sampling
  const schema = resolved(given, definitions)
  const held = Object.hasOwn(known, name) ? known[name] : undefined
  if (held !== undefined && draw.real() < 0.8) return draw.of(held)
  if (Array.isArray(schema["enum"])) return draw.of(schema["enum"])
  if ("const" in schema) return schema["const"]
  const choices = schema["anyOf"] ?? schema["oneOf"]
  if (Array.isArray(choices)) return fitting(sampling, draw.of(choices) as JsonSchema, name, depth + 1)
  switch (schema["type"]) {
    case "string":
      return textFor(draw, schema)
    case "integer":
      return numberFor(draw, schema)
    case "number":
      return numberFor(draw, schema) + draw.of([0, 0.5])
    case "boolean":
      return draw.real() < 0.5
    case "null":
      return null
    case "array":
      return listFor(sampling, schema, depth)
    case "object":
      return objectFor(sampling, schema, depth)
    default:
      return draw.of<unknown>([null, 1, "a word", {}, []])
  }
}

const textFor = (draw: Draw, schema: JsonSchema): string => {
  if (schema["contentEncoding"] === "base64" || schema["format"] === "byte")
    return draw.of(["", "TGF5ZXJDYWtl", "AAECAwQ="])
  const least = numberOf(schema, "minLength", 0)
  const text = draw.of(words)
  return text.padEnd(least, "x").slice(0, numberOf(schema, "maxLength", 1_000_000))
}

const numberFor = (draw: Draw, schema: JsonSchema): number => {
  const minimum = numberOf(schema, "minimum", numberOf(schema, "exclusiveMinimum", -1) + 1)
  const maximum = numberOf(schema, "maximum", Number.MAX_SAFE_INTEGER)
  const near = Math.max(minimum, Math.min(maximum, 0))
  return draw.of([minimum, maximum, near, Math.min(maximum, near + draw.below(100))])
}

const listFor = (sampling: Sampling, schema: JsonSchema, depth: number): ReadonlyArray<unknown> => {
  const first = Array.isArray(schema["prefixItems"]) ? (schema["prefixItems"] as Array<JsonSchema>) : []
  const least = Math.max(numberOf(schema, "minItems", 0), first.length)
  const most = Math.min(numberOf(schema, "maxItems", least + 3), least + 3)
  const length = depth > 5 ? least : least + sampling.draw.below(most - least + 1)
  const items = Predicate.isObject(schema["items"]) ? (schema["items"] as JsonSchema) : {}
  return Array.from({ length }, (_, index) => fitting(sampling, first[index] ?? items, "", depth + 1))
}

const propertiesOf = (schema: JsonSchema): Definitions => (schema["properties"] ?? {}) as Definitions
const requiredOf = (schema: JsonSchema): ReadonlyArray<string> =>
  (schema["required"] ?? []) as ReadonlyArray<string>

const objectFor = (sampling: Sampling, schema: JsonSchema, depth: number): Record<string, unknown> => {
  const required = requiredOf(schema)
  return Object.fromEntries(
    Object.entries(propertiesOf(schema)).flatMap(([name, inner]) =>
      required.includes(name) || (depth < 5 && sampling.draw.real() < 0.5)
        ? [[name, fitting(sampling, inner, name, depth + 1)]]
        : []
    )
  )
}

/** A fitting value with one mistake in it. */
export const nearlyFitting = (sampling: Sampling, given: JsonSchema): unknown => {
  const { definitions, draw } = sampling
  const schema = resolved(given, definitions)
  const value = fitting(sampling, schema)
  const names = Object.keys(propertiesOf(schema))
  if (!Predicate.isObject(value) || names.length === 0) return draw.of<unknown>([null, [], "text", 7, true])
  const name = draw.of(names)
  const { [name]: _left, ...rest } = value
  return draw.of<() => unknown>([
    () => rest,
    () => ({ ...rest, [name]: null }),
    () => ({ ...rest, [name]: draw.of<unknown>([-1, 1.5, 1e21, "", "x", true, [], {}, [[]]]) }),
    () => ({ ...rest, [name]: [rest] }),
    () => ({ ...value, [`${name}s`]: 1 })
  ])()
}

/** Texts that nobody means well with; the whole body or the value of a field, as JSON or as none. */
export const hostile = (
  sampling: Sampling,
  given: JsonSchema,
  encode: (value: unknown) => string
): string => {
  const { definitions, draw } = sampling
  const schema = resolved(given, definitions)
  const value = fitting(sampling, schema)
  const names = Object.keys(propertiesOf(schema))
  const held = draw.of([
    `"${"x".repeat(200_000)}"`,
    `${"[".repeat(60)}${"]".repeat(60)}`,
    `${'{"a":'.repeat(500)}1${"}".repeat(500)}`,
    String.raw`"\u0000"`,
    String.raw`"\ud800"`,
    String.raw`"‮../../../../etc/passwd\u0000.md"`,
    `"../../../../etc/passwd"`,
    `"'; drop table events; --"`,
    `"$(touch /tmp/x) \`id\`"`,
    `"<script>alert(1)</script>"`,
    "1e400",
    "-0",
    "9007199254740993",
    `{"__proto__":{"polluted":true}}`,
    `{"constructor":{"prototype":{"polluted":true}}}`,
    `{"_tag":"Some","value":1}`,
    `["__proto__"]`,
    `"__proto__"`,
    `"constructor"`
  ])
  if (!Predicate.isObject(value) || names.length === 0 || draw.real() < 0.15)
    return draw.of([held, "", "{", "nul", "[]", "\u0000", `{"a":1,"a":2}`, `{} {}`, "\uFEFF{}"])
  const name = draw.of([...names, "__proto__", "constructor", "toString"])
  const { [name]: _left, ...rest } = value
  const others = encode(rest).slice(1, -1)
  return `{${others}${others === "" ? "" : ","}${encode(name)}:${held}}`
}
