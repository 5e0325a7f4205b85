/**
 * The members of a project and their roles.
 */
import { Schema } from "effect"
import type { Fact } from "../event/EventCodec.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { AccountId } from "./Account.ts"
import { Role } from "./Role.ts"

export const MemberRow = Schema.Struct({ account: AccountId, role: Role, addedAt: Timestamp })
export type MemberRow = typeof MemberRow.Type

const isAccount = Schema.is(AccountId)

/** The person who began it, if it was one. */
const founder = <E extends FactoryEvent>(): Projection.Handler<MemberRow, E> => ({
  keys: (_event, _rows, { actor }) => (actor.kind === "person" && isAccount(actor.id) ? [actor.id] : []),
  evolve: (_row, _event, { actor, at }: Fact) => ({
    account: AccountId.make(actor.id),
    role: "owner",
    addedAt: at
  })
})

export const memberBoard = Projection.make<MemberRow>("member", MemberRow, {
  ProjectCreated: founder(),
  ProjectForked: founder(),
  MemberAdded: Projection.put(
    (event) => event.account,
    (event, fact) => ({ account: event.account, role: event.role, addedAt: fact.at })
  ),
  MemberChanged: Projection.change(
    (event) => event.account,
    (row, event) => ({ ...row, role: event.role })
  ),
  MemberRemoved: { keys: (event) => [event.account], evolve: () => undefined }
})
