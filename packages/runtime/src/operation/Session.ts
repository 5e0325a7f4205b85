/**
 * Who is asking. Made by the host from a credential or from being at a terminal, never by the caller.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { Context } from "effect"

export class Session extends Context.Service<Session, { readonly actor: Actor }>()(
  "@layercake/runtime/operation/Session"
) {}
