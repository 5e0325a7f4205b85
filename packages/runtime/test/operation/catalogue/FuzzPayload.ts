/**
 * Payloads for an operation, made from its own schema and from one payload that is known to be right: valid ones, ones
 * that are wrong in one place, and ones that somebody sends who means harm. All as JSON, as they come from outside.
 */
import { Arbitrary, Effect, Schema } from "effect"

export interface FuzzCase {
  readonly kind: "valid" | "near" | "hostile"
  /** What was done, for whoever reads a failure. */
  readonly label: string
  readonly payload: Schema.Json
}

/** Numbers from a seed, the same for the same seed, in [0, 1): mulberry32. */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Path = ReadonlyArray<string | number>
type JsonObject = { readonly [name: string]: Schema.Json }

const isObject = (value: Schema.Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Valid by the schema; the project is one that is there, so that more than its absence is met. */
export const valid = Effect.fnUntraced(function* (
  schema: Schema.Codec<unknown, unknown>,
  example: Schema.Json | undefined,
  options: { readonly seed: number; readonly count: number }
) {
  const encode = Schema.encodeUnknownEffect(Schema.toCodecJson(schema))
  const values = yield* Arbitrary.sampleEffect(Arbitrary.schema(schema), { ...options, size: 6 }).pipe(
    // Some rules are not met by chance, as those for a good password; then the example alone is right.
    Effect.catchTag("SampleError", () => Effect.succeed([]))
  )
  const random = randomFrom(options.seed)
  const cases: Array<FuzzCase> =
    example === undefined ? [] : [{ kind: "valid", label: "as the example says", payload: example }]
  for (const value of values) {
    const json = (yield* encode(value)) as Schema.Json
    const payload =
      isObject(json) && isObject(example)
        ? Object.fromEntries(
            // Most of what is asked for shall be there; some of it not.
            Object.entries(json).map(([name, made]) => [
              name,
              name === "project" || random() < 0.4 ? (example[name] ?? made) : made
            ])
          )
        : json
    cases.push({ kind: "valid", label: "made from the schema", payload })
  }
  return cases
})

/** Wrong in one place. */
export const near = (example: Schema.Json): ReadonlyArray<FuzzCase> =>
  placesIn(example).flatMap((path) => {
    const at = path.join(".")
    const put = (label: string, value: Schema.Json): FuzzCase => ({
      kind: "near",
      label: `${at} ${label}`,
      payload: replaced(example, path, value)
    })
    const value = valueAt(example, path)
    const otherTypes: ReadonlyArray<readonly [string, Schema.Json]> = [
      ["is null", null],
      ["is a number", 7],
      ["is a text", "seven"],
      ["is true", true],
      ["is a list", []],
      ["is an object", {}]
    ]
    const beyond: ReadonlyArray<readonly [string, Schema.Json]> =
      typeof value === "number"
        ? [-1, 0.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324].map((number) => [`is ${number}`, number] as const)
        : typeof value === "string"
          ? [
              ["is empty", ""],
              ["is blank", " \t\n"],
              ["is long", "x".repeat(20_001)]
            ]
          : Array.isArray(value)
            ? [
                [
                  "is a long list",
                  Array.from({ length: 2000 }, () => (value as Array<Schema.Json>)[0] ?? "x")
                ]
              ]
            : []
    return [
      ...(path.length === 0
        ? []
        : [{ kind: "near" as const, label: `${at} is left out`, payload: without(example, path) }]),
      ...[...otherTypes, ...beyond].map(([label, other]) => put(label, other))
    ]
  })

/** Texts that have broken something somewhere. */
const texts: ReadonlyArray<readonly [string, string]> = [
  ["is __proto__", "__proto__"],
  ["is constructor", "constructor"],
  ["is hasOwnProperty", "hasOwnProperty"],
  ["has a NUL", "a\u0000b"],
  ["is half a character", "\ud800"],
  ["ends with half a character", "a\udfff"],
  ["is written from right to left", "\u202eabc\u202c"],
  ["has joined characters", "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}e\u0301"],
  ["climbs out", "../../../../etc/passwd"],
  ["climbs out with backslashes", "..\\..\\windows\\win.ini"],
  ["is absolute", "/etc/passwd"],
  ["is encoded", "%2e%2e%2f%00"],
  ["is a reference to a text", `[erasable:${"0".repeat(64)}]`],
  ["is a formula", "=1+1;DROP TABLE events;--'\"`$(id)${7*7}{{7*7}}"],
  ["is a pattern", `${"(a+)+".repeat(20)}$`],
  ["is markup", "<script>alert(1)</script>"],
  ["has colours and bells", "\u001b[31m\u0007\u009b"],
  ["is huge", "A".repeat(300_000)],
  ["is huge and wide", "\u{1f370}".repeat(100_000)],
  ["has many lines", "\n".repeat(100_000)],
  ["is the number that is none", "NaN"],
  ["is a great number", "9".repeat(400)]
]

/** So many lists or objects in each other. */
const deep = (levels: number, wrap: (inner: Schema.Json) => Schema.Json): Schema.Json => {
  let value: Schema.Json = 1
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}
const nestings: ReadonlyArray<readonly [string, Schema.Json]> = [
  ["is 3,000 lists deep", deep(3000, (inner) => [inner])],
  ["is 3,000 objects deep", deep(3000, (inner) => ({ a: inner }))]
]

/** Own properties of these names, as `JSON.parse` makes them. */
const poison = JSON.parse(
  `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"valueOf":null,"then":1,"length":-1}`
) as JsonObject

/** From somebody who means harm. */
export const hostile = (example: Schema.Json): ReadonlyArray<FuzzCase> => {
  const put = (path: Path, label: string, value: Schema.Json): FuzzCase => ({
    kind: "hostile",
    label: `${path.join(".")} ${label}`,
    payload: replaced(example, path, value)
  })
  return [
    ...placesIn(example).flatMap((path) => {
      const value = valueAt(example, path)
      return [
        ...(typeof value === "string" ? texts : []).map(([label, text]) => put(path, label, text)),
        ...nestings.map(([label, nested]) => put(path, label, nested)),
        ...(isObject(value) ? [put(path, "has fields of every object", withPoison(value))] : []),
        put(path, "is only fields of every object", poison)
      ]
    }),
    ...(isObject(example)
      ? [put([], "has more than is known", { ...example, more: deep(3000, (inner) => [inner]) })]
      : [])
  ]
}

/** Spreading would set the prototype where it has a field of that name; defining does not. */
const withPoison = (value: JsonObject): JsonObject => {
  const copy = { ...value }
  for (const [name, inner] of Object.entries(poison))
    Object.defineProperty(copy, name, { value: inner, enumerable: true, configurable: true, writable: true })
  return copy
}

/** The value itself, its fields, and a few of what is in them. */
const placesIn = (value: Schema.Json, path: Path = []): ReadonlyArray<Path> =>
  path.length > 3
    ? []
    : isObject(value)
      ? [
          path,
          ...Object.entries(value)
            .slice(0, 12)
            .flatMap(([name, inner]) => placesIn(inner, [...path, name]))
        ]
      : Array.isArray(value)
        ? [
            path,
            ...(value as ReadonlyArray<Schema.Json>)
              .slice(0, 1)
              .flatMap((inner, index) => placesIn(inner, [...path, index]))
          ]
        : [path]

const valueAt = (value: Schema.Json, path: Path): Schema.Json =>
  path.reduce<Schema.Json>(
    (inner, step) => (inner as { readonly [step: string]: Schema.Json })[step] ?? null,
    value
  )

const replaced = (value: Schema.Json, path: Path, other: Schema.Json): Schema.Json => {
  const [step, ...rest] = path
  if (step === undefined) return other
  if (Array.isArray(value))
    return (value as ReadonlyArray<Schema.Json>).map((inner, index) =>
      index === step ? replaced(inner, rest, other) : inner
    )
  const object = value as JsonObject
  return { ...object, [step]: replaced(object[step] ?? null, rest, other) }
}

const without = (value: Schema.Json, path: Path): Schema.Json => {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (rest.length > 0)
    return Array.isArray(value)
      ? (value as ReadonlyArray<Schema.Json>).map((inner, index) =>
          index === step ? without(inner, rest) : inner
        )
      : { ...(value as JsonObject), [step]: without((value as JsonObject)[step] ?? null, rest) }
  if (Array.isArray(value)) return (value as ReadonlyArray<Schema.Json>).filter((_, index) => index !== step)
  const { [step]: _, ...others } = value as JsonObject
  return others
}
