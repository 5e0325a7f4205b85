/**
 * Finds a JSON value that a tool printed among other lines.
 */
import { Schema } from "effect"

/**
 * The text of the object or array that begins with `opening`, up to its closing bracket; undefined when there is none
 * or it was cut off.
 */
export const jsonFragment = (text: string, opening: RegExp): string | undefined => {
  const start = text.search(opening)
  if (start < 0) return undefined
  const end = closingBracket(text, start)
  return end === undefined ? undefined : text.slice(start, end + 1)
}

/** Decodes text as JSON of the given shape. */
export const jsonDecoder = <A, E>(schema: Schema.Codec<A, E>) =>
  Schema.decodeOption(Schema.fromJsonString(schema))

const closingBracket = (text: string, start: number): number | undefined => {
  let depth = 0
  let inString = false
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (inString) {
      if (character === "\\") index++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === "{" || character === "[") depth++
    else if (character === "}" || character === "]") {
      depth--
      if (depth === 0) return index
    }
  }
  return undefined
}
