/**
 * The catalogue as a typed client. Commands and tools speak to LayerCake through this alone, whether the handlers are
 * in this process or in another.
 */
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Context, Layer } from "effect"
import type { RpcClient } from "effect/rpc"
import { RpcTest } from "effect/rpc"

export class LayercakeClient extends Context.Service<
  LayercakeClient,
  RpcClient.FromGroup<typeof Catalogue>
>()("@layercake/server/LayercakeClient") {}

/**
 * Straight to the handlers of this process, through the same client and server machinery as over a wire, without
 * encoding. Effect names this transport after its use in tests.
 */
export const layerLocal = Layer.effect(LayercakeClient, RpcTest.makeClient(Catalogue))
