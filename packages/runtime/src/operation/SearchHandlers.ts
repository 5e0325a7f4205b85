/**
 * Answers the operations that find things by words.
 */
import { SearchOperations, type SearchSource } from "@layercake/core/operation/SearchOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect } from "effect"
import * as ProjectSearch from "../search/ProjectSearch.ts"
import { find } from "./ProjectHandlers.ts"

const searching =
  (...sources: ReadonlyArray<SearchSource>) =>
  ({ project, ...query }: { readonly project: ProjectId; readonly query: string; readonly limit?: number }) =>
    Effect.flatMap(find(project), ({ state }) => ProjectSearch.search(project, state, query, sources))

export const layer = SearchOperations.toLayer({
  // Documents are files, and would be found twice.
  "search.all": searching("file", "requirement", "memory", "event"),
  "search.files": searching("file"),
  "search.documents": searching("document"),
  "search.requirements": searching("requirement"),
  "search.events": searching("event"),
  "search.memory": searching("memory")
})
