/**
 * Agent runs that nobody is called for, and what claimants do with them. Everything is in the log before it is answered,
 * so a crash anywhere loses nothing.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import type { AgentRunId } from "@layercake/core/agent/AgentCall"
import { type ClaimId, claimIdOf, projectOfClaim, usualLeaseMillis } from "@layercake/core/claim/Claim"
import type { ClaimRow } from "@layercake/core/claim/ClaimBoard"
import {
  ClaimAgentRun,
  type ClaimCommand,
  ReleaseClaim,
  RenewClaim,
  WithdrawAgentRun
} from "@layercake/core/claim/ClaimCommand"
import { ClaimLost, NothingToClaim, RunAmbiguous } from "@layercake/core/claim/ClaimError"
import { claimOn, isInForce, waitingRuns } from "@layercake/core/claim/ClaimStanding"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { fromDateTime, type Timestamp } from "@layercake/core/event/Timestamp"
import type { WaitingRun } from "@layercake/core/operation/ClaimOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { DateTime, Effect, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import * as Hex from "effect/encoding/Hex"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import { activeProjects } from "../reconcile/Reconciler.ts"
import * as StoredPrompt from "../agent/StoredPrompt.ts"
import { workOf } from "./WorkSheet.ts"

/** What waits in one project, or in every active one, longest waiting first. */
export const due = Effect.fn("Claims.due")(function* (project: ProjectId | undefined) {
  const states = yield* ProjectStates
  const at = yield* now
  if (project !== undefined) yield* Moments.now(project)
  const projects = project === undefined ? yield* activeProjects : [project]
  const found = yield* Effect.forEach(projects, (id) =>
    Effect.flatMap(states.load(id), (state) =>
      Effect.forEach(waitingRuns(state), (run) =>
        waitingRun(id, state, run, at).pipe(
          // Nobody can do it, and the others can still be done.
          Effect.catchTag("ContentMissing", (error) => Effect.as(Effect.logError(error.message), []))
        )
      )
    )
  )
  return found.flat(2).toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
})

export interface ClaimWish {
  readonly project: ProjectId | undefined
  readonly run: AgentRunId | undefined
  readonly label: string | undefined
  readonly leaseMillis: number | undefined
}

/** The first run that suits and that nobody is faster at. */
export const take = Effect.fn("Claims.take")(function* (wish: ClaimWish, actor: Actor) {
  const suiting = (yield* due(wish.project)).filter((row) => wish.run === undefined || row.run === wish.run)
  if (wish.run !== undefined) {
    const [only, ...others] = suiting
    const project = only?.project ?? wish.project
    if (others.length > 0)
      return yield* new RunAmbiguous({ runId: wish.run, projects: suiting.map((row) => row.project) })
    // The decider says why it cannot be claimed.
    if (project !== undefined) return yield* takeOne(project, wish.run, wish, actor)
  }
  const free = suiting.filter((row) => row.holder === null)
  for (const row of free) {
    const taken = yield* takeOne(row.project, row.run, wish, actor).pipe(
      Effect.catchIf(isTaken, () => Effect.succeed(undefined))
    )
    if (taken !== undefined) return taken
  }
  const ends = suiting.flatMap(({ holder }) => (holder === null ? [] : [holder.until])).toSorted()
  return yield* new NothingToClaim({ held: ends.length, until: ends[0] ?? null })
})

/** Somebody was faster, or it does not wait any more. */
const isTaken = (error: unknown): error is CommandRefused =>
  isRefused(error) && ["RunClaimed", "RunNotClaimable"].includes(error.reason._tag)
const isRefused = Schema.is(CommandRefused)

const takeOne = Effect.fnUntraced(function* (
  project: ProjectId,
  runId: AgentRunId,
  wish: ClaimWish,
  actor: Actor
) {
  const random = yield* SecureRandom.SecureRandom
  const claimId = claimIdOf(project, Hex.encode(yield* random.randomBytes(8)))
  const label = wish.label ?? "worker"
  const { state } = yield* execute(
    project,
    (at, until) => new ClaimAgentRun({ runId, claimId, label, at, until: until(wish.leaseMillis) }),
    actor
  )
  const claim = rowOf(state, "claim", claimId)
  return claim === undefined ? yield* unknown(claimId) : yield* sheetOf(project, state, claim)
})

