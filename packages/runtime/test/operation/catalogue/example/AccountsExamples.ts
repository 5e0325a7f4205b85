import { Login } from "@layercake/core/account/Login"
import type { AccountReport } from "@layercake/core/operation/AccountReport"
import { Effect, Redacted } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const password = Redacted.make("correct horse battery staple")

let count = 0

/** Somebody with an account of their own. */
const somebody = (client: Client) => {
  count += 1
  return client["accounts.register"]({ login: Login.make(`somebody-${count}`), password })
}

/** Logged in, with what that gave. */
const loggedIn = Effect.fnUntraced(function* (client: Client) {
  const { login } = yield* somebody(client)
  return yield* client["accounts.login"]({ login: login ?? "", password })
})

const member = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client, rooms)
  const { account } = yield* somebody(client)
  yield* client["accounts.setMember"]({ project, account, role: "viewer" })
  return { project, account }
})

const issued = Effect.fnUntraced(function* (client: Client) {
  const { account } = yield* somebody(client)
  return yield* client["accounts.issueToken"]({ account, name: "nightly", kind: "automation" })
})

/** There has to be an administrator besides. */
const second = Effect.fnUntraced(function* (
  client: Client
): Effect.fn.Return<AccountReport, { readonly _tag: string }> {
  yield* somebody(client)
  return yield* somebody(client)
})

export const accounts: Examples<"accounts"> = {
  "accounts.register": plain({
    login: Login.make("grace"),
    password,
    email: "grace@example.com",
    displayName: "Grace"
  }),
  "accounts.me": plain(undefined),
  "accounts.update": (client) =>
    Effect.map(somebody(client), ({ account }) => ({ account, displayName: "Somebody", email: null })),
  "accounts.changePassword": (client) =>
    Effect.map(somebody(client), ({ account }) => ({
      account,
      next: Redacted.make("another good password")
    })),
  "accounts.list": plain({ limit: 10 }),
  "accounts.disable": (client) => Effect.map(second(client), ({ account }) => ({ account })),
  "accounts.enable": (client) =>
    Effect.gen(function* () {
      const { account } = yield* second(client)
      yield* client["accounts.disable"]({ account })
      return { account }
    }),
  "accounts.setAdministrator": (client) =>
    Effect.map(second(client), ({ account }) => ({ account, administrator: true })),
  "accounts.login": (client) =>
    Effect.map(somebody(client), ({ login }) => ({ login: login ?? "", password })),
  "accounts.refresh": (client) => Effect.map(loggedIn(client), ({ refreshToken }) => ({ refreshToken })),
  "accounts.logout": (client) =>
    Effect.map(loggedIn(client), ({ refreshToken }) => ({ refreshToken, everywhere: true })),
  "accounts.oauthStart": plain({ provider: "memory" }),
  "accounts.oauthFinish": (client) =>
    Effect.gen(function* () {
      const { address, attempt } = yield* client["accounts.oauthStart"]({ provider: "memory" })
      const state = address.split("state=")[1] ?? ""
      return { provider: "memory", code: Redacted.make("octocat"), state, attempt }
    }),
  "accounts.issueToken": (client) =>
    Effect.map(somebody(client), ({ account }) => ({
      account,
      name: "nightly",
      kind: "agent",
      toolsets: ["gates", "builds"],
      projects: [rooms],
      readOnly: true,
      days: 30
    })),
  "accounts.listTokens": (client) => Effect.map(issued(client), ({ account }) => ({ account })),
  "accounts.revokeToken": (client) => Effect.map(issued(client), ({ token }) => ({ token })),
  "accounts.members": plain({ project: rooms }),
  "accounts.setMember": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client, rooms)
      const { account } = yield* somebody(client)
      return { project, account, role: "contributor" }
    }),
  "accounts.removeMember": member
}
