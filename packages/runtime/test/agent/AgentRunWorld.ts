/**
 * A memory factory whose agents can be kept waiting, and clients to the operations on agents.
 */
import { everything, type Grant } from "@layercake/core/account/Grant"
import type { Actor } from "@layercake/core/actor/Actor"
import { AgentOperations } from "@layercake/core/operation/AgentOperations"
import { AgentRunOperations } from "@layercake/core/operation/AgentRunOperations"
import { ClaimOperations } from "@layercake/core/operation/ClaimOperations"
import { HandoffOperations } from "@layercake/core/operation/HandoffOperations"
import { MemoryOperations } from "@layercake/core/operation/MemoryOperations"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import * as AgentHandlers from "../../src/operation/AgentHandlers.ts"
import * as AgentRunHandlers from "../../src/operation/AgentRunHandlers.ts"
import * as ClaimHandlers from "../../src/operation/ClaimHandlers.ts"
import * as HandoffHandlers from "../../src/operation/HandoffHandlers.ts"
import * as MemoryHandlers from "../../src/operation/MemoryHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, rooms } from "../FactoryStory.ts"

const operations = AgentOperations.merge(
  AgentRunOperations,
  ClaimOperations,
  HandoffOperations,
  MemoryOperations
)

/** Straight to the handlers, as this account. */
export const clientOf = (actor: Actor = ada, grant: Grant = everything) =>
  RpcTest.makeClient(operations).pipe(
    Effect.provide(
      Layer.mergeAll(
        AgentHandlers.layer,
        AgentRunHandlers.layer,
        ClaimHandlers.layer,
        HandoffHandlers.layer,
        MemoryHandlers.layer
      ).pipe(Layer.provide(Layer.succeed(Session, { actor, grant })))
    )
  )

/** The state as soon as it is so. */
export const once = Effect.fnUntraced(function* (isSo: (state: ProjectState) => boolean, project = rooms) {
  const store = yield* EventStore
  const states = yield* ProjectStates
  yield* store.subscribe({ stream: project }).pipe(
    Stream.mapEffect(() => states.load(project)),
    Stream.takeUntil(isSo),
    Stream.runDrain
  )
  return yield* states.load(project)
})

export const statusOf = (state: ProjectState, run: string) => rowOf(state, "agentRun", run)?.status
