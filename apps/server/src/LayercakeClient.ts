/**
 * The catalogue as a typed client. Commands and tools speak to LayerCake through this alone, whether the handlers are
 * in this process or in another.
 */
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Context, Layer, Schema } from "effect"
import type { RpcClient } from "effect/rpc"
import { RpcTest } from "effect/rpc"

/** The process that was asked ended meanwhile. */
export class CallUnanswered extends Schema.TaggedError<CallUnanswered>()("CallUnanswered", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `The process that owns the data folder ended before it answered ${this.operation}. Look whether it was done, then ask again.`
  }
}

/** Named, so that its type is worked out once. */
export interface CatalogueClient extends RpcClient.FromGroup<typeof Catalogue, CallUnanswered> {}

export class LayercakeClient extends Context.Service<LayercakeClient, CatalogueClient>()(
  "@layercake/server/LayercakeClient"
) {}

/**
 * Straight to the handlers of this process, through the same client and server machinery as over a wire, without
 * encoding. Effect names this transport after its use in tests.
 */
export const layerLocal = Layer.effect(LayercakeClient, RpcTest.makeClient(Catalogue))
