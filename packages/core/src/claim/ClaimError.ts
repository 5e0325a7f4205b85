/**
 * The ways in which something about a claim can be refused. Nothing was changed.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { AgentRunStatus } from "../agent/AgentRunBoard.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { ProjectId } from "../project/Project.ts"
import { Claimant, claimantText, ClaimId } from "./Claim.ts"

/** Whose claim is in force on the run, and until when. */
export const ClaimHolder = Schema.Struct({ claimId: ClaimId, claimant: Claimant, until: Timestamp })
export type ClaimHolder = typeof ClaimHolder.Type

const heldBy = ({ claimant, claimId, until }: ClaimHolder): string =>
  `${claimantText(claimant)} holds it until ${until} as ${claimId}`

/** Somebody else was first. */
export class RunClaimed extends Schema.TaggedError<RunClaimed>()("RunClaimed", {
  runId: AgentRunId,
  holder: ClaimHolder
}) {
  override get message() {
    return `Agent run ${this.runId} is claimed: ${heldBy(this.holder)}. Claim another, or wait until that lease ends.`
  }
}

/** The run does not wait for a claim: it is called for, has ended, is not due now, or there is none. */
export class RunNotClaimable extends Schema.TaggedError<RunNotClaimable>()("RunNotClaimable", {
  runId: AgentRunId,
  /** Null: there is no such run. */
  status: Schema.NullOr(AgentRunStatus)
}) {
  override get message() {
    const why =
      this.status === null
        ? "there is no such run"
        : this.status === "started"
          ? "its gate is not open, or it is done by a model"
          : `it is ${this.status}`
    return `Agent run ${this.runId} does not wait for a claim: ${why}. \`layercake claims\` lists those that do.`
  }
}

const endings = {
  unknown: "there is no such claim",
  expired: "its lease has ended",
  released: "it was released",
  answered: "another answer was accepted under it",
  ended: "its agent run has ended"
} as const

/** The claim is not in force, so nothing can be done under it. */
export class ClaimLost extends Schema.TaggedError<ClaimLost>()("ClaimLost", {
  claimId: ClaimId,
  why: Schema.Literals(["unknown", "expired", "released", "answered", "ended"]),
  /** Who holds the run now; null when nobody does. */
  holder: Schema.NullOr(ClaimHolder)
}) {
  override get message() {
    const now =
      this.holder !== null
        ? ` ${heldBy(this.holder)}.`
        : this.why === "expired" || this.why === "released"
          ? " Nobody holds the run now: claim it again and send the answer under the new claim."
          : " `layercake claims` lists what waits."
    return `The claim ${this.claimId} is lost: ${endings[this.why]}.${now}`
  }
}

export class ClaimNotYours extends Schema.TaggedError<ClaimNotYours>()("ClaimNotYours", {
  claimId: ClaimId,
  claimant: Claimant
}) {
  override get message() {
    return `The claim ${this.claimId} is ${claimantText(this.claimant)}'s. Only they can use it; a person can release it.`
  }
}

/** Nothing waits that nobody holds. */
export class NothingToClaim extends Schema.TaggedError<NothingToClaim>()("NothingToClaim", {
  /** Runs that wait and are held, and when the first of their leases ends; null when there are none. */
  held: Schema.Int,
  until: Schema.NullOr(Timestamp)
}) {
  override get message() {
    return this.until === null
      ? "No agent run waits for a claim. Runs wait when a worker has begun them under `--model claim`; ask again later."
      : `Every agent run that waits is held (${this.held}); the first lease ends at ${this.until}. Ask again then.`
  }
}

/** Runs of several projects have this id. */
export class RunAmbiguous extends Schema.TaggedError<RunAmbiguous>()("RunAmbiguous", {
  runId: AgentRunId,
  projects: Schema.Array(ProjectId)
}) {
  override get message() {
    return `Agent run ${this.runId} waits in several projects: ${this.projects.join(", ")}. Name the project.`
  }
}
