/**
 * Answers the operations on money.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { AllowCall } from "@layercake/core/cost/CostCommand"
import { CurrentPrices } from "@layercake/core/cost/CurrentPrices"
import { monthOf } from "@layercake/core/cost/PlanName"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { CostOperations } from "@layercake/core/operation/CostOperations"
import { rowOf } from "@layercake/core/project/ProjectState"
import { EntryNotOpen } from "@layercake/core/register/RegisterError"
import { DateTime, Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as CostReport from "../cost/CostReport.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

export const layer = CostOperations.toLayer({
  "costs.report": ({ project }) =>
    Effect.gen(function* () {
      const { row, state } = yield* find(project)
      const month = monthOf(Timestamp.fromDateTime(yield* DateTime.now))
      return CostReport.reportOf(project, row, state, month)
    }),
  "costs.prices": () =>
    Effect.map(CurrentPrices, ({ own, standard }) => [
      ...own.map((price) => ({ ...price, own: true })),
      ...standard.map((price) => ({ ...price, own: false }))
    ]),
  "costs.allow": ({ id, project, resolution }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new AllowCall({ id, resolution }), { actor })
      const hold = rowOf(state, "hold", id)
      return hold ?? (yield* new CommandRefused({ reason: new EntryNotOpen({ id, exists: false }) }))
    })
})
