/**
 * Marks the operations before which it is looked at who asks: kind of caller, role in the project, scope of the token.
 */
import { RpcMiddleware } from "effect/rpc"
import { AccessDenied } from "../account/AccessError.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { StoreUnavailable } from "../store/StoreUnavailable.ts"
import { Schema } from "effect"

export class Authorisation extends RpcMiddleware.Service<Authorisation>()(
  "@layercake/core/operation/Authorisation",
  { error: Schema.Union([AccessDenied, ProjectNotFound, StoreUnavailable]) }
) {}
