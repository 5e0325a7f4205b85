/**
 * Answers the operations on agent runs that nobody is called for.
 */
import { ClaimOperations } from "@layercake/core/operation/ClaimOperations"
import { Effect } from "effect"
import * as Claims from "../claim/Claims.ts"
import * as Submission from "../claim/Submission.ts"
import { Session } from "./Session.ts"

export const layer = ClaimOperations.toLayer({
  "agents.due": ({ project }) => Claims.due(project),
  "agents.claim": ({ label, leaseMillis, project, run }) =>
    Effect.flatMap(Session, ({ actor }) => Claims.take({ project, run, label, leaseMillis }, actor)),
  "agents.renew": ({ claim, leaseMillis, work = false }) =>
    Effect.flatMap(Session, ({ actor }) => Claims.renew(claim, leaseMillis, work, actor)),
  "agents.submit": (answer) => Effect.flatMap(Session, ({ actor }) => Submission.submit(answer, actor)),
  "agents.release": ({ claim, reason }) =>
    Effect.flatMap(Session, ({ actor }) => Claims.release(claim, reason, actor)),
  "agents.withdraw": ({ project, reason, run }) =>
    Effect.flatMap(Session, ({ actor }) => Claims.withdraw(project, run, reason, actor))
})
