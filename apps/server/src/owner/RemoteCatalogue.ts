/**
 * The catalogue as it is asked from outside of the owning process: every call says who asks.
 */
import { Actor } from "@layercake/core/actor/Actor"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Schema } from "effect"
import { Rpc, RpcMiddleware } from "effect/rpc"

/** The call does not say who asks, or as somebody whom this way in does not know. */
export class Unauthenticated extends Schema.TaggedError<Unauthenticated>()("Unauthenticated", {
  detail: Schema.String
}) {
  override get message() {
    return `Who asks is not known: ${this.detail}`
  }
}

export class Authentication extends RpcMiddleware.Service<Authentication>()(
  "@layercake/server/owner/Authentication",
  { error: Unauthenticated }
) {}

/**
 * Asked by a process that is to do work: an owner that does none gives the folder up, attaches to whoever takes it, and
 * goes on. False when it keeps it.
 */
const release = Rpc.make("owner.release", { success: Schema.Boolean })

export const RemoteCatalogue = Catalogue.add(release).middleware(Authentication)

/** What is asked over a network, where nothing but a credential says who asks. */
export const NetworkCatalogue = Catalogue.middleware(Authentication)

/** Header that holds the actor as JSON. The socket's permissions say that it is the same user of this machine. */
export const actorHeader = "layercake-actor"

export const ActorHeader = Schema.fromJsonString(Actor)
