/**
 * In which order an agent needs the project's files: the documents its template asks for, the files that diagnostics
 * name, what those import, what the step itself wrote before, other files of the kinds asked for, and the rest by path.
 */
import { Schema } from "effect"

/** Most relevant first. */
export const Relevance = Schema.Literals(["document", "diagnosed", "imported", "own", "asked", "other"])
export type Relevance = typeof Relevance.Type

const order = new Map(Relevance.literals.map((relevance, index) => [relevance, index]))

export interface RelevanceInput {
  /** Kind of a document that has a path of its own; undefined for other files. */
  readonly documentKind: (path: string) => string | undefined
  /** Kind of document whose folder the file lies in; undefined outside of all. */
  readonly folderKind: (path: string) => string | undefined
  /** Kinds of document that the template asks for, most important first. */
  readonly inputs: ReadonlyArray<string>
  readonly diagnosed: ReadonlySet<string>
  readonly imported: ReadonlySet<string>
  /** Written by earlier runs of the same step. */
  readonly own: ReadonlySet<string>
}

/** Whether the agent is shown the document first: its template asks for it, or it is the brief. */
const isAsked = (kind: string | undefined, inputs: ReadonlyArray<string>): kind is string =>
  kind !== undefined && (kind === "brief" || inputs.includes(kind))

export const relevanceOf = (path: string, input: RelevanceInput): Relevance => {
  if (isAsked(input.documentKind(path), input.inputs)) return "document"
  if (input.diagnosed.has(path)) return "diagnosed"
  if (input.imported.has(path)) return "imported"
  if (input.own.has(path)) return "own"
  return isAsked(input.folderKind(path), input.inputs) ? "asked" : "other"
}

/** Most relevant first; the same for the same input, whatever the order of the files. */
export const ranked = <File extends { readonly path: string }>(
  files: ReadonlyArray<File>,
  input: RelevanceInput
): ReadonlyArray<{ readonly file: File; readonly relevance: Relevance }> => {
  const placeOf = (path: string, relevance: Relevance): number =>
    relevance === "document" ? input.inputs.indexOf(input.documentKind(path) ?? "") : 0
  return files
    .map((file) => ({ file, relevance: relevanceOf(file.path, input) }))
    .toSorted(
      (a, b) =>
        (order.get(a.relevance) ?? 0) - (order.get(b.relevance) ?? 0) ||
        placeOf(a.file.path, a.relevance) - placeOf(b.file.path, b.relevance) ||
        (a.file.path < b.file.path ? -1 : 1)
    )
}
