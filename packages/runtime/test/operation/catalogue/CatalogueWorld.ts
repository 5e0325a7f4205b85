/**
 * A memory factory with projects at rest, for trying every operation of the catalogue: nothing works in it while an
 * operation is looked at, so that whatever changes was caused by the call.
 */
import { AccountId } from "@layercake/core/account/Account"
import { everything, type Grant } from "@layercake/core/account/Grant"
import { type Actor, person } from "@layercake/core/actor/Actor"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Layer } from "effect"
import { type RpcClient, RpcTest } from "effect/rpc"
import { LogInLimits } from "../../../src/account/LogInLimits.ts"
import * as Intake from "../../../src/intake/Intake.ts"
import * as Handlers from "../../../src/operation/Handlers.ts"
import { HostInfo } from "../../../src/operation/HostInfo.ts"
import { Session } from "../../../src/operation/Session.ts"
import * as MemoryFactory from "../../MemoryFactory.ts"

/** Carried through every gate; its documents, proofs, commits and deployments are all there. */
export const rooms = ProjectId.make("rooms")
/** Stands at G1 in review and waits for a person. */
export const waiting = ProjectId.make("waiting")

export const ada = person("ada")

const host = Layer.succeed(HostInfo, {
  version: "1.0.0",
  pid: 1,
  startedAt: Timestamp.make("2026-11-22T10:00:00.000Z"),
  works: false,
  model: null
})

/** The catalogue as this caller sees it. */
export const clientOf = (actor: Actor, grant: Grant = everything) =>
  Effect.gen(function* () {
    // For as long as the client: what follows the log outlives the making of it.
    const handlers = yield* Layer.build(
      Handlers.layer.pipe(Layer.provide(Layer.merge(host, Layer.succeed(Session, { actor, grant }))))
    )
    return yield* RpcTest.makeClient(Catalogue).pipe(Effect.provide(handlers))
  })
/** Named, so that it is worked out once. */
export interface Client extends RpcClient.FromGroup<typeof Catalogue> {}

/** Somebody with an account who is no member of anything. */
export const stranger = {
  actor: person("mallory"),
  grant: {
    _tag: "Account",
    account: AccountId.make("mallory"),
    administrator: false,
    scope: null
  } satisfies Grant
}

/** Fills the world once, with workers, and lets them end. */
const prepared = (world: MemoryFactory.World) =>
  Effect.gen(function* () {
    yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy: MemoryFactory.unattended }, ada)
    yield* MemoryFactory.settled(rooms)
    yield* Intake.take({ brief: MemoryFactory.brief, project: waiting, policy: defaultPolicy }, ada)
    yield* MemoryFactory.settled(waiting)
  }).pipe(Effect.provide(MemoryFactory.layer({ world })), Effect.scoped)

/** Hundreds of examples log in within a minute. */
const unhurried = Layer.succeed(LogInLimits, { attempt: () => Effect.void, costly: Effect.void })

/** Every port and the runtime, at rest. */
export const layer = Layer.unwrap(
  Effect.suspend(() => {
    const world = MemoryFactory.makeWorld()
    const atRest = MemoryFactory.layer({ world, workers: { concurrency: {} } })
    return Effect.as(prepared(world), Layer.merge(atRest, unhurried))
  })
)

let count = 0

/** A project of its own for an operation that changes one: a fork of `rooms` or `waiting` as it stands. */
export const fresh = Effect.fnUntraced(function* (client: Client, of: ProjectId = waiting) {
  count += 1
  const id = ProjectId.make(`${of}-${count}`)
  const { version } = yield* client["events.head"]({ project: of })
  yield* client["projects.fork"]({ project: of, at: { version }, id })
  return id
})
