/**
 * A run of the memory factory for tests that are about trouble: begins one, resolves what it waits for, says how it
 * stands.
 */
import { assert } from "@effect/vitest"
import { type Actor, person } from "@layercake/core/actor/Actor"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { ApproveGate, OpenReview } from "@layercake/core/gate/GateCommand"
import { reviewInForce } from "@layercake/core/gate/Reviewing"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import type { Policy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { DateTime, Effect } from "effect"
import { Commands } from "../src/command/Commands.ts"
import * as Intake from "../src/intake/Intake.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

export const rooms = ProjectId.make("rooms")
export const ada = person("ada")
export const policy: Policy = { ...MemoryFactory.unattended, healAttempts: 2, correctionAttempts: 1 }

export const begun = (rest: { readonly policy?: Policy } = {}) =>
  Effect.gen(function* () {
    yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy: rest.policy ?? policy }, ada)
    return yield* MemoryFactory.settled(rooms)
  })

/** Shows the gate that waits to somebody, and gives the approval that they may give from then on. */
export const approvalBy = Effect.fnUntraced(function* (
  actor: Actor,
  rest: Partial<Pick<ApproveGate, "accept" | "comment" | "design">> = {},
  project = rooms
) {
  const commands = yield* Commands
  const states = yield* ProjectStates
  const waiting = currentGate(yield* states.load(project))
  if (waiting?.digest == null) return assert.fail("nothing is in review")
  const { digest, gate } = waiting
  const at = Timestamp.fromDateTime(yield* DateTime.now)
  const { state } = yield* commands.execute(project, new OpenReview({ gate, digest, at }), { actor })
  const { review } = reviewInForce(state, waiting, actor, at) ?? assert.fail("no review was opened")
  return new ApproveGate({ gate, review, at, accept: false, comment: "", design: null, ...rest })
})

/** What `layercake resolve` does: settles every open entry and tries again what was given up. */
export const resolved = Effect.fnUntraced(function* (state: ProjectState) {
  const commands = yield* Commands
  const queue = yield* JobQueue
  for (const hold of rowsOf(state, "hold").filter((hold) => hold.open))
    yield* commands.execute(rooms, new ResolveHold({ id: hold.id, resolution: "it is in order now" }), {
      actor: ada
    })
  const jobs = yield* queue.list()
  for (const job of jobs) if (job.state === "dead") yield* queue.requeue(job.id)
  return yield* MemoryFactory.settled(rooms)
})

export const holdsOf = (state: ProjectState) =>
  rowsOf(state, "hold").map((hold) => [hold.kind, hold.gate as string, hold.title])
export const runsOf = (state: ProjectState, step: string) =>
  rowsOf(state, "agentRun")
    .filter((run) => run.step === step)
    .map((run) => [run.purpose, run.attempt, run.status])
export const isCompleted = (state: ProjectState) => projectOf(state)?.status === "completed"
