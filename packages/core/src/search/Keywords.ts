/**
 * The words of a text as a search sees them: lower case, identifiers in their parts and whole. Pure.
 */

/** In the order of the text; a word that stands there twice comes twice. */
export const wordsOf = (text: string): ReadonlyArray<string> =>
  Array.from(text.normalize("NFC").matchAll(/[\p{L}\p{N}_$]+/gu)).flatMap(([run]) => {
    const parts = partsOf(run)
    const whole = run.replace(/[_$]+/g, "").toLowerCase()
    return parts.length > 1 ? [...parts, whole] : parts
  })

/** `parseHTTPUrl_v2` is parse, http, url, v2. */
const partsOf = (run: string): ReadonlyArray<string> =>
  run
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s_$]+/)
    .filter((part) => part !== "")
    .map((part) => stemOf(part.toLowerCase()))

/** One thing and several of it are one word. */
const stemOf = (word: string): string =>
  word.length > 4 && word.endsWith("ies")
    ? `${word.slice(0, -3)}y`
    : word.length > 3 && /[^su]s$/.test(word)
      ? word.slice(0, -1)
      : word
