/**
 * Answers to the operations on repairs and tampering.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { HealOperations } from "@layercake/core/operation/HealOperations"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryNotOpen } from "@layercake/core/register/RegisterError"
import { RejectTamper } from "@layercake/core/tamper/TamperCommand"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

export const layer = HealOperations.toLayer({
  "repairs.list": ({ project }) => Effect.map(find(project), ({ state }) => rowsOf(state, "healSeries")),
  "tampers.list": ({ project }) => Effect.map(find(project), ({ state }) => rowsOf(state, "tamper")),
  "tampers.reject": ({ blocker, project, reason }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new RejectTamper({ blocker, reason }), { actor })
      const row = rowOf(state, "tamper", blocker)
      return row ?? (yield* new CommandRefused({ reason: new EntryNotOpen({ id: blocker, exists: false }) }))
    })
})
