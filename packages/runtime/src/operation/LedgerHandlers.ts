/**
 * Answers the operations that look into the ledger, look ahead, or set ceilings.
 */
import { SetCeilings } from "@layercake/core/cost/CostCommand"
import { forecastOf } from "@layercake/core/cost/CostForecast"
import { LedgerOperations } from "@layercake/core/operation/LedgerOperations"
import { Effect } from "effect"
import * as CostReport from "../cost/CostReport.ts"
import * as EntryOrders from "./EntryOrders.ts"
import * as EntryPages from "./EntryPages.ts"
import { find } from "./ProjectHandlers.ts"

export const layer = LedgerOperations.toLayer({
  "costs.runs": ({ gate, project, ...page }) =>
    Effect.map(find(project), ({ state }) => {
      const { next, rows } = EntryPages.rowsAfter(CostReport.runsOf(state, gate), ({ runId }) => runId, page)
      return { runs: rows, next }
    }),
  "costs.forecast": ({ project }) => Effect.map(find(project), ({ row, state }) => forecastOf(state, row)),
  "costs.setCeilings": ({ project, ...ceilings }) =>
    Effect.gen(function* () {
      yield* EntryOrders.order(project, new SetCeilings(ceilings))
      const { row, state } = yield* find(project)
      return CostReport.ceilingLines(row, state)
    })
})
