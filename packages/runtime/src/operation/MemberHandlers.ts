/**
 * Answers the operations on a project's members.
 */
import { AccountId } from "@layercake/core/account/Account"
import { AccountInactive } from "@layercake/core/account/AccountError"
import { MemberRow } from "@layercake/core/account/MemberBoard"
import { RemoveMember, SetMember } from "@layercake/core/account/MemberCommand"
import type { Role } from "@layercake/core/account/Role"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { MemberReport } from "@layercake/core/operation/AccountReport"
import { MemberOperations } from "@layercake/core/operation/MemberOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { AccountStore } from "@layercake/core/store/AccountStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Schema } from "effect"
import * as AccountCaller from "../account/AccountCaller.ts"
import { Commands } from "../command/Commands.ts"
import { Session } from "./Session.ts"

const isAccount = Schema.is(AccountId)
const isMember = Schema.is(MemberRow)

const rows = Effect.fnUntraced(function* (project: ProjectId) {
  const views = yield* ReadModelStore
  return (yield* views.list("member", project)).map(({ row }) => row as unknown).filter(isMember)
})

const members = Effect.fnUntraced(function* (project: ProjectId) {
  const store = yield* AccountStore
  const found = yield* rows(project)
  const people = new Map(
    (yield* store.people(found.map(({ account }) => account))).map((person) => [person.account, person])
  )
  return found.map(({ account, addedAt, role }): MemberReport => {
    const person = people.get(account)
    return { account, login: person?.login ?? null, displayName: person?.displayName ?? null, role, addedAt }
  })
})

/** An account by id or login. The operating system's user, who owns what they began, is none and a member all the same. */
const named = Effect.fnUntraced(function* (project: ProjectId, name: string) {
  if (isAccount(name) && (yield* rows(project)).some(({ account }) => account === name)) return name
  const { account, status } = yield* AccountCaller.find(name)
  return status === "active" || (yield* rows(project)).some((row) => row.account === account)
    ? account
    : yield* new CommandRefused({ reason: new AccountInactive({ account }) })
})

const setMember = Effect.fnUntraced(function* (project: ProjectId, name: string, role: Role) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const account = yield* named(project, name)
  yield* commands.execute(project, new SetMember({ account, role }), { actor })
  const found = (yield* members(project)).find((member) => member.account === account)
  return found ?? (yield* Effect.die(`${account} is no member of ${project} after all`))
})

const removeMember = Effect.fnUntraced(function* (project: ProjectId, name: string) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const account = yield* named(project, name)
  yield* commands.execute(project, new RemoveMember({ account }), { actor })
  return yield* members(project)
})

export const layer = MemberOperations.toLayer({
  "accounts.members": ({ project }) => members(project),
  "accounts.setMember": ({ account, project, role }) => setMember(project, account, role),
  "accounts.removeMember": ({ account, project }) => removeMember(project, account)
})
