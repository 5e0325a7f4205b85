/**
 * Answers the operations on agent runs that nobody is called for.
 */
import { AccessDenied } from "@layercake/core/account/AccessError"
import { isAtLeast, type Role } from "@layercake/core/account/Role"
import { type ClaimId, projectOfClaim } from "@layercake/core/claim/Claim"
import { ClaimOperations } from "@layercake/core/operation/ClaimOperations"
import { Effect, Option } from "effect"
import * as Claims from "../claim/Claims.ts"
import * as Submission from "../claim/Submission.ts"
import * as Authority from "./Authority.ts"
import { Session } from "./Session.ts"

const wanted: Role = "contributor"

/** A claim names its project. To somebody who is no member of that, it is as one that is not there. */
const claimant = Effect.fnUntraced(function* (operation: string, claim: ClaimId) {
  const { actor, grant } = yield* Session
  const role = yield* Authority.roleIn(grant, projectOfClaim(claim))
  if (Option.isNone(role)) return yield* Claims.unknown(claim)
  return isAtLeast(role.value, wanted)
    ? actor
    : yield* new AccessDenied({ operation, reason: { _tag: "Role", role: role.value, wanted } })
})

export const layer = ClaimOperations.toLayer({
  "agents.due": ({ project }) => Claims.due(project),
  "agents.claim": ({ label, leaseMillis, project, run }) =>
    Effect.flatMap(Session, ({ actor }) => Claims.take({ project, run, label, leaseMillis }, actor)),
  "agents.renew": ({ claim, leaseMillis, work = false }) =>
    Effect.flatMap(claimant("agents.renew", claim), (actor) => Claims.renew(claim, leaseMillis, work, actor)),
  "agents.submit": (answer) =>
    Effect.flatMap(claimant("agents.submit", answer.claim), (actor) => Submission.submit(answer, actor)),
  "agents.release": ({ claim, reason }) =>
    Effect.flatMap(claimant("agents.release", claim), (actor) => Claims.release(claim, reason, actor)),
  "agents.withdraw": ({ project, reason, run }) =>
    Effect.flatMap(Session, ({ actor }) => Claims.withdraw(project, run, reason, actor))
})
