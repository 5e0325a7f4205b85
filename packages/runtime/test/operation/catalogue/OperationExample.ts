/**
 * What an example of an operation is: whatever has to be there first is made through the catalogue or the runtime, then
 * the payload to call it with is given. One file for each toolset, under `example/`.
 */
import type { Catalogue } from "@layercake/core/operation/Catalogue"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { Rpc, RpcGroup } from "effect/rpc"
import type { Client, layer } from "./CatalogueWorld.ts"

type Operations = RpcGroup.Rpcs<typeof Catalogue>
/** By name, so that one is found without looking at all of them. */
type OperationOf = { readonly [Operation in Operations as Operation["_tag"]]: Operation }
export type OperationName = keyof OperationOf
export type PayloadOf<Name extends OperationName> = Rpc.PayloadConstructor<OperationOf[Name]>

type World = Layer.Success<typeof layer>

/** `client`: of the owner, who may do everything. */
export type Example<Name extends OperationName> = (
  client: Client
) => Effect.Effect<PayloadOf<Name>, { readonly _tag: string }, World>

export type Examples<Toolset extends string> = {
  readonly [Name in OperationName & `${Toolset}.${string}`]: Example<Name>
}

/** An example that needs nothing first. */
export const plain =
  <Payload>(payload: Payload) =>
  (): Effect.Effect<Payload> =>
    Effect.succeed(payload)
