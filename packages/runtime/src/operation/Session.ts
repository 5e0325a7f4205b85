/**
 * Who is asking and what they may. Made by the host from a credential or from being at a terminal, never by the caller.
 */
import type { SessionId } from "@layercake/core/account/AccountSession"
import type { Grant } from "@layercake/core/account/Grant"
import type { Actor } from "@layercake/core/actor/Actor"
import { Context } from "effect"

export class Session extends Context.Service<
  Session,
  {
    readonly actor: Actor
    readonly grant: Grant
    /** The log-in that the credential is of, where it is of one. */
    readonly session?: SessionId
  }
>()("@layercake/runtime/operation/Session") {}
