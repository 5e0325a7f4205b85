/**
 * Which files of the program and of its tests mention which requirement. Reads text only; what a file does is nobody's
 * guess here.
 */
import { Effect } from "effect"
import type { CheckInput } from "../port/Checkers.ts"
import type { FilePath } from "../tree/Tree.ts"
import { mentionedRequirements } from "./RequirementList.ts"

export interface CodeFile {
  readonly path: FilePath
  readonly text: string
}

/** Larger files are no code that anybody wrote. */
const maxBytes = 300_000
const maxFiles = 5_000

const code =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|html|css|py|rb|go|rs|java|kt|cs|php|swift|scala|sql|sh|ex|exs|c|cc|cpp|h)$/i
const elsewhere = /^(?:docs|specs|designs)\/|(?:^|\/)(?:node_modules|dist|build|coverage|vendor)\/|\.min\.js$/

export const isCode = (path: string): boolean => code.test(path) && !elsewhere.test(path)

export const isTestFile = (path: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__|e2e|spec)\/|[._-](?:test|spec)\.[^/]+$/i.test(path)

/** In the order of the tree. Without what is no text in UTF-8, and without more files than a program of agents has. */
export const readCode = Effect.fnUntraced(function* (input: Pick<CheckInput, "files" | "read">) {
  const files = input.files.filter(({ bytes, path }) => isCode(path) && bytes <= maxBytes).slice(0, maxFiles)
  const read = yield* Effect.forEach(files, ({ path }) =>
    input.read(path).pipe(
      Effect.map((text): ReadonlyArray<CodeFile> => [{ path, text }]),
      Effect.orElseSucceed(() => [])
    )
  )
  return read.flat()
})

/** One entry for each requirement in each file, with the line from 1 that mentions it first. */
export const mentionsIn = (
  files: ReadonlyArray<CodeFile>
): ReadonlyArray<{ readonly requirement: string; readonly path: FilePath; readonly line: number }> =>
  files.flatMap(({ path, text }) => {
    if (!text.includes("FR-")) return []
    const first = new Map<string, number>()
    text.split("\n").forEach((line, index) => {
      for (const id of mentionedRequirements(line)) if (!first.has(id)) first.set(id, index + 1)
    })
    return Array.from(first, ([requirement, line]) => ({ requirement, path, line }))
  })
