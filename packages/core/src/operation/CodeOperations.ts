/**
 * Operations on code: from an answer's text to files, what files offer, and how they look.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Finding } from "../extract/Extraction.ts"
import { FormatOptions } from "../port/Formatter.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"
import { LineChanges } from "../tree/LineChanges.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { ChangeReport, editors } from "./WorkspaceChangeOperations.ts"

const answer = {
  answer: Schema.String.check(Schema.isMaxLength(5_000_000)).annotate(
    about("Markdown with whole files in fenced blocks, each with its path on the line above")
  ),
  finishReason: Schema.optionalKey(
    Schema.Literals(["stop", "length", "refusal", "other"]).annotate(
      about("Why a model stopped, where one wrote it: after `length` the end is missing")
    )
  )
}

/** An answer that is not to be applied. */
export class AnswerUnusable extends Schema.TaggedError<AnswerUnusable>()("AnswerUnusable", {
  findings: Schema.Array(Finding)
}) {
  override get message() {
    return `Nothing of the answer was used: ${this.findings.map(({ message }) => message).join(" ")}`
  }
}

export const Extracted = Schema.Struct({
  files: Schema.Array(
    Schema.Struct({
      path: FilePath.annotate(about("The file")),
      content: Schema.String.annotate(about("Its whole content")),
      language: Schema.NullOr(Schema.String).annotate(about("The language that its block names")),
      line: Schema.Int.annotate(about("Line of the answer where its block begins, from 1"))
    })
  ).annotate(about("Files in the order of the answer")),
  removed: Schema.Array(FilePath).annotate(about("Files that the answer takes away")),
  findings: Schema.Array(Finding).annotate(about("Why the answer is not to be applied; empty when it can be"))
})

export const FilePreview = Schema.Struct({
  path: FilePath.annotate(about("The file")),
  status: Schema.Literals(["added", "changed", "removed", "same"]).annotate(about("What would happen to it")),
  ...LineChanges.fields
})

export const IndexedFile = Schema.Struct({
  path: FilePath.annotate(about("The file")),
  bytes: Schema.Int.annotate(about("Length in bytes")),
  outline: Schema.Array(Schema.String).annotate(
    about("What it offers, in lines: exports, headings, models, routes; empty where nothing stands out")
  )
})

export const FormatReport = Schema.Struct({
  formatted: Schema.Array(FilePath).annotate(about("Files that look otherwise now, or would")),
  same: Schema.Int.annotate(about("Files that looked so already")),
  skipped: Schema.Int.annotate(about("Files of kinds that are not formatted")),
  failed: Schema.Array(
    Schema.Struct({
      path: FilePath.annotate(about("The file")),
      detail: Schema.String.annotate(about("What is wrong with it"))
    })
  ).annotate(about("Files that cannot be read as what they say they are; they were left as they are")),
  change: Schema.NullOr(ChangeReport).annotate(about("The change; null where nothing was changed"))
})

export class CodeOperations extends RpcGroup.make(
  Rpc.make("code.extract", { payload: answer, success: Extracted, error: OperationError }).annotate(
    OperationMark,
    reads("Extract files", "Finds the whole files in an answer's text, and every reason not to use them.", {
      access: "account"
    })
  ),

  Rpc.make("code.preview", {
    payload: { ...project, ...answer },
    success: Schema.Array(FilePreview),
    error: Schema.Union([AnswerUnusable, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Preview an answer", "What applying an answer would change in the project, line by line.")
  ),

  Rpc.make("code.apply", {
    payload: {
      ...project,
      ...answer,
      tree: Schema.optionalKey(
        Schema.NullOr(TreeDigest).annotate(
          about("Digest of the tree as it was read; refused where the tree is another by now")
        )
      )
    },
    success: ChangeReport,
    error: Schema.Union([AnswerUnusable, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Apply an answer", "Writes and removes the files of an answer in one change.", editors)
  ),

  Rpc.make("code.index", {
    payload: {
      ...project,
      under: Schema.optionalKey(FilePath.annotate(about("Only files in this folder"))),
      symbol: Schema.optionalKey(
        Schema.NonEmptyString.check(Schema.isMaxLength(200)).annotate(
          about("Only files whose outline has this text, whatever its case")
        )
      ),
      after: Schema.optionalKey(FilePath.annotate(about("Only files whose paths come after this one"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate(
          about("Files at most; 100 when left out")
        )
      )
    },
    success: Schema.Struct({
      files: Schema.Array(IndexedFile).annotate(about("Files in order of their paths")),
      next: Schema.NullOr(FilePath).annotate(
        about("Give it as `after` for the next page; null when there is none")
      )
    }),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Index code", "What each file offers: exports, headings, models and routes.")
  ),

  Rpc.make("code.format", {
    payload: {
      ...project,
      paths: Schema.optionalKey(
        Schema.Array(FilePath).annotate(about("Only these files and folders; everything when left out"))
      ),
      check: Schema.optionalKey(Schema.Boolean.annotate(about("Say what would change, and change nothing"))),
      options: Schema.optionalKey(FormatOptions.annotate(about("How it shall look")))
    },
    success: FormatReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Format code", "Brings files into their usual form, in one change.", {
      ...editors,
      idempotent: true
    })
  )
) {}
