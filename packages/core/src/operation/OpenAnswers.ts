/**
 * Marks the operations whose answers and errors have what people typed in place of references to it. Answers that are
 * streams are opened by their handlers.
 */
import { RpcMiddleware } from "effect/rpc"
import { StoreUnavailable } from "../store/StoreUnavailable.ts"

export class OpenAnswers extends RpcMiddleware.Service<OpenAnswers>()(
  "@layercake/core/operation/OpenAnswers",
  { error: StoreUnavailable }
) {}
