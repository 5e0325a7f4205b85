/**
 * Answers the operations on what agents hand over to each other.
 */
import { MakeHandoff } from "@layercake/core/memory/MemoryCommand"
import { HandoffOperations, HandoffUnknown } from "@layercake/core/operation/HandoffOperations"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const inOrder = (state: ProjectState) => rowsOf(state, "handoff").toSorted((a, b) => a.version - b.version)

export const layer = HandoffOperations.toLayer({
  "handoffs.list": ({ agent, gate, project }) =>
    Effect.map(find(project), ({ state }) =>
      inOrder(state).filter(
        (row) =>
          (gate === undefined || row.gate === gate) &&
          (agent === undefined || row.from === agent || row.to === agent)
      )
    ),
  "handoffs.get": ({ project, run }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return rowOf(state, "handoff", run) ?? (yield* new HandoffUnknown({ run }))
    }),
  "handoffs.make": ({ documents = [], from, gate, project, step, summary }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const command = new MakeHandoff({ from, gate, step, summary, documents })
      const { state } = yield* commands.execute(project, command, { actor })
      return yield* Effect.orDie(
        Effect.fromNullishOr(inOrder(state).findLast(({ reason }) => reason === "told"))
      )
    })
})
