/**
 * `layercake token`: API tokens, with which scripts and agents act for an account.
 */
import { TokenId, ToolsetName } from "@layercake/core/account/ApiToken"
import { ProjectId } from "@layercake/core/project/Project"
import type { TokenReport } from "@layercake/core/operation/AccountReport"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Redacted, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { withClient } from "../Root.ts"

const isToken = Schema.is(TokenId)
const isToolset = Schema.is(ToolsetName)
const isProject = Schema.is(ProjectId)

const account = Flag.String("account").pipe(
  Flag.withDescription("Whose: a login or an id; `layercake account list` lists them"),
  Flag.withMetavar("account")
)

const createCommand = Command.make(
  "create",
  {
    name: Argument.String("name").pipe(Argument.withDescription("What to call it, for example nightly")),
    account,
    agent: Flag.Boolean("agent").pipe(
      Flag.withDescription("Its holder is an agent; a script where this is left out"),
      Flag.withDefault(false)
    ),
    toolset: Flag.String("toolset").pipe(
      Flag.withDescription("A toolset that it may call, again for more; all when left out"),
      Flag.filter(isToolset, () => "the name of a toolset, as `layercake operations` lists them"),
      Flag.atLeast(0)
    ),
    project: Flag.String("project").pipe(
      Flag.withDescription("A project that it may see, again for more; all of the account's when left out"),
      Flag.filter(isProject, () => "the id of a project, as `layercake status` lists them"),
      Flag.atLeast(0)
    ),
    readOnly: Flag.Boolean("read-only").pipe(
      Flag.withDescription("It may only read"),
      Flag.withDefault(false)
    ),
    days: Flag.Int("days").pipe(
      Flag.withDescription("Days after which it ends by itself; never when left out"),
      Flag.filter(
        (days) => days >= 1 && days <= 3650,
        () => "a whole number from 1 to 3650"
      ),
      Flag.optional
    )
  },
  ({ account, agent, days, name, project, readOnly, toolset }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const issued = yield* client["accounts.issueToken"]({
          account,
          name,
          kind: agent ? "agent" : "automation",
          readOnly,
          ...(toolset.length === 0 ? {} : { toolsets: toolset }),
          ...(project.length === 0 ? {} : { projects: project.map((id) => ProjectId.make(id)) }),
          ...Option.match(days, { onNone: () => ({}), onSome: (days) => ({ days }) })
        }).pipe(Effect.mapError(fromError))
        // The one place where it is shown; a script reads it from here.
        const secret = Redacted.value(issued.secret)
        yield* output.result({ ...issued, secret }, () => secret)
      })
    )
).pipe(
  Command.withDescription("Make a token and print it: it is shown now and never again"),
  Command.withExamples([
    {
      command: "layercake token create nightly --account ada --toolset builds --days 90",
      description: "For a script that only builds"
    },
    {
      command: "layercake token create coder --account ada --agent --project rooms",
      description: "For an agent"
    }
  ])
)

const stateOf = ({ expiresAt, revokedAt }: TokenReport): string =>
  revokedAt !== null ? "revoked" : expiresAt === null ? "" : `until ${expiresAt.slice(0, 10)}`

const scopeOf = ({ projects, readOnly, toolsets }: TokenReport): string =>
  [
    ...(readOnly ? ["reads only"] : []),
    ...(toolsets === null ? [] : [toolsets.join(" ")]),
    ...(projects === null ? [] : [`in ${projects.join(" ")}`])
  ].join(", ")

const listCommand = Command.make("list", { account }, ({ account }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const tokens = yield* client["accounts.listTokens"]({ account }).pipe(Effect.mapError(fromError))
      yield* output.result(tokens, () =>
        tokens.length === 0
          ? "The account has no token."
          : table(
              tokens.map((token) => [
                token.token,
                harmless(token.name),
                token.kind,
                stateOf(token),
                token.lastUsedAt === null ? "never used" : `used ${token.lastUsedAt.slice(0, 16)}`,
                scopeOf(token)
              ]),
              output.columns
            )
      )
    })
  )
).pipe(
  Command.withDescription("List the tokens of an account"),
  Command.withExamples([{ command: "layercake token list --account ada", description: "Revoked ones, too" }])
)

const revokeCommand = Command.make(
  "revoke",
  {
    token: Argument.String("token").pipe(
      Argument.withDescription("The token's id; `layercake token list` lists them"),
      Argument.filter(isToken, () => "the id of a token, t- and 16 digits")
    )
  },
  ({ token }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const report = yield* client["accounts.revokeToken"]({ token: TokenId.make(token) }).pipe(
          Effect.mapError(fromError)
        )
        yield* output.result(report, () => `${report.token} is revoked. Nobody takes it within seconds.`)
      })
    )
).pipe(
  Command.withDescription("Revoke a token"),
  Command.withExamples([{ command: "layercake token revoke t-0123456789abcdef", description: "By its id" }])
)

export const tokenCommand = Command.make("token").pipe(
  Command.withDescription("Make, list and revoke the tokens that scripts and agents use"),
  Command.withSubcommands([createCommand, listCommand, revokeCommand])
)
