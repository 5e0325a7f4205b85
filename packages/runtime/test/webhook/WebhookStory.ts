/**
 * A memory factory at rest whose webhooks are delivered, and a client of everything that is asked of it.
 */
import { everything, type Grant } from "@layercake/core/account/Grant"
import { type Actor, person } from "@layercake/core/actor/Actor"
import { hostStream } from "@layercake/core/host/HostStream"
import { WebhookOperations } from "@layercake/core/operation/WebhookOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { AddNote } from "@layercake/core/register/RegisterCommand"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Layer, Schedule, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import { Commands } from "../../src/command/Commands.ts"
import * as WebhookHandlers from "../../src/operation/WebhookHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import * as WebhookFeed from "../../src/webhook/WebhookFeed.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

export const ada = person("ada")
export const url = "https://example.com/layercake"

export const clientOf = (actor: Actor = ada, grant: Grant = everything) =>
  RpcTest.makeClient(WebhookOperations).pipe(
    Effect.provide(WebhookHandlers.layer.pipe(Layer.provide(Layer.succeed(Session, { actor, grant }))))
  )

/** One life of a process. `low`: how many deliveries at one time; none when it is at rest. */
export const life = (options: MemoryFactory.MemoryFactoryOptions & { readonly low?: number }) =>
  WebhookFeed.layer({ lease: "200 millis" }).pipe(
    Layer.provideMerge(
      MemoryFactory.layer({
        ...options,
        workers: { concurrency: { low: options.low ?? 1 }, heartbeat: "1 hour" }
      })
    )
  )

/** An event; gives its position. */
export const noted = Effect.fnUntraced(function* (project: ProjectId, text: string) {
  const commands = yield* Commands
  const { positions } = yield* commands.execute(project, new AddNote({ text }), { actor: ada })
  return positions.at(-1)!
})

/** Asks again until it is so. */
export const until = <E, R>(isSo: Effect.Effect<boolean, E, R>) =>
  isSo.pipe(
    Effect.flatMap((so) => (so ? Effect.void : Effect.fail("not yet" as const))),
    Effect.retry({
      while: (error) => error === "not yet",
      schedule: Schedule.spaced("5 millis")
    })
  )

export const jobs = Effect.flatMap(JobQueue, (queue) => queue.list({ project: hostStream }))

export const told = Effect.flatMap(EventStore, (store) =>
  Effect.map(Stream.runCollect(store.readStream(hostStream)), (events) => events.map(({ type }) => type))
)
