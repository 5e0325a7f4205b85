/**
 * Rows of accounts, sessions and API tokens, as they stand in the store that all hosts share.
 */
import type { AccountId } from "@layercake/core/account/Account"
import { AccountRow } from "@layercake/core/account/AccountBoard"
import type { SessionId } from "@layercake/core/account/AccountSession"
import type { TokenId } from "@layercake/core/account/ApiToken"
import { ApiTokenRow } from "@layercake/core/account/ApiTokenBoard"
import { SessionRow } from "@layercake/core/account/SessionBoard"
import { hostStream } from "@layercake/core/host/HostStream"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Schema } from "effect"

const isAccount = Schema.is(AccountRow)
const isSession = Schema.is(SessionRow)
const isToken = Schema.is(ApiTokenRow)

const get =
  <Row>(projection: string, is: (row: unknown) => row is Row) =>
  (key: string) =>
    Effect.flatMap(ReadModelStore, (views) =>
      Effect.map(views.get(projection, hostStream, key), Option.filter(is))
    )

const list = <Row>(projection: string, is: (row: unknown) => row is Row) =>
  Effect.flatMap(ReadModelStore, (views) =>
    Effect.map(views.list(projection, hostStream), (rows) => rows.map(({ row }) => row as unknown).filter(is))
  )

export const account: (id: AccountId) => ReturnType<ReturnType<typeof get<AccountRow>>> = get(
  "account",
  isAccount
)
export const session: (id: SessionId) => ReturnType<ReturnType<typeof get<SessionRow>>> = get(
  "session",
  isSession
)
export const token: (id: TokenId) => ReturnType<ReturnType<typeof get<ApiTokenRow>>> = get(
  "apiToken",
  isToken
)

/** In order of their ids. */
export const accounts = list("account", isAccount)
export const tokens = list("apiToken", isToken)
