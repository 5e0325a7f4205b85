/**
 * Takes in a brief as a person hands it over, as bytes of a file. Says whether it is a text that can be worked with;
 * whether it says enough is for `BriefCheck`.
 */
import { Result, Schema } from "effect"
import { type MarkdownLine, plainText, readMarkdown } from "./MarkdownLines.ts"

export interface Brief {
  /** The first heading of level 1, without its marks. */
  readonly title: string
  /** Without byte order mark; every line ends with `\n`. */
  readonly text: string
}

/** Bytes a brief may have. */
export const briefLimit = 1_000_000

/** Nothing was taken in. `detail` says what was found. */
export class BriefInvalid extends Schema.TaggedError<BriefInvalid>()("BriefInvalid", {
  reason: Schema.Literals(["empty", "blank", "too-large", "binary", "not-utf8", "no-title"]),
  detail: Schema.String
}) {
  override get message() {
    return `The brief cannot be used: ${this.detail}. ${instructions[this.reason]}`
  }
}

export const readBrief = (bytes: Uint8Array): Result.Result<Brief, BriefInvalid> => {
  if (bytes.length === 0) return refuse("empty", "the file has no content")
  if (bytes.length > briefLimit) {
    return refuse("too-large", `it has ${bytes.length} bytes and the limit is ${briefLimit}`)
  }
  const nul = bytes.indexOf(0)
  if (nul >= 0) return refuse("binary", `byte ${nul + 1} is NUL, which no UTF-8 text contains`)
  return Result.flatMap(decode(bytes), (decoded) => {
    const text = withPlainLineEnds(decoded)
    if (/^[\s\u200B-\u200D\u2060]*$/.test(text))
      return refuse("blank", "the file holds nothing but white space")
    const title = titleOf(readMarkdown(text))
    if (title === undefined) return refuse("no-title", "no line begins with `# ` and a title")
    return Result.succeed({ title, text })
  })
}

/** Text of the first heading of level 1; undefined when there is none or it is empty. */
export const titleOf = (lines: ReadonlyArray<MarkdownLine>): string | undefined => {
  for (const line of lines) {
    if (line.kind === "heading" && line.level === 1 && plainText(line.text) !== "")
      return plainText(line.text)
  }
  return undefined
}

const instructions: Record<BriefInvalid["reason"], string> = {
  empty: "Write what is to be built and why, beginning with `# ` and a title.",
  blank: "Write what is to be built and why, beginning with `# ` and a title.",
  "too-large": "Shorten it to what is to be built and why, and leave attachments out.",
  binary: "Save it as a plain text or Markdown file in UTF-8 and hand it in again.",
  "not-utf8": "Save it in the encoding UTF-8 and hand it in again.",
  "no-title": "Begin it with a line such as `# Room booking for small offices`."
}

/** Every runtime has it, though the language's own library does not declare it. */
declare const TextDecoder: new (
  encoding: "utf-8",
  options: { readonly fatal: true }
) => { readonly decode: (bytes: Uint8Array) => string }

/** Removes a byte order mark. */
const decode = (bytes: Uint8Array) =>
  Result.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: () => new BriefInvalid({ reason: "not-utf8", detail: "its bytes are not valid UTF-8" })
  })

const withPlainLineEnds = (text: string) => text.replace(/\r\n?/g, "\n")

const refuse = (reason: BriefInvalid["reason"], detail: string) =>
  Result.fail(new BriefInvalid({ reason, detail }))
