/**
 * Answers the operations on repairs and tampering.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { GateId } from "@layercake/core/gate/Gate"
import { isExhaustion } from "@layercake/core/heal/HealAssessment"
import { RetryHealing } from "@layercake/core/heal/HealCommand"
import { HealingUnknown } from "@layercake/core/heal/HealError"
import { repairsAt } from "@layercake/core/heal/RepairPlan"
import { type HealingReport, HealOperations } from "@layercake/core/operation/HealOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { EntryNotOpen } from "@layercake/core/register/RegisterError"
import { RejectTamper } from "@layercake/core/tamper/TamperCommand"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const reportOf = (state: ProjectState, gate: GateId): HealingReport => {
  const proofs = rowsOf(state, "heal").filter((row) => row.gate === gate)
  const waits = rowsOf(state, "hold").find(
    (hold) =>
      hold.open &&
      hold.gate === gate &&
      proofs.some(({ attempts, kind }) => isExhaustion(hold.title, kind, attempts))
  )
  return {
    gate,
    repairs: repairsAt(state, gate),
    limit: projectOf(state)?.policy.healAttempts ?? 0,
    proofs,
    series: rowOf(state, "healSeries", gate) ?? null,
    waits: waits?.id ?? null
  }
}

const tamperOf = (state: ProjectState, blocker: EntryId) => {
  const row = rowOf(state, "tamper", blocker)
  return row === undefined
    ? Effect.fail(new CommandRefused({ reason: new EntryNotOpen({ id: blocker, exists: false }) }))
    : Effect.succeed(row)
}

/** Settles what an agent run did, one way or the other. */
const settle = Effect.fnUntraced(function* (project: ProjectId, blocker: EntryId, command: FactoryCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { state } = yield* find(project)
  yield* tamperOf(state, blocker)
  const outcome = yield* commands.execute(project, command, { actor })
  return yield* tamperOf(outcome.state, blocker)
})

export const layer = HealOperations.toLayer({
  "healing.list": ({ project }) => Effect.map(find(project), ({ state }) => rowsOf(state, "heal")),
  "healing.get": ({ gate, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const report = reportOf(state, gate)
      return report.proofs.length === 0 && report.series === null
        ? yield* new HealingUnknown({ gate })
        : report
    }),
  "healing.series": ({ project }) => Effect.map(find(project), ({ state }) => rowsOf(state, "healSeries")),
  "healing.retry": ({ gate, project, reason }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new RetryHealing({ gate, reason }), { actor })
      return reportOf(state, gate)
    }),
  "tampers.list": ({ project }) => Effect.map(find(project), ({ state }) => rowsOf(state, "tamper")),
  "tampers.get": ({ blocker, project }) =>
    Effect.flatMap(find(project), ({ state }) => tamperOf(state, blocker)),
  "tampers.accept": ({ blocker, project, reason }) =>
    settle(project, blocker, new ResolveHold({ id: blocker, resolution: reason })),
  "tampers.reject": ({ blocker, project, reason }) =>
    settle(project, blocker, new RejectTamper({ blocker, reason }))
})
