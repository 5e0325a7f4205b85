/**
 * The sessions that go on, by id. One that is over has no row; one that has expired has none once its account logs in again.
 */
import { HashMap, Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { AccountId } from "./Account.ts"
import { SessionId } from "./AccountSession.ts"

export const SessionRow = Schema.Struct({
  session: SessionId,
  account: AccountId,
  begunAt: Timestamp,
  expiresAt: Timestamp
})
export type SessionRow = typeof SessionRow.Type

const over = { keys: ({ session }: { readonly session: SessionId }) => [session], evolve: () => undefined }

export const sessionBoard = Projection.make<SessionRow>("session", SessionRow, {
  SessionBegun: {
    keys: (event, rows, { at }) => [
      event.session,
      ...Array.from(HashMap.values(rows))
        .filter(({ account, expiresAt }) => account === event.account && expiresAt <= at)
        .map(({ session }) => session)
        .toSorted()
    ],
    evolve: (_row, { account, expiresAt, session }, { at }, key) =>
      key === session ? { session, account, begunAt: at, expiresAt } : undefined
  },
  SessionRefreshed: Projection.change(
    (event) => event.session,
    (row, { expiresAt }) => ({ ...row, expiresAt })
  ),
  SessionEnded: over,
  SessionReused: over
})
