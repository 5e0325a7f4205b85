/**
 * JSON as configuration files have it, with comments and commas at the end of lists.
 */
import { type Option, Schema } from "effect"

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Json))

/** None when it cannot be read, as when it is no JSON at all. */
export const parseLoose = (text: string): Option.Option<Schema.Json> =>
  decode(
    text
      .replace(/^\uFEFF/, "")
      .replace(/"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : ""))
      .replace(/"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/g, (part) => (part.startsWith('"') ? part : ""))
  )

export type JsonObject = { readonly [name: string]: Schema.Json }

/** The object at the path; an empty one when there is none. */
export const objectAt = (json: Schema.Json, ...path: ReadonlyArray<string>): JsonObject => {
  let inner: Schema.Json | undefined = json
  for (const name of path) inner = isObject(inner) ? inner[name] : undefined
  return isObject(inner) ? inner : {}
}

export const textsOf = (json: Schema.Json | undefined): ReadonlyArray<string> =>
  Array.isArray(json) ? json.filter((item): item is string => typeof item === "string") : []

export const isObject = (json: Schema.Json | undefined): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json)

/** Every value that is no object, with its path; items of lists too. */
export const leavesOf = (
  json: Schema.Json,
  path: ReadonlyArray<string> = []
): ReadonlyArray<readonly [path: ReadonlyArray<string>, value: Schema.Json]> =>
  isObject(json)
    ? Object.entries(json).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
    : [[path, json]]
