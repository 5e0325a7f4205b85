/**
 * Turns tamper facts into a held gate, and a person's decision about them into facts. Pure. The change becomes the tree,
 * so that there is something to look at; nothing is built or passed on it before a person has decided.
 */
import { Result } from "effect"
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { Decide } from "../command/Decide.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf } from "../project/ProjectState.ts"
import { EntryNotOpen } from "../register/RegisterError.ts"
import { nextId, raise, settle } from "../register/RegisterDecider.ts"
import type { TreeDigest } from "../tree/Tree.ts"
import { factText, type TamperFact } from "./Tamper.ts"
import type { RejectTamper } from "./TamperCommand.ts"
import { TamperDetected, TamperRejected } from "./TamperEvent.ts"
import { refusalFor } from "./TamperSettling.ts"

/** Facts that an event lists. */
const mostFacts = 50

/** Beside the change of the tree, in the same decision. */
export const detected = (
  state: ProjectState,
  run: Pick<AgentRunRow, "runId" | "gate" | "agent">,
  tree: TreeDigest,
  facts: ReadonlyArray<TamperFact>
): ReadonlyArray<FactoryEvent> => {
  if (facts.length === 0) return []
  const before = projectOf(state)?.tree ?? null
  const listed = facts.slice(0, mostFacts)
  const blocker = nextId(state, "blocker")
  return [
    new TamperDetected({
      runId: run.runId,
      gate: run.gate,
      blocker,
      facts: listed,
      more: facts.length - listed.length,
      tree,
      before: before === null ? null : { tree: before, version: state.version }
    }),
    ...raise(state, {
      kind: "blocker",
      gate: run.gate,
      title: `${run.runId} weakened what its work is judged by`,
      detail: [
        ...listed.map(factText),
        ...(facts.length > listed.length ? [`... and ${facts.length - listed.length} more`] : []),
        "",
        "Look at the change. Resolve this blocker to let it stand; `layercake tamper reject` takes it back, and the files are again what they were before the run. Only a person can do either."
      ].join("\n")
    })
  ]
}

/** One entry blocks the gate for all that were raised at once. */
export const heldOnce = (events: ReadonlyArray<FactoryEvent>): ReadonlyArray<FactoryEvent> => {
  const first = events.find((event) => event._tag === "GateBlocked")
  return events.filter((event) => event._tag !== "GateBlocked" || event === first)
}

export const decide: Decide<RejectTamper> = (command, state, actor) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  const tamper = rowOf(state, "tamper", command.blocker)
  const hold = rowOf(state, "hold", command.blocker)
  if (tamper === undefined || hold?.open !== true)
    return Result.fail(new EntryNotOpen({ id: command.blocker, exists: tamper !== undefined }))
  const refused = refusalFor(state, command.blocker, actor)
  if (refused !== undefined) return Result.fail(refused)
  const { blocker, gate, runId } = tamper
  return Result.succeed([
    new TamperRejected({ blocker, runId, gate }),
    ...settle(state, hold, command.reason)
  ])
}
