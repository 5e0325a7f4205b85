/**
 * Does one job: checks that it is still due, gives it to the work of its kind, and says how it ended.
 */
import { RaiseHold, RecordError } from "@layercake/core/register/RegisterCommand"
import { ErrorId } from "@layercake/core/error/ErrorEvent"
import { DueWork } from "@layercake/core/pipeline/DueWork"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { EntryId } from "@layercake/core/register/Register"
import { deliveryKind } from "@layercake/core/webhook/WebhookDelivery"
import type { JobId, LeasedJob } from "@layercake/core/store/JobQueue"
import { Cause, Effect, Schema } from "effect"
import * as AgentWork from "../agent/AgentWork.ts"
import * as AskedBuildWork from "../build/AskedBuildWork.ts"
import * as BuildWork from "../build/BuildWork.ts"
import * as CheckWork from "../check/CheckWork.ts"
import { Commands } from "../command/Commands.ts"
import * as AskedDeployWork from "../deployment/AskedDeployWork.ts"
import * as AskedPushWork from "../deployment/AskedPushWork.ts"
import * as DeployWork from "../deployment/DeployWork.ts"
import * as PushWork from "../deployment/PushWork.ts"
import * as ReleaseWork from "../forge/ReleaseWork.ts"
import * as RequestWork from "../forge/RequestWork.ts"
import * as GateWork from "../gate/GateWork.ts"
import * as RestoreWork from "../heal/RestoreWork.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as CommitWork from "../tree/CommitWork.ts"
import * as MarkWork from "../tree/MarkWork.ts"
import * as WebhookWork from "../webhook/WebhookWork.ts"
import type { Work } from "./Work.ts"
import { fromError, WorkFailed } from "./WorkFailed.ts"

/** A job that fails on this delivery or a later one is given up. */
export const maxAttempts = 5

/**
 * Deliveries of one job before it is given up although none of them has failed: each ended with its worker, or was lost
 * by one that fell silent. More than `maxAttempts`, since a person may stop and start a process many times while a long
 * job runs in it, and such a delivery looks like one that took its process with it.
 */
export const maxDeliveries = 20

const decodeWork = Schema.decodeUnknownEffect(DueWork)

/** Of this job; a delivery outlasts an address that is away for a night. */
export const maxAttemptsOf = ({ kind }: Pick<LeasedJob, "kind">): number =>
  kind === deliveryKind ? WebhookWork.maxAttempts : maxAttempts

/** Succeeds when the job needs no more doing, also when it was no longer due. */
export const run = Effect.fn("JobRunner.run")(function* (job: LeasedJob) {
  // Not planned from a project's state, so it is no due work.
  if (job.kind === deliveryKind) return yield* WebhookWork.deliver(job)
  const states = yield* ProjectStates
  const commands = yield* Commands
  const due = yield* decodeWork(job.payload).pipe(
    Effect.mapError(
      (error) => new WorkFailed({ detail: `unreadable job: ${error.message}`, isRetryable: false })
    )
  )
  const state = yield* states.load(job.project).pipe(Effect.mapError(fromError))
  if (!Planner.isDue(state, due)) return
  if (job.attempt > maxDeliveries * (1 + mentions(state, job.id, false).length)) return yield* neverEnded(job)
  yield* perform({
    project: job.project,
    due,
    state,
    attempt: job.attempt,
    isLastAttempt: job.attempt >= maxAttempts,
    tell: (command, actor) =>
      commands
        .execute(job.project, command, {
          correlationId: job.id,
          // The event after which the work was found to be due.
          causationId: `${job.project}@${state.version}`,
          ...(actor === undefined ? {} : { actor })
        })
        .pipe(Effect.mapError(fromError))
  })
})

const neverEnded = ({ attempt, kind }: LeasedJob) =>
  new WorkFailed({
    detail:
      `${kind} was begun ${attempt - 1} times and never came to an end: its worker ended while it was at it, or was not heard of for too long. ` +
      "It was not begun again. Find out what ends the worker (memory, a limit of the machine) before it is tried again.",
    isRetryable: false
  })

/** Tells the log that a job was given up, so that a person sees it at the gate. Gives the entry that waits for them. */
export const giveUp = Effect.fn("JobRunner.giveUp")(function* (job: LeasedJob, detail: string) {
  if (job.kind === deliveryKind) {
    yield* WebhookWork.giveUp(job)
    return
  }
  const commands = yield* Commands
  const states = yield* ProjectStates
  const errorId = ErrorId.make(job.id)
  const state = yield* states.load(job.project)
  // Somebody waits for them already, when the worker ended before it could put the job aside.
  const [waiting] = mentions(state, job.id, true)
  if (waiting !== undefined) return waiting.id
  const gate = currentGate(state)?.gate ?? null
  yield* commands.execute(job.project, new RecordError({ errorId, source: job.kind, message: detail }))
  const text = `${detail}\n${mentionOf(job.id)}`
  const { state: held } = yield* commands.execute(
    job.project,
    new RaiseHold({ kind: "escalation", gate, title: `${job.kind} could not be done`, detail: text })
  )
  return rowsOf(held, "hold").find((hold) => hold.open && hold.detail === text)?.id
})

/** How the entry that waits for a person ends. */
const mentionOf = (job: JobId): string => `Job ${job}. Resolve this escalation to try it again.`

/** Entries because of the job: those that wait for a person, or those that one has settled, so that it is begun again. */
export const mentions = (state: ProjectState, job: JobId, open: boolean) =>
  rowsOf(state, "hold").filter((hold) => hold.open === open && hold.detail.endsWith(mentionOf(job)))

/** Whether a person has settled it already. */
export const isSettled = Effect.fnUntraced(function* (job: LeasedJob, escalation: EntryId) {
  const states = yield* ProjectStates
  const state = yield* states.load(job.project)
  return rowOf(state, "hold", escalation)?.open === false
})

const perform = (work: Work<DueWork>) => {
  const { due } = work
  switch (due._tag) {
    case "AdvanceGate":
      return GateWork.advance({ ...work, due })
    case "RunAgent":
      return AgentWork.run({ ...work, due })
    case "CommitTree":
      return CommitWork.commit({ ...work, due })
    case "MarkCommit":
      return MarkWork.mark({ ...work, due })
    case "RestoreTree":
      return RestoreWork.restore({ ...work, due })
    case "BuildTree":
      return BuildWork.build({ ...work, due })
    case "CheckTree":
      return CheckWork.check({ ...work, due })
    case "PushTree":
      return PushWork.push({ ...work, due })
    case "DeployTree":
      return DeployWork.deploy({ ...work, due })
    case "RunAskedBuild":
      return AskedBuildWork.build({ ...work, due })
    case "RunAskedPush":
      return AskedPushWork.push({ ...work, due })
    case "RunAskedDeployment":
      return AskedDeployWork.deploy({ ...work, due })
    case "OpenPullRequest":
      return RequestWork.open({ ...work, due })
    case "MakeRelease":
      return ReleaseWork.make({ ...work, due })
  }
}

/** One line for the queue and the log; a defect says what it was. */
export const detailOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}
