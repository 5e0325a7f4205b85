/**
 * `layercake account`: who may log in here, for whoever looks after LayerCake.
 */
import { Login, shortest } from "@layercake/core/account/Login"
import type { AccountReport } from "@layercake/core/operation/AccountReport"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Redacted, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import * as SecretInput from "../SecretInput.ts"
import { withClient } from "../Root.ts"

const isLogin = Schema.is(Login)

const nameArgument = Argument.String("account").pipe(
  Argument.withDescription("The account's login or id; `layercake account list` lists them")
)

const addCommand = Command.make(
  "add",
  {
    login: Argument.String("login").pipe(
      Argument.withDescription("What the person logs in with: lower-case letters, digits and . _ @ + -"),
      Argument.filter(isLogin, () => "a login: lower-case letters, digits and . _ @ + -, at most 100")
    ),
    email: Flag.String("email").pipe(Flag.withDescription("Where the person can be reached"), Flag.optional),
    name: Flag.String("name").pipe(Flag.withDescription("How others see the person"), Flag.optional),
    administrator: Flag.Boolean("administrator").pipe(
      Flag.withDescription("Let the account look after LayerCake itself; the first account may in any case"),
      Flag.withDefault(false)
    )
  },
  ({ administrator, email, login, name }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const password = yield* SecretInput.read("Password")
        if (Redacted.value(password).length < shortest)
          return yield* failed(`The password must have ${shortest} characters or more.`)
        const account = yield* client["accounts.register"]({
          login: Login.make(login),
          password,
          administrator,
          ...Option.match(email, { onNone: () => ({}), onSome: (email) => ({ email }) }),
          ...Option.match(name, { onNone: () => ({}), onSome: (displayName) => ({ displayName }) })
        }).pipe(Effect.mapError(fromError))
        yield* output.result(
          account,
          () =>
            `${login} is an account now${account.administrator ? ", and an administrator" : ""}: ${account.account}`
        )
      }),
      { begins: true }
    )
).pipe(
  Command.withDescription("Make an account; its password is asked for, or read from standard input"),
  Command.withExamples([
    { command: "layercake account add ada --email ada@example.com", description: "Asks for the password" },
    { command: "layercake account add ci --json < password.txt", description: "For a script" }
  ])
)

const stateOf = ({ administrator, status }: AccountReport): string =>
  status === "active" ? (administrator ? "administrator" : "") : status

const listCommand = Command.make("list", {}, () =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const accounts: Array<AccountReport> = []
      for (let after: AccountReport["account"] | null | undefined; after !== null;) {
        const page = yield* client["accounts.list"](after === undefined ? {} : { after }).pipe(
          Effect.mapError(fromError)
        )
        accounts.push(...page.accounts)
        after = page.next
      }
      yield* output.result(accounts, () =>
        accounts.length === 0
          ? "There is no account. `layercake account add` makes one."
          : table(
              accounts.map((account) => [
                harmless(account.login ?? "-"),
                account.account,
                stateOf(account),
                harmless([account.displayName, account.email].filter((text) => text !== null).join(", "))
              ]),
              output.columns
            )
      )
    })
  )
).pipe(
  Command.withDescription("List the accounts"),
  Command.withExamples([{ command: "layercake account list --json", description: "For a script" }])
)

const setCommand = (name: "disable" | "enable", description: string, example: string, text: string) =>
  Command.make(name, { account: nameArgument }, ({ account }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const report = yield* client[`accounts.${name}`]({ account }).pipe(Effect.mapError(fromError))
        yield* output.result(report, () => `${harmless(report.login ?? report.account)} ${text}`)
      })
    )
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([{ command: `layercake account ${name} ada`, description: example }])
  )

export const accountCommand = Command.make("account").pipe(
  Command.withDescription("Make, list and disable the accounts that may log in"),
  Command.withSubcommands([
    addCommand,
    listCommand,
    setCommand(
      "disable",
      "End an account's sessions and take its tokens no more",
      "As a person at a terminal",
      "is disabled: its sessions are over and its tokens are refused."
    ),
    setCommand("enable", "Let an account be used again", "After it was disabled", "can be used again.")
  ])
)
