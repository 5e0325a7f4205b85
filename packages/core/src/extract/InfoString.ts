/**
 * Reads what stands behind the opening fence: the language and, when it is there, the path.
 */
import { contradicts } from "./FileKind.ts"
import { namesFile, normalise } from "./PathShape.ts"

export interface InfoString {
  /** In lower case; null when there is none. */
  readonly language: string | null
  /** Null when the info string names no file. */
  readonly path: string | null
  /** What makes the path uncertain: two of them, words around it, a range of lines. Null when nothing does. */
  readonly doubt: string | null
}

const attribute = /^(?:path|file|file_?name|file_?path|src|title|name)=/i
const declared = /^(?:path|file|file_?name|file_?path)=/i
/** Words after a path that say nothing about it. */
const ornament =
  /^(?:\{[\d,\s-]*\}|show-?line-?numbers|line-?nos|copy|new|\(new\)|(?:new|full) ?file|wrap|(?:start|line)=?\d*)$/i

/** Longer ones are no info strings; this keeps the work per line bounded. */
const maxInfo = 2_000

export const readInfo = (text: string): InfoString => {
  if (text.length > maxInfo) return { language: null, path: null, doubt: null }
  const words = splitWords(text.trim())
  const [first = "", ...others] = words
  const head = readHead(first)
  const candidates = head.path === null ? [] : [head.path]
  const strays: Array<string> = []
  let doubt = head.doubt
  for (const word of head.isLanguage ? others : words.slice(head.path === null ? 0 : 1)) {
    const bare = word.replace(/^[{(]\s*|\s*[)}]$/g, "")
    const value = attribute.test(bare) ? unquote(bare.slice(bare.indexOf("=") + 1)) : undefined
    const quoted = unquote(word)
    if (value !== undefined) {
      if (value !== "" && (declared.test(bare) || namesFile(value, { marked: true, spaces: true })))
        candidates.push(value)
    } else if (quoted !== word && namesFile(quoted, { marked: true, spaces: true })) {
      candidates.push(quoted)
    } else if (isRange(bare)) {
      candidates.push(withoutRange(bare))
      doubt = `${bare} names a range of lines`
    } else if (namesFile(bare, { marked: false, spaces: false })) {
      candidates.push(bare)
    } else if (!/^(?:\/\/|#|--|\||-|:|\{|\}|\(|\))$/.test(word) && !ornament.test(word)) {
      strays.push(word)
    }
  }
  const paths = [...new Set(candidates.map(normalise))]
  const path = paths[0] ?? null
  if (paths.length > 1) doubt = `it names ${paths.join(" and ")}`
  else if (path !== null && strays.length > 0 && !text.includes("="))
    doubt = `it is not clear where the path ends`
  if (path !== null && contradicts(head.language, path)) doubt = `${head.language} is no language for ${path}`
  return { language: head.language, path, doubt: path === null ? null : doubt }
}

interface Head {
  readonly language: string | null
  readonly path: string | null
  readonly doubt: string | null
  /** The first word is used up. */
  readonly isLanguage: boolean
}

/** The first word: a language, a path, or `language:path`. */
const readHead = (word: string): Head => {
  const none: Head = { language: null, path: null, doubt: null, isLanguage: false }
  if (word === "" || attribute.test(word)) return none
  if (isRange(word)) return { ...none, path: withoutRange(word), doubt: `${word} names a range of lines` }
  if (/^(?:\{\.)?[a-z][\w+#-]*,?\}?$/i.test(word))
    return { ...none, language: languageOf(word), isLanguage: true }
  const joined = /^([A-Za-z][\w+#-]+):(.+)$/.exec(word)
  const path = unquote(joined?.[2] ?? "")
  if (joined !== null && namesFile(path, { marked: true, spaces: true })) {
    return { ...none, language: languageOf(joined[1] ?? ""), path }
  }
  const whole = unquote(word)
  if (namesFile(whole, { marked: whole !== word, spaces: whole !== word })) return { ...none, path: whole }
  return { ...none, language: languageOf(word), isLanguage: true }
}

const languageOf = (word: string): string | null => word.replace(/[{}.,]/g, "").toLowerCase() || null

/** `12:15:src/a.ts`, `src/a.ts:3-10` and `src/a.ts#L3`: references into a file. */
const isRange = (word: string): boolean =>
  /^\d+:\d+:./.test(word) || /\.\w+(?::\d+(?:-\d+)?|#L\d+(?:-L?\d+)?)$/.test(word)

const withoutRange = (word: string): string =>
  word.replace(/^\d+:\d+:/, "").replace(/(?::\d+(?:-\d+)?|#L\d+(?:-L?\d+)?)$/, "")

const unquote = (text: string): string => /^(["'`])(.*)\1$/.exec(text)?.[2] ?? text

/** At white space, except inside quotes, backticks and after `=` a quoted value. */
const splitWords = (text: string): ReadonlyArray<string> =>
  text.match(/(?:[^\s"'`]|"[^"]*"|'[^']*'|`[^`]*`|["'`])+/g) ?? []
