/**
 * Operations that find something in a project by what it is about.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ProjectId } from "../project/Project.ts"
import { FilePath } from "../tree/Tree.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

const payload = {
  project: ProjectId.annotate(about("The project's id")),
  query: Schema.NonEmptyString.check(Schema.isMaxLength(1000)).annotate(about("What it is about, in words")),
  limit: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 200 })).annotate(
      about("Hits at most; 20 when left out")
    )
  )
}

export const SearchSource = Schema.Literals(["file", "document", "requirement", "event", "memory"])
export type SearchSource = typeof SearchSource.Type

export const SearchHit = Schema.Struct({
  source: SearchSource.annotate(about("What kind of thing it is")),
  id: Schema.String.annotate(about("Its path, id or version, by which it is found again")),
  title: Schema.String.annotate(about("What it is called")),
  path: Schema.NullOr(FilePath).annotate(about("The file; null where it is none")),
  line: Schema.Int.annotate(about("Line that answers best, from 1; 0 where the title does")),
  excerpt: Schema.String.annotate(about("That line")),
  score: Schema.Finite.annotate(about("How well it answers; to be compared within one answer alone"))
})
export type SearchHit = typeof SearchHit.Type

export const SearchAnswer = Schema.Struct({
  hits: Schema.Array(SearchHit).annotate(about("Best first")),
  found: Schema.Int.annotate(about("Things that have any of the words, with those beyond the limit")),
  searched: Schema.Int.annotate(about("Things that were looked at")),
  complete: Schema.Boolean.annotate(about("False when there was more than can be looked at at once"))
})
export type SearchAnswer = typeof SearchAnswer.Type

const made = { payload, success: SearchAnswer, error: OperationError }

export class SearchOperations extends RpcGroup.make(
  Rpc.make("search.all", made).annotate(
    OperationMark,
    reads("Search everything", "Files, requirements, registers and events that are about something.")
  ),
  Rpc.make("search.files", made).annotate(
    OperationMark,
    reads("Search files by words", "Files that are about something, by their paths and contents.")
  ),
  Rpc.make("search.documents", made).annotate(
    OperationMark,
    reads("Search documents", "Documents of the pipeline that are about something.")
  ),
  Rpc.make("search.requirements", made).annotate(
    OperationMark,
    reads("Search requirements", "Requirements and criteria that are about something.")
  ),
  Rpc.make("search.events", made).annotate(
    OperationMark,
    reads("Search events", "What happened in a project, by words.")
  ),
  Rpc.make("search.memory", made).annotate(
    OperationMark,
    reads("Search memory", "Memories, decisions, notes, risks and answered questions, by words.")
  )
) {}
