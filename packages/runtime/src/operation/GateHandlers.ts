/**
 * Answers the operations on gates and on what holds them.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { GateId } from "@layercake/core/gate/Gate"
import { ApproveGate, RejectGate, ReopenGate } from "@layercake/core/gate/GateCommand"
import { GateUnknown } from "@layercake/core/gate/GateError"
import { GateOperations } from "@layercake/core/operation/GateOperations"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryNotOpen } from "@layercake/core/register/RegisterError"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { find } from "./ProjectHandlers.ts"
import * as ProjectReport from "./ProjectReport.ts"
import { Session } from "./Session.ts"

const report = Effect.fnUntraced(function* (project: ProjectId, gate: string) {
  const { row, state } = yield* find(project)
  const found = rowOf(state, "gate", gate)
  if (found === undefined)
    return yield* new CommandRefused({
      reason: new GateUnknown({ gate, known: gatesInOrder(state).map((gate) => gate.gate) })
    })
  return ProjectReport.gateReportOf(row, state, found)
})

const order = Effect.fnUntraced(function* (
  project: ProjectId,
  gate: string,
  command: (gate: GateId) => FactoryCommand
) {
  const known = yield* report(project, gate)
  const commands = yield* Commands
  const { actor } = yield* Session
  yield* commands.execute(project, command(known.gate.gate), { actor })
  return yield* report(project, gate)
})

export const layer = GateOperations.toLayer({
  "gates.list": ({ project }) =>
    Effect.map(find(project), ({ row, state }) =>
      gatesInOrder(state).map((gate) => ProjectReport.gateReportOf(row, state, gate))
    ),
  "gates.get": ({ gate, project }) => report(project, gate),
  "gates.approve": ({ accept, comment, design, gate, project, reviewed }) =>
    order(project, gate, (gate) => new ApproveGate({ gate, reviewed, accept, comment, design })),
  "gates.reject": ({ gate, project, reason }) =>
    order(project, gate, (gate) => new RejectGate({ gate, reason })),
  "gates.reopen": ({ gate, project, reason }) =>
    order(project, gate, (gate) => new ReopenGate({ gate, reason })),
  "holds.list": ({ project }) => Effect.map(find(project), ({ state }) => rowsOf(state, "hold")),
  "holds.resolve": ({ id, project, resolution }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const queue = yield* JobQueue
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new ResolveHold({ id, resolution }), { actor })
      // What was given up because of it may be tried again.
      const dead = yield* queue.list({ project, state: "dead" })
      yield* Effect.forEach(dead, (job) => queue.requeue(job.id))
      const hold = rowOf(state, "hold", id)
      return hold ?? (yield* new CommandRefused({ reason: new EntryNotOpen({ id, exists: false }) }))
    })
})
