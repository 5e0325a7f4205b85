/**
 * The text of a commit: subject, body and trailers, written so that exactly what was put in is found again. Runs no git.
 */
import { type Commit, type CommitRequest, CommitSha } from "@layercake/core/port/Repository"
import { isSafePath } from "@layercake/core/tree/Tree"

/** The trailer that holds a commit's key. */
export const keyTrailer = "LayerCake-Key"

/** Why no commit can be made of this; undefined when one can. */
export const refuse = (request: CommitRequest): string | undefined => {
  if (request.key === "" || request.key !== oneLine(request.key)) {
    return "the key must be one line of text, without spaces around it or two in a row"
  }
  if (oneLine(request.subject) === "") return "the subject is empty"
  if (identity(request.author.name) === "") return "the author has no name"
  for (const name of Object.keys(request.trailers)) {
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
      return `"${oneLine(name)}" is no name for a trailer: use letters, digits and dashes`
    }
    if (name.toLowerCase() === keyTrailer.toLowerCase()) return `the trailer ${keyTrailer} is LayerCake's own`
  }
  const path = request.paths.find(
    (path) => !isSafePath(path) || path.split("/").some((name) => name.toLowerCase() === ".git")
  )
  return path === undefined ? undefined : `"${oneLine(path)}" is no path of a file in the workspace`
}

/**
 * The text. Subject and trailer values become one line each, so that no value can pass for another trailer; control
 * characters are left out.
 */
export const format = (request: CommitRequest): string => {
  const trailers = [...Object.entries(request.trailers), [keyTrailer, request.key] as const]
  const paragraphs = [
    oneLine(request.subject),
    request.body.replaceAll("\r\n", "\n").replaceAll(control, "").trim(),
    trailers.map(([name, value]) => `${name}: ${oneLine(value)}`).join("\n")
  ]
  return `${paragraphs.filter((paragraph) => paragraph !== "").join("\n\n")}\n`
}

/** A name or an address as git takes it. */
export const identity = (text: string): string => oneLine(text.replaceAll(/[<>]/g, ""))

/** Arguments for `git log` that print what `parse` reads. */
export const logFormat: ReadonlyArray<string> = [
  "-z",
  "--format=%H%x1f%s%x1f%(trailers:only=true,unfold=true,separator=%x1e,key_value_separator=%x1d)"
]

/** The commits that `git log` printed, in its order. */
export const parse = (printed: string): ReadonlyArray<Commit> =>
  printed
    .split("\u0000")
    .filter((line) => line !== "")
    .map((line) => {
      const [sha = "", subject = "", trailers = ""] = line.split("\u001f")
      return {
        sha: CommitSha.make(sha),
        subject,
        trailers: parseTrailers(trailers)
      }
    })

export const parseTrailers = (printed: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    printed
      .split("\u001e")
      .filter((trailer) => trailer !== "")
      .map((trailer) => {
        const [name = "", value = ""] = trailer.split("\u001d")
        return [name, value]
      })
  )

// oxlint-disable-next-line no-control-regex -- control characters besides tab and line feed are what is looked for
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/g

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(control, "").trim()
