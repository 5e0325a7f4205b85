/**
 * A memory factory whose agents are claimants, and clients of several accounts to its catalogue.
 */
import { everything } from "@layercake/core/account/Grant"
import type { Actor } from "@layercake/core/actor/Actor"
import { agent } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { ClaimOperations, type ClaimedWork } from "@layercake/core/operation/ClaimOperations"
import { GateDecisionOperations } from "@layercake/core/operation/GateDecisionOperations"
import { GateOperations } from "@layercake/core/operation/GateOperations"
import { PipelineOperations } from "@layercake/core/operation/PipelineOperations"
import { ProjectOperations } from "@layercake/core/operation/ProjectOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect, Layer } from "effect"
import { RpcTest } from "effect/rpc"
import * as ClaimExecutor from "../../src/claim/ClaimExecutor.ts"
import * as ClaimHandlers from "../../src/operation/ClaimHandlers.ts"
import * as GateDecisionHandlers from "../../src/operation/GateDecisionHandlers.ts"
import * as GateHandlers from "../../src/operation/GateHandlers.ts"
import * as PipelineHandlers from "../../src/operation/PipelineHandlers.ts"
import * as ProjectHandlers from "../../src/operation/ProjectHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

export const claude = agent("claude")
export const other = agent("other")

export const layer = (options: MemoryFactory.MemoryFactoryOptions = {}) =>
  MemoryFactory.layer({ executor: ClaimExecutor.layer, ...options })

const operations = ProjectOperations.merge(
  PipelineOperations,
  GateOperations,
  GateDecisionOperations,
  ClaimOperations
)

/** Straight to the handlers, as this account. */
export const clientOf = (actor: Actor) =>
  RpcTest.makeClient(operations).pipe(
    Effect.provide(
      Layer.mergeAll(
        ClaimHandlers.layer,
        GateHandlers.layer,
        GateDecisionHandlers.layer,
        PipelineHandlers.layer,
        ProjectHandlers.layer
      ).pipe(Layer.provide(Layer.succeed(Session, { actor, grant: everything })))
    )
  )

/** What a diligent worker would answer. */
export const answerTo = ({ attempt, gate, project, purpose, run, step, agent: role }: ClaimedWork): string =>
  MemoryFactory.diligent({
    call: {
      project,
      runId: run,
      gate,
      step,
      agent: AgentName.make(role),
      purpose,
      attempt,
      idempotencyKey: "claimed"
    },
    system: "",
    prompt: ""
  }).text

/** Claims, does and submits until the project rests without a run that waits; gives the runs in order. */
export const doAll = Effect.fnUntraced(function* (
  project: ProjectId,
  client: Effect.Success<ReturnType<typeof clientOf>>
) {
  const done: Array<string> = []
  for (;;) {
    yield* MemoryFactory.settled(project)
    const [waiting] = yield* client["agents.due"]({ project })
    if (waiting === undefined) return done
    const work = yield* client["agents.claim"]({ project })
    yield* client["agents.submit"]({ claim: work.claim, text: answerTo(work), model: "script/worker" })
    done.push(work.run)
  }
})
