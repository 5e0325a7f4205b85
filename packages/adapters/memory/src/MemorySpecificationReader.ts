/**
 * A `SpecificationReader` for tests and examples that use simple specifications: OpenAPI as YAML or JSON, Prisma models
 * and Zod objects with one field on a line. The real parsers know the rest.
 */
import type { SpecificationKind } from "@layercake/core/document/Document"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import {
  SpecificationReader,
  type SpecificationReading,
  type SpecificationTexts,
  type SpecifiedElement
} from "@layercake/core/port/SpecificationReader"
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { Effect, Layer, Predicate, Result, type Schema } from "effect"
import * as Yaml from "effect/encoding/Yaml"

const paths = { openapi: "specs/openapi.yaml", prisma: "specs/schema.prisma", zod: "src/validators.ts" }

const fault = (kind: SpecificationKind, rule: string, message: string): Diagnostic => ({
  severity: "error",
  rule,
  path: paths[kind],
  line: 1,
  message
})

const lineOf = (text: string, part: string): number =>
  text.slice(0, Math.max(0, text.indexOf(part))).split("\n").length

const requirementsIn = (text: string): ReadonlyArray<string> => [...new Set(text.match(/\bN?FR-[1-9]\d*\b/g))]

const textOf = (value: unknown): string => canonicalJson(value as Schema.Json)

const child = (value: unknown, key: string): { readonly [key: string]: unknown } => {
  const found = Predicate.isObject(value) ? (value as Record<string, unknown>)[key] : undefined
  return Predicate.isObject(found) ? (found as Record<string, unknown>) : {}
}

const methods = ["get", "put", "post", "delete", "patch"]

const readOpenApi = (text: string): Omit<SpecificationReading, "kind"> => {
  const root = Result.getOrUndefined(Result.try((): unknown => Yaml.parse(text)))
  if (!Predicate.isObject(root) || !String((root as Record<string, unknown>)["openapi"]).startsWith("3.1."))
    return { elements: [], diagnostics: [fault("openapi", "openapi-version", "Write `openapi: 3.1.0`.")] }
  const operations = Object.entries(child(root, "paths")).flatMap(([path, item]) =>
    methods
      .filter((method) => Predicate.isObject(child({ item }, "item")[method]))
      .map((method): SpecifiedElement => ({
        kind: "operation",
        name: `${method.toUpperCase()} ${path}`,
        line: lineOf(text, path),
        fields: [],
        requirements: requirementsIn(textOf(child(item, method)))
      }))
  )
  const schemas = Object.entries(child(child(root, "components"), "schemas")).map(
    ([name, schema]): SpecifiedElement => ({
      kind: "schema",
      name,
      line: lineOf(text, name),
      fields: Object.keys(child(schema, "properties")),
      requirements: requirementsIn(textOf(schema))
    })
  )
  return { elements: [...operations, ...schemas], diagnostics: [] }
}

/** Blocks that begin and end with a line of their own, and the name at the beginning of each line between. */
const readBlocks = (
  kind: "prisma" | "zod",
  text: string,
  begin: RegExp
): Omit<SpecificationReading, "kind"> => {
  const count = (sign: string) => text.split(sign).length
  if (count("{") !== count("}") || count("(") !== count(")"))
    return { elements: [], diagnostics: [fault(kind, `${kind}-syntax`, "A bracket has no other. Close it.")] }
  return {
    elements: Array.from(text.matchAll(begin), ([all, name = "", body = ""]): SpecifiedElement => ({
      kind: kind === "prisma" ? "model" : "validator",
      name,
      line: lineOf(text, all),
      fields: Array.from(body.matchAll(/^\s*([A-Za-z_]\w*)\s*[:\s]/gm), ([, field = ""]) => field),
      requirements: requirementsIn(all)
    })),
    diagnostics: []
  }
}

const read = (kind: SpecificationKind, text: string): SpecificationReading => ({
  kind,
  ...(kind === "openapi"
    ? readOpenApi(text)
    : kind === "prisma"
      ? readBlocks("prisma", text, /^model (\w+) \{\n([\s\S]*?)^\}/gm)
      : readBlocks("zod", text, /^export const (\w+) = z\.object\(\{\n([\s\S]*?)^\}\)/gm))
})

const compare = (texts: SpecificationTexts): ReadonlyArray<Diagnostic> => {
  const reading = (kind: SpecificationKind) => {
    const text = texts[kind]
    const found = text === undefined ? undefined : read(kind, text)
    return found?.diagnostics.length === 0 ? found.elements : undefined
  }
  const others = [
    { kind: "openapi", elements: reading("openapi"), nameOf: (model: string) => model },
    { kind: "zod", elements: reading("zod"), nameOf: (model: string) => `${model}Schema` }
  ] as const
  return (reading("prisma") ?? []).flatMap((model) =>
    others.flatMap(({ elements, kind, nameOf }) => {
      if (elements === undefined) return []
      const same = elements.find(({ name }) => name === nameOf(model.name))
      if (same === undefined) return [fault(kind, `${kind}-model`, `${nameOf(model.name)} is missing.`)]
      const differs = model.fields.join() !== same.fields.join()
      return differs
        ? [fault(kind, `${kind}-fields`, `${same.name} has other fields than ${model.name}.`)]
        : []
    })
  )
}

export const layer: Layer.Layer<SpecificationReader> = Layer.succeed(SpecificationReader, {
  read: (kind, text) => Effect.sync(() => read(kind, text)),
  compare: (texts) => Effect.sync(() => compare(texts))
})
