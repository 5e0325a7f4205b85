/**
 * Answers the operations on what went wrong in LayerCake's own work.
 */
import type { ErrorRow } from "@layercake/core/error/ErrorBoard"
import { statsOf } from "@layercake/core/error/ErrorStatistics"
import { ErrorOperations } from "@layercake/core/operation/ErrorOperations"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { RecordError, ResolveError } from "@layercake/core/register/RegisterCommand"
import { Effect } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as EntryOrders from "./EntryOrders.ts"
import * as EntryPages from "./EntryPages.ts"
import { find } from "./ProjectHandlers.ts"

const pageOf = (errors: ReadonlyArray<ErrorRow>, page: EntryPages.Page<ErrorRow["errorId"]>) => {
  const { next, rows } = EntryPages.rowsAfter(errors, ({ errorId }) => errorId, page)
  return { errors: rows, next }
}

export const layer = ErrorOperations.toLayer({
  "errors.list": ({ open, project, source, ...page }) =>
    Effect.map(find(project), ({ state }) =>
      pageOf(
        rowsOf(state, "error").filter(
          (row) =>
            (open === undefined || row.open === open) && (source === undefined || row.source === source)
        ),
        page
      )
    ),
  "errors.get": ({ id, project }) => EntryOrders.get(project, "error", id),
  "errors.record": ({ message, project, source }) =>
    Effect.gen(function* () {
      const state = yield* EntryOrders.order(project, new RecordError({ source, message }))
      const ids = rowsOf(state, "error").map(({ errorId }) => errorId)
      return yield* EntryOrders.rowIn(state, "error", EntryOrders.newestOf(ids, "reported"))
    }),
  "errors.resolve": ({ id, project, resolution }) =>
    EntryOrders.change({ project, name: "error", id }, new ResolveError({ errorId: id, resolution })),
  "errors.stats": ({ project }) => Effect.map(find(project), ({ state }) => statsOf(rowsOf(state, "error"))),
  "errors.search": ({ project, text, ...page }) =>
    Effect.gen(function* () {
      const texts = yield* PersonalTexts
      const { state } = yield* find(project)
      const opened = yield* texts.open(rowsOf(state, "error"))
      return pageOf(
        opened.filter((row) => EntryPages.hasWords(text, row.errorId, row.source, row.message)),
        page
      )
    })
})
