import { assert, describe, it } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import {
  BeginSession,
  DisableAccount,
  EnableAccount,
  EndSession,
  EndSessions,
  EraseAccount,
  IssueToken,
  LinkIdentity,
  RecordPasswordChange,
  RecordProfileChange,
  RecordReuse,
  RefreshSession,
  RegisterAccount,
  RevokeToken,
  SetAdministrator
} from "@layercake/core/account/AccountCommand"
import {
  AccountDisabled,
  AccountEnabled,
  AccountErased,
  AccountRegistered,
  AdministratorChanged,
  IdentityLinked,
  PasswordChanged,
  ProfileChanged
} from "@layercake/core/account/AccountEvent"
import { SessionId } from "@layercake/core/account/AccountSession"
import { TokenId } from "@layercake/core/account/ApiToken"
import {
  SessionBegun,
  SessionEnded,
  SessionRefreshed,
  SessionReused,
  TokenIssued,
  TokenRevoked
} from "@layercake/core/account/SessionEvent"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { initialState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { given, refusal, when } from "../project/GivenProject.ts"

const account = (digit: string) => AccountId.make(`u-${digit.repeat(16)}`)
const session = (digit: string) => SessionId.make(`s-${digit.repeat(32)}`)
const token = TokenId.make(`t-${"1".repeat(16)}`)
const [ada, grace] = [account("a"), account("b")]
const expiresAt = Timestamp.make("2026-12-22T10:00:00.000Z")

const register = (of: AccountId, more: Partial<RegisterAccount> = {}) =>
  new RegisterAccount({ account: of, administrator: false, admitted: false, ...more })
const registered = (of: AccountId, administrator = false) =>
  new AccountRegistered({ account: of, administrator })
const begin = (of: AccountId, digit: string) =>
  new BeginSession({ session: session(digit), account: of, expiresAt })
const begun = (of: AccountId, digit: string, until = expiresAt) =>
  new SessionBegun({ session: session(digit), account: of, expiresAt: until })
const scope = { toolsets: ["gates"], projects: null, readOnly: true, expiresAt: null }
const issue = (of: AccountId) => new IssueToken({ token, account: of, kind: "automation", ...scope })
const issued = (of: AccountId) => new TokenIssued({ token, account: of, kind: "automation", ...scope })

const both = [registered(ada, true), registered(grace)]

describe("an account", () => {
  it("is an administrator where there is none yet", () => {
    assert.deepStrictEqual(when(initialState, register(ada)), [registered(ada, true)])
    const erased = given(registered(ada, true), new AccountErased({ account: ada }))
    assert.deepStrictEqual(when(erased, register(grace)), [registered(grace, true)])
  })

  it("is registered later only by whoever may, and is no administrator then unless it is said", () => {
    const state = given(registered(ada, true))
    assert.strictEqual(refusal(state, register(grace))._tag, "RegistrationClosed")
    assert.deepStrictEqual(when(state, register(grace, { admitted: true })), [registered(grace)])
    assert.deepStrictEqual(when(state, register(grace, { admitted: true, administrator: true })), [
      registered(grace, true)
    ])
    assert.deepStrictEqual(when(state, register(ada, { admitted: true })), [])
  })

  it("ends its sessions when it is disabled, when its password changes and when it is erased", () => {
    const state = given(...both, begun(ada, "1"), begun(grace, "2"), begun(grace, "3"), issued(grace))
    const ended = (reason: SessionEnded["reason"]) =>
      ["2", "3"].map((digit) => new SessionEnded({ session: session(digit), reason }))
    assert.deepStrictEqual(when(state, new DisableAccount({ account: grace })), [
      new AccountDisabled({ account: grace }),
      ...ended("disabled")
    ])
    assert.deepStrictEqual(when(state, new RecordPasswordChange({ account: grace })), [
      new PasswordChanged({ account: grace }),
      ...ended("password")
    ])
    assert.deepStrictEqual(when(state, new EraseAccount({ account: grace })), [
      new AccountErased({ account: grace }),
      ...ended("erased"),
      new TokenRevoked({ token })
    ])
  })

  it("is disabled and enabled once, and then there is nothing to do", () => {
    const disabled = given(...both, new AccountDisabled({ account: grace }))
    assert.deepStrictEqual(when(disabled, new DisableAccount({ account: grace })), [])
    assert.deepStrictEqual(when(disabled, new EnableAccount({ account: grace })), [
      new AccountEnabled({ account: grace })
    ])
    assert.deepStrictEqual(when(given(...both), new EnableAccount({ account: grace })), [])
  })

  it("stays an administrator while no other one is active", () => {
    const alone = given(...both)
    for (const command of [
      new DisableAccount({ account: ada }),
      new SetAdministrator({ account: ada, administrator: false })
    ])
      assert.deepInclude(refusal(alone, command), { _tag: "LastAdministrator", account: ada })
    const two = given(...both, new AdministratorChanged({ account: grace, administrator: true }))
    assert.deepStrictEqual(when(two, new SetAdministrator({ account: ada, administrator: false })), [
      new AdministratorChanged({ account: ada, administrator: false })
    ])
    assert.deepStrictEqual(when(two, new SetAdministrator({ account: ada, administrator: true })), [])
    const other = given(
      ...both,
      new AdministratorChanged({ account: grace, administrator: true }),
      new AccountDisabled({ account: grace })
    )
    assert.strictEqual(refusal(other, new DisableAccount({ account: ada }))._tag, "LastAdministrator")
  })

  it("says that its profile changed, never how", () => {
    const change = new RecordProfileChange({ account: grace, fields: ["login", "email"] })
    assert.deepStrictEqual(when(given(...both), change), [
      new ProfileChanged({ account: grace, fields: ["login", "email"] })
    ])
    const none = new RecordProfileChange({ account: grace, fields: [] })
    assert.deepStrictEqual(when(given(...both), none), [])
  })

  it("is linked to an identity while it is active", () => {
    const link = new LinkIdentity({ account: grace, provider: "github" })
    assert.deepStrictEqual(when(given(...both), link), [
      new IdentityLinked({ account: grace, provider: "github" })
    ])
    const disabled = given(...both, new AccountDisabled({ account: grace }))
    assert.strictEqual(refusal(disabled, link)._tag, "AccountInactive")
  })

  it("takes nothing once it is erased, and is unknown before it is registered", () => {
    const erased = given(...both, new AccountErased({ account: grace }))
    for (const command of [
      new EnableAccount({ account: grace }),
      new RecordPasswordChange({ account: grace }),
      begin(grace, "1"),
      issue(grace)
    ]) {
      assert.strictEqual(refusal(erased, command)._tag, "AccountInactive")
      assert.strictEqual(refusal(given(registered(ada, true)), command)._tag, "AccountUnknown")
    }
    assert.deepStrictEqual(when(erased, new EraseAccount({ account: grace })), [])
  })
})

describe("a session", () => {
  it("begins for an account that is active", () => {
    assert.deepStrictEqual(when(given(...both), begin(grace, "1")), [begun(grace, "1")])
    const disabled = given(...both, new AccountDisabled({ account: grace }))
    assert.strictEqual(refusal(disabled, begin(grace, "1"))._tag, "AccountInactive")
  })

  it("goes on when it is refreshed, and not after its end", () => {
    const refresh = new RefreshSession({ session: session("1"), expiresAt })
    const state = given(...both, begun(grace, "1"))
    assert.deepStrictEqual(when(state, refresh), [new SessionRefreshed({ session: session("1"), expiresAt })])
    const ended = given(
      ...both,
      begun(grace, "1"),
      new SessionEnded({ session: session("1"), reason: "logout" })
    )
    assert.strictEqual(refusal(ended, refresh)._tag, "SessionOver")
  })

  it("ends once: by logging out, or because its token was used twice", () => {
    const state = given(...both, begun(grace, "1"), begun(grace, "2"))
    const end = new EndSession({ session: session("1") })
    const reuse = new RecordReuse({ session: session("1") })
    assert.deepStrictEqual(when(state, end), [new SessionEnded({ session: session("1"), reason: "logout" })])
    assert.deepStrictEqual(when(state, reuse), [new SessionReused({ session: session("1") })])
    const over = given(...both, begun(grace, "1"), new SessionReused({ session: session("1") }))
    assert.deepStrictEqual([...when(over, end), ...when(over, reuse)], [])
    assert.strictEqual(when(state, new EndSessions({ account: grace })).length, 2)
  })

  it("has no row any more when it had expired before the next one of its account", () => {
    const past = Timestamp.make("2026-11-22T00:00:00.000Z")
    const state = given(
      ...both,
      begun(grace, "1", past),
      begun(ada, "2", past),
      begun(grace, "3"),
      begun(grace, "4")
    )
    assert.deepStrictEqual(
      rowsOf(state, "session").map((row) => row.session),
      [session("2"), session("3"), session("4")]
    )
  })
})

describe("an API token", () => {
  it("is issued with its scope and revoked once", () => {
    assert.deepStrictEqual(when(given(...both), issue(grace)), [issued(grace)])
    const state = given(...both, issued(grace))
    const revoke = new RevokeToken({ token })
    assert.deepStrictEqual(when(state, revoke), [new TokenRevoked({ token })])
    const revoked = given(...both, issued(grace), new TokenRevoked({ token }))
    assert.deepStrictEqual(when(revoked, revoke), [])
    assert.isNotNull(rowOf(revoked, "apiToken", token)?.revokedAt)
    assert.strictEqual(refusal(given(...both), revoke)._tag, "TokenUnknown")
  })
})
