/**
 * The one way to write a JSON value as text, so that its digest is the same wherever it is made: RFC 8785, JSON
 * Canonicalization Scheme. Numbers and strings are written as ECMAScript does, which is what the RFC asks for; members of
 * objects are sorted by the UTF-16 code units of their names. Where the RFC gives up, `JSON.stringify` is followed: half
 * of a surrogate pair is escaped, a number that is not finite is `null`, and a member that is undefined is left out.
 */
import type { Schema } from "effect"

export const canonicalJson = (value: Schema.Json): string => {
  let text = ""
  // A stack of its own: how deep a value goes is up to whoever sends it.
  const open: Array<Container> = []
  for (let current: Schema.Json | undefined = value; ;) {
    if (typeof current !== "object" || current === null) text += scalar(current)
    else {
      const container = opened(current)
      text += container.names === undefined ? "[" : "{"
      open.push(container)
    }
    let container = open.at(-1)
    while (container !== undefined && container.next === container.count) {
      text += container.names === undefined ? "]" : "}"
      open.pop()
      container = open.at(-1)
    }
    if (container === undefined) return text
    const { names, next, values } = container
    if (next > 0) text += ","
    if (names !== undefined) text += `${JSON.stringify(names[next])}:`
    current = values(next)
    container.next += 1
  }
}

/** Whether both say the same, in whatever order the members of their objects stand. */
export const isSameJson = (a: Schema.Json, b: Schema.Json): boolean => canonicalJson(a) === canonicalJson(b)

/** An array or object that is being written. */
interface Container {
  /** Of an object's members, sorted; an array has none. */
  readonly names: ReadonlyArray<string> | undefined
  readonly values: (index: number) => Schema.Json | undefined
  readonly count: number
  next: number
}

const opened = (value: Schema.JsonArray | Schema.JsonObject): Container => {
  if (isArray(value))
    return { names: undefined, values: (index) => value[index], count: value.length, next: 0 }
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort()
  return { names, values: (index) => value[names[index]!], count: names.length, next: 0 }
}

const isArray = (value: Schema.JsonArray | Schema.JsonObject): value is Schema.JsonArray =>
  Array.isArray(value)

const scalar = (value: string | number | boolean | null | undefined): string => JSON.stringify(value ?? null)
