/**
 * What was found in an answer: whole files, and every reason not to use them. Does not say how it is found.
 */
import { Schema } from "effect"
import type { FilePath } from "../tree/Tree.ts"

export const ExtractionCode = Schema.Literals([
  /** Nothing in the answer names a file. Only this code says so; the caller knows whether files were expected. */
  "no-files",
  /** A block is opened and never closed, or runs into the next file. */
  "unterminated",
  /** The token limit was reached and the last block or the list of files may be cut. */
  "cut-answer",
  /** Fences of one length inside each other that can be read in more than one way. */
  "ambiguous-nesting",
  /** Lines that are indented less than the fence they stand in. */
  "ambiguous-indentation",
  /** It is not certain which file a block is, or whether it is the whole file. */
  "ambiguous-path",
  /** The info string and the line above name different files. */
  "conflicting-path",
  /** The path leaves the workspace or cannot be a file on every system. */
  "unsafe-path",
  /** The path lies in a folder that agents do not write. */
  "reserved-path",
  /** One path twice with different content. */
  "conflicting-duplicate",
  /** Two paths that are one file where case or Unicode form does not count. */
  "case-conflict",
  /** A path is a file and also the folder of another file. */
  "file-and-folder",
  "empty-file",
  /** Part of the file was left out and marked as unchanged. */
  "elision",
  "conflict-markers",
  /** A patch where a whole file was expected. */
  "diff-output",
  "file-too-large",
  /** Not text. Only of files that an agent changed where it worked. */
  "binary-file",
  /** A link, a folder or the like where a file must be. Only of files that an agent changed where it worked. */
  "no-plain-file",
  "too-many-files"
])
export type ExtractionCode = typeof ExtractionCode.Type

/** One reason to apply nothing. It is sent back to the agent, so the message says what is wrong and what to send. */
export const Finding = Schema.Struct({
  code: ExtractionCode,
  message: Schema.NonEmptyString,
  /** As the answer has it; it may be the very path that is refused. */
  path: Schema.optionalKey(Schema.String),
  /** Line of the answer, from 1. */
  line: Schema.optionalKey(Schema.Int)
})
export type Finding = typeof Finding.Type

export interface ExtractedFile {
  readonly path: FilePath
  /** Lines end in `\n`, the last one too. */
  readonly content: string
  /** The language tag in lower case; null when the block has none. */
  readonly language: string | null
  /** Line of the opening fence in the answer, from 1. */
  readonly line: number
}

export interface Extraction {
  /** In the order of the answer; each path once. */
  readonly files: ReadonlyArray<ExtractedFile>
  /** Files that the answer takes away, in its order; each path once and none of them in `files`. */
  readonly removed: ReadonlyArray<FilePath>
  /** When there is any, nothing of the answer may be applied. Ordered by line. */
  readonly findings: ReadonlyArray<Finding>
}

/** Bytes in UTF-8 of one file. */
export const maxFileBytes = 1_000_000

export const maxFiles = 500
