/**
 * Reads a line of the answer for the file that it announces. Sees one line; which block it belongs to is decided
 * elsewhere.
 */
import { namesFile, normalise } from "./PathShape.ts"

/**
 * `label`: the line is there to name a file. `bare`: the line is nothing but a path. `doubtful`: it names a file, and
 * what follows may be a part of it, a change to it or a talk about it.
 */
export interface PathHint {
  readonly path: string
  readonly strength: "label" | "bare" | "doubtful"
  /** Comments only: whether the line says nothing else. */
  readonly alone: boolean
}

/** Longer lines are prose; this keeps the work per line bounded. */
const maxLine = 1_200

const keyWord = /^(?:(?:new |full )?file(?: ?name| ?path)?|path|full path)(?: \d{1,3})?$/i
const leadWords =
  /^(?:here(?:'s| is)(?: the)?|create|add|write|save as|contents? of|(?:the )?(?:full|complete|whole|new|final|updated) file)(?: (?:the|a|an|new|full|complete|whole|final|updated|file|code|contents?|for|of|as)){0,5}$/i
const changeWords =
  /^(?:(?:then|now|next|also|and),? )?(?:update|modify|edit|change|replace|fix|patch|extend)(?: the)?(?: file)?$/i
const partialWords =
  /\b(?:excerpts?|partial|snippets?|fragments?|lines?|changes?|changed|diff|before|patch|relevant|continued|update|modify|edit|fix|replace|usage|example)\b/i

/** The hint in a line of prose or a heading; undefined when the line announces nothing. */
export const fromLine = (line: string): PathHint | undefined => {
  if (line.length > maxLine) return undefined
  const item = line.trim().replace(/^(?:(?:[-*+]|\d{1,3}[.)])\s+){1,3}/, "")
  const heading = /^#{1,6}\s/.test(item)
  const title = heading ? trimEnd(item.replace(/^#{1,6}\s+/, ""), "# ") : item
  if (title.length === 0 || /[\w/.]\*+[\w/.]/.test(title)) return undefined
  const unmarked = title.replace(/\*+/g, "").trim()
  const plain = unwrapUnderscores(unmarked)
  const emphasised = title.startsWith("*") || plain !== unmarked
  const text = plain.replace(/^(?:(?:step \d{1,3}\s*[:.)-]|\d{1,3}[.)])\s+)/i, "")
  const span = marks(text)
  if (span !== undefined) return judge(span, heading || emphasised)
  return bare(text, heading || emphasised, heading)
}

/** The hint in the first line of a block; undefined when it is no comment that starts with a path. */
export const fromComment = (line: string): PathHint | undefined => {
  if (line.length > maxLine) return undefined
  const comment = commentBody(line.trim())
  if (comment === undefined) return undefined
  const labelled = /^@?(?:file ?name|file ?path|file|path):?\s+/i.exec(comment.text)
  const text = labelled === null ? comment.text : comment.text.slice(labelled[0].length)
  const quoted = /^(["'`])([^"'`]+)\1(.*)$/.exec(text)
  const [word, rest] = quoted === null ? splitFirst(text) : [quoted[2] ?? "", quoted[3] ?? ""]
  const colon = word.endsWith(":") ? ":" : ""
  const path = word.slice(0, word.length - colon.length)
  if (!namesFile(path, { marked: quoted !== null, spaces: quoted !== null })) return undefined
  if (!comment.allows(path) || !/^\s*(?:$|[-–—:(])/.test(colon + rest)) return undefined
  return {
    path: normalise(path),
    strength: partialWords.test(rest) ? "doubtful" : "label",
    alone: rest.trim() === ""
  }
}

interface Marked {
  readonly before: string
  readonly path: string
  readonly after: string
}

/** A single span in backticks, double quotes or a link. More than one announces nothing. */
const marks = (text: string): Marked | undefined => {
  const span =
    /^([^`]*)(`{1,2})([^`]+)\2([^`]*)$/.exec(text) ??
    /^([^"]*)(")([^"]+)"([^"]*)$/.exec(text) ??
    /^(')()([^']+)'([^']*)$/.exec(text) ??
    /^([^[\]()]*)(\[)([^[\]]+)\]\([^()]*\)([^[\]()]*)$/.exec(text)
  if (span === null) return undefined
  return {
    before: (span[1] ?? "").replace(/^'$/, ""),
    path: (span[3] ?? "").trim(),
    after: span[4] ?? ""
  }
}

const judge = ({ after, before, path }: Marked, strong: boolean): PathHint | undefined => {
  if (!namesFile(path, { marked: true, spaces: true })) return undefined
  const lead = trimEnd(before.trim(), " :([–—-")
  const led = /[:([–—-]\s*$/.test(before)
  const tail = after.trim()
  const hint = (strength: PathHint["strength"]): PathHint => ({
    path: normalise(path),
    strength,
    alone: false
  })
  const beside = tail === "" || /^[)\](:,–—-]/.test(tail)
  if (
    strong
      ? partialWords.test(`${lead} ${tail}`)
      : changeWords.test(lead) || (lead === "" && partialWords.test(tail))
  ) {
    return strong || beside ? hint("doubtful") : undefined
  }
  const announced = lead === "" || keyWord.test(lead) || leadWords.test(lead) || (strong && led)
  const closed =
    tail === "" || /^[)\]]*[:.]?$/.test(tail) || (/^[(:,–—-]/.test(tail) && tail.split(" ").length <= 14)
  if (announced && closed) return hint("label")
  return strong ? hint("doubtful") : undefined
}

/** A path without marks: the whole line, or in a heading or in bold also with words around it. */
const bare = (text: string, strong: boolean, heading: boolean): PathHint | undefined => {
  const keyed = /^([A-Za-z ]{4,12}(?: \d{1,3})?)\s?[:=]\s+(.*)$/.exec(text)
  const isKeyed = keyed !== null && keyWord.test((keyed[1] ?? "").trim())
  const subject = isKeyed ? (keyed[2] ?? "") : text
  const [first, rest] = splitFirst(subject)
  const path = first.replace(/:$/, "")
  const shape = { marked: strong || isKeyed, spaces: false }
  if (namesFile(path, shape)) {
    const tail = rest.trim()
    const strength = strong || isKeyed ? "label" : "bare"
    if (tail === "" || tail === ":") return { path: normalise(path), strength, alone: false }
    const noted = /^\([^()]*\):?$/.test(tail) || (strong && (/^[–—-]/.test(tail) || first.endsWith(":")))
    if (!noted)
      return heading && path.includes("/")
        ? { path: normalise(path), strength: "doubtful", alone: false }
        : undefined
    return { path: normalise(path), strength: partialWords.test(tail) ? "doubtful" : strength, alone: false }
  }
  return heading ? lastWord(subject) : undefined
}

/** `Server: src/server.ts` and `Server (src/server.ts)`. */
const lastWord = (text: string): PathHint | undefined => {
  const start = text.lastIndexOf(" ") + 1
  const before = text.slice(0, start).trimEnd()
  const word = trimEnd(text.slice(start), ":").replace(/^\(([^()]+)\)$/, "$1")
  if (!word.includes("/") || !namesFile(word, { marked: true, spaces: false })) return undefined
  const led = /[:–—-]$/.test(before) || text.startsWith("(", start)
  const strength = led && !partialWords.test(before) ? "label" : "doubtful"
  return { path: normalise(word), strength, alone: false }
}

/** Without a regular expression, which would be quadratic on a long run of these characters. */
const trimEnd = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? "x")) end -= 1
  return text.slice(0, end)
}

const splitFirst = (text: string): readonly [first: string, rest: string] => {
  const space = text.search(/\s/)
  return space === -1 ? [text, ""] : [text.slice(0, space), text.slice(space)]
}

/** `__src/a.ts__` and `_src/a.ts_`, but not `__init__.py`. */
const unwrapUnderscores = (text: string): string => /^(_{1,2})([^_].*)\1(:?)$/.exec(text)?.[2] ?? text

interface Comment {
  readonly text: string
  /** Whether a file of this name would carry a comment of this kind. */
  readonly allows: (path: string) => boolean
}

const anywhere = () => true
const notInHashFree = (path: string) =>
  !/\.(?:mdx?|markdown|[cm]?[jt]sx?|css|s[ac]ss|less|html?|xml|vue|svelte|java|c|h|cc|cpp|hpp|cs|go|rs|kt|swift|sql|json)$/i.test(
    path
  )

/** The text of a line that is one whole comment. */
const commentBody = (line: string): Comment | undefined => {
  const closed =
    /^<!--(.*)-->$/.exec(line) ??
    /^\{\/\*(.*)\*\/\}$/.exec(line) ??
    /^\/\*+(.*)\*\/$/.exec(line) ??
    /^\(\*(.*)\*\)$/.exec(line)
  if (closed !== null) return { text: (closed[1] ?? "").trim(), allows: anywhere }
  if (line.startsWith("//"))
    return { text: line.replace(/^\/{2,}/, "").trim(), allows: (path) => !/\.(?:mdx?|py)$/i.test(path) }
  if (line.startsWith("--"))
    return { text: line.slice(2).trim(), allows: (path) => /\.(?:sql|lua|hs|elm|ad[bs])$/i.test(path) }
  if (line.startsWith(";"))
    return {
      text: line.slice(1).trim(),
      allows: (path) => /\.(?:ini|cfg|asm|s|clj|el|lisp|scm)$/i.test(path)
    }
  if (line.startsWith("%"))
    return { text: line.slice(1).trim(), allows: (path) => /\.(?:tex|erl|hrl)$/i.test(path) }
  if (/^#[^#!]/.test(line)) {
    return { text: line.slice(1).trim(), allows: notInHashFree }
  }
  return undefined
}
