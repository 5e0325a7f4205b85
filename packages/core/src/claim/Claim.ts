/**
 * A claim is somebody's word to do an agent run that nobody is called for, until a lease ends. Values only.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { ProjectId } from "../project/Project.ts"
import { TreeDigest } from "../tree/Tree.ts"

/**
 * The project, a slash, and 16 random lower-case hexadecimal digits. A handle and no secret: whoever uses it must be the
 * claimant.
 */
export const ClaimId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\/[0-9a-f]{16}$/)
).pipe(Schema.brand("ClaimId"))
export type ClaimId = typeof ClaimId.Type

export const claimIdOf = (project: ProjectId, random: string): ClaimId => ClaimId.make(`${project}/${random}`)

export const projectOfClaim = (claim: ClaimId): ProjectId =>
  ProjectId.make(claim.slice(0, claim.indexOf("/")))

/** What a claimant calls the worker that it is, so that several of one account can be told apart. */
export const ClaimLabel = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,63}$/))
export type ClaimLabel = typeof ClaimLabel.Type

export const Claimant = Schema.Struct({ actor: Actor, label: ClaimLabel })
export type Claimant = typeof Claimant.Type

export const claimantText = ({ actor, label }: Claimant): string => `${actor.kind} ${actor.id} (${label})`

/** Of a run that nobody is called for. `tree`: what its prompt was made from; null when there was none. */
export const Claimable = Schema.Struct({ tree: Schema.NullOr(TreeDigest) })
export type Claimable = typeof Claimable.Type

/** Bounds of a lease: a second to a day. */
export const LeaseMillis = Schema.Int.check(Schema.isBetween({ minimum: 1_000, maximum: 86_400_000 }))

/** Half an hour. */
export const usualLeaseMillis = 1_800_000
