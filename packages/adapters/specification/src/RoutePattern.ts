/**
 * Paths of routes in any spelling: `/rooms/:id`, `/rooms/{id}`, `/rooms/[id]` and `^\/rooms\/([^/]+)$` are one pattern.
 * Never runs a regular expression of the project.
 */

/** A part between two slashes: its text, or a place for any text. `*` at the end stands for whatever follows. */
export type RouteSegment = { readonly text: string } | "any" | "rest"

export type RoutePattern = ReadonlyArray<RouteSegment>

/** A route as one file has it. */
export interface FoundRoute {
  /** `ANY` when the method is not looked at. */
  readonly method: string
  readonly pattern: RoutePattern
  /** Registered or listed as this route; otherwise only worked out from conditions. */
  readonly certain: boolean
  /** Offset in the source. */
  readonly start: number
}

export const httpMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const

/** Undefined when the text is no path of a route. */
export const fromPath = (path: string): RoutePattern | undefined => {
  if (!path.startsWith("/") || path.startsWith("//") || /[\s<>"'\\^|;]/.test(path) || path.length > 300)
    return undefined
  return segments(path.replace(/[?#].*$/, "")).map((segment): RouteSegment => {
    if (/^(?:\*|:[\w]+\*|\{\*\w*\}|\[\.{3}\w+\]|\[\[\.{3}\w+\]\]|\*\w+)$/.test(segment)) return "rest"
    return /[:{[*($]/.test(segment) ? "any" : { text: segment }
  })
}

/** From the source of a regular expression; undefined when it is not plainly one of a whole path. */
export const fromExpression = (source: string): RoutePattern | undefined => {
  if (!/^\^?\\?\//.test(source) || source.length > 300) return undefined
  const isWhole = source.endsWith("$")
  const plain = source
    .replace(/^\^/, "")
    .replace(/\$$/, "")
    .replace(/(?:\\\/|\/)\?$/, "")
  const parts = partsOf(plain)
  if (parts === undefined) return undefined
  const read = parts.map((part): RouteSegment => {
    const text = part.replace(/\\([.\-_~])/g, "$1")
    return /^[\w.~%-]*$/.test(text) && !/(?<!\\)\./.test(part) ? { text } : "any"
  })
  return isWhole ? read : [...read, "rest"]
}

/**
 * How a route in the code fits a specified path. `exact`: text where there is text, a place where there is a place.
 * `loose`: it may answer for it, as `/rooms/:id` does for `/rooms/free`. A route that is narrower does not fit.
 */
export const fit = (route: RoutePattern, path: RoutePattern): "exact" | "loose" | undefined => {
  const rest = route.indexOf("rest")
  const length = rest < 0 ? route.length : rest
  if (rest < 0 ? path.length !== length : path.length < length) return undefined
  const pairs = route.slice(0, length).map((segment, index) => [segment, path[index]] as const)
  const fits = pairs.every(
    ([one, other]) =>
      one === "any" || (typeof one === "object" && typeof other === "object" && one.text === other.text)
  )
  if (!fits) return undefined
  const behind = path.slice(length)
  return pairs.every(([one, other]) => one !== "any" || other === "any") &&
    behind.every((segment) => typeof segment === "string")
    ? "exact"
    : "loose"
}

/** The texts that stand in it. */
export const wordsOf = (pattern: RoutePattern): ReadonlyArray<string> =>
  pattern.flatMap((segment) => (typeof segment === "string" ? [] : [segment.text]))

export const textOf = (pattern: RoutePattern): string =>
  `/${pattern.map((segment) => (segment === "any" ? "{}" : segment === "rest" ? "*" : segment.text)).join("/")}`

const segments = (path: string): ReadonlyArray<string> => path.split("/").filter((segment) => segment !== "")

/** Splits at slashes outside of groups and classes. */
const partsOf = (source: string): ReadonlyArray<string> | undefined => {
  const parts: Array<string> = []
  let part = ""
  let depth = 0
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? ""
    const next = source[index + 1] ?? ""
    const isSlash = character === "/" || (character === "\\" && next === "/")
    if (isSlash && depth === 0) {
      parts.push(part)
      part = ""
    } else part += character === "\\" ? character + next : character
    if (character === "\\") index += 1
    else if (character === "(" || character === "[") depth += 1
    else if (character === ")" || character === "]") depth -= 1
    if (depth < 0) return undefined
  }
  return [...parts, part].filter((one) => one !== "")
}
