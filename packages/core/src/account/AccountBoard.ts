/**
 * The accounts there are and what may be done with them, by id. Who they are is in `store/AccountStore`.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { AccountId } from "./Account.ts"

export const AccountStatus = Schema.Literals(["active", "disabled", "erased"])
export type AccountStatus = typeof AccountStatus.Type

export const AccountRow = Schema.Struct({
  account: AccountId,
  administrator: Schema.Boolean,
  status: AccountStatus,
  registeredAt: Timestamp
})
export type AccountRow = typeof AccountRow.Type

export const accountBoard = Projection.make<AccountRow>("account", AccountRow, {
  AccountRegistered: Projection.put(
    (event) => event.account,
    ({ account, administrator }, { at }) => ({
      account,
      administrator,
      status: "active",
      registeredAt: at
    })
  ),
  AccountDisabled: Projection.change(
    (event) => event.account,
    (row) => ({ ...row, status: "disabled" })
  ),
  AccountEnabled: Projection.change(
    (event) => event.account,
    (row) => ({ ...row, status: "active" })
  ),
  AdministratorChanged: Projection.change(
    (event) => event.account,
    (row, { administrator }) => ({ ...row, administrator })
  ),
  AccountErased: Projection.change(
    (event) => event.account,
    (row) => ({ ...row, administrator: false, status: "erased" })
  )
})