export const renew = Effect.fn("Claims.renew")(function* (
  claimId: ClaimId,
  leaseMillis: number | undefined,
  withWork: boolean,
  actor: Actor
) {
  const project = projectOfClaim(claimId)
  const { state } = yield* executeOn(
    claimId,
    (at, until) => new RenewClaim({ claimId, at, until: until(leaseMillis) }),
    actor
  )
  const claim = rowOf(state, "claim", claimId) ?? (yield* unknown(claimId))
  const work = withWork ? yield* sheetOf(project, state, claim) : null
  return { claim: claimId, run: claim.runId, until: claim.until, work }
})

export const release = Effect.fn("Claims.release")(function* (
  claimId: ClaimId,
  reason: string,
  actor: Actor
) {
  const { state } = yield* executeOn(claimId, (at) => new ReleaseClaim({ claimId, at, reason }), actor)
  const claim = rowOf(state, "claim", claimId) ?? (yield* unknown(claimId))
  return { claim: claimId, run: claim.runId }
})

export const withdraw = Effect.fn("Claims.withdraw")(function* (
  project: ProjectId,
  runId: AgentRunId,
  reason: string,
  actor: Actor
) {
  yield* Moments.now(project)
  yield* execute(project, (at) => new WithdrawAgentRun({ runId, at, reason }), actor)
  return { project, run: runId }
})

type Until = (leaseMillis: number | undefined) => Timestamp

export const now = Effect.map(DateTime.now, fromDateTime)

const execute = Effect.fnUntraced(function* (
  project: ProjectId,
  command: (at: Timestamp, until: Until) => ClaimCommand,
  actor: Actor
) {
  const commands = yield* Commands
  const at = yield* DateTime.now
  const until: Until = (leaseMillis) =>
    fromDateTime(DateTime.add(at, { milliseconds: leaseMillis ?? usualLeaseMillis }))
  return yield* commands.execute(project, command(fromDateTime(at), until), { actor })
})

/** A claim in a project that there is not is a claim that there is not. */
export const executeOn = (
  claimId: ClaimId,
  command: (at: Timestamp, until: Until) => ClaimCommand,
  actor: Actor
) =>
  execute(projectOfClaim(claimId), command, actor).pipe(
    Effect.catchTag("CommandRefused", (error) =>
      error.reason._tag === "ProjectNotFound" ? unknown(claimId) : Effect.fail(error)
    )
  )

export const unknown = (claimId: ClaimId) =>
  Effect.fail(new CommandRefused({ reason: new ClaimLost({ claimId, why: "unknown", holder: null }) }))

const sheetOf = Effect.fnUntraced(
  function* (project: ProjectId, state: ProjectState, claim: ClaimRow) {
    const run = rowOf(state, "agentRun", claim.runId) ?? (yield* unknown(claim.claimId))
    const row = yield* waitingRun(project, state, run, yield* now)
    return workOf(row, claim, yield* StoredPrompt.read(run), state)
  },
  Effect.catchTag("ContentMissing", Effect.die)
)

const waitingRun = Effect.fnUntraced(function* (
  project: ProjectId,
  state: ProjectState,
  run: AgentRunRow,
  at: Timestamp
) {
  const { prompt, system } = yield* StoredPrompt.read(run)
  const claim = claimOn(state, run.runId)
  const holder =
    claim !== undefined && isInForce(claim, at)
      ? { claim: claim.claimId, claimant: claim.claimant, until: claim.until }
      : null
  const { agent, attempt, gate, purpose, step } = run
  return {
    project,
    run: run.runId,
    gate,
    step,
    agent,
    purpose,
    attempt,
    since: run.startedAt,
    characters: system.length + prompt.length,
    holder
  } satisfies WaitingRun
})
