/**
 * `layercake member`: who may do what in a project. Only a person who owns it changes that.
 */
import { Role } from "@layercake/core/account/Role"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { MemberReport } from "@layercake/core/operation/AccountReport"
import type { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Schema } from "effect"
import { Argument, Command } from "effect/cli"
import { agreed, yesFlag } from "../Agreement.ts"
import { failed, fromError } from "../CliFailure.ts"
import { Output, type OutputOptions } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { parseProject, projectArgument } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const accountArgument = Argument.String("account").pipe(
  Argument.withDescription("The account's login or id"),
  Argument.filter(
    (text) => text.trim() !== "" && text.length <= 100,
    () => "the login or the id of an account"
  )
)
const roleArgument = Argument.Literals("role", Role.literals).pipe(
  Argument.withDescription("viewer reads, contributor works, approver decides, owner also sets members")
)

const isRefused = Schema.is(CommandRefused)

/** Who is none is found among those who are. */
const onMember = (project: ProjectId) => (error: { readonly message: string }) =>
  isRefused(error) && error.reason._tag === "MemberUnknown"
    ? failed(`${error.message} \`layercake member list ${project}\` lists who is.`)
    : fromError(error)

const nameOf = ({ account, login }: MemberReport): string => harmless(login ?? account)

const memberTable = (members: ReadonlyArray<MemberReport>, { colour, columns }: OutputOptions): string =>
  table(
    [
      ["MEMBER", "ROLE", "SINCE", "ACCOUNT", "NAME"].map((head) => paint(colour, "quiet", head)),
      ...members.map((member) => [
        nameOf(member),
        member.role,
        member.addedAt.slice(0, 10),
        member.account,
        harmless(member.displayName ?? "")
      ])
    ],
    columns
  )

const listCommand = Command.make("list", { project: projectArgument }, ({ project: named }) =>
  Effect.gen(function* () {
    const project = yield* parseProject(named)
    yield* withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const members = yield* client["accounts.members"]({ project }).pipe(Effect.mapError(fromError))
        yield* output.result(members, () =>
          members.length === 0 ? `${project} has no member.` : memberTable(members, output)
        )
      })
    )
  })
).pipe(
  Command.withDescription("List the members of a project with their roles"),
  Command.withExamples([{ command: "layercake member list rooms --json", description: "For a script" }])
)

const setCommand = (name: "add" | "role", description: string, example: string, role: Role) =>
  Command.make(
    name,
    { project: projectArgument, account: accountArgument, role: roleArgument },
    ({ account, project: named, role }) =>
      Effect.gen(function* () {
        const project = yield* parseProject(named)
        yield* withClient(
          Effect.gen(function* () {
            const client = yield* LayercakeClient
            const output = yield* Output
            const member = yield* client["accounts.setMember"]({ project, account, role }).pipe(
              Effect.mapError(fromError)
            )
            yield* output.result(member, () => `${nameOf(member)} is ${member.role} of ${project}.`)
          })
        )
      })
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([{ command: `layercake member ${name} rooms ada ${role}`, description: example }])
  )

const removeCommand = Command.make(
  "remove",
  { project: projectArgument, account: accountArgument, yes: yesFlag },
  ({ account, project: named, yes }) =>
    Effect.gen(function* () {
      const project = yield* parseProject(named)
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const who = harmless(account)
          yield* agreed({
            yes,
            question: `Remove ${who} from ${project}?`,
            loss: `${who} could do nothing in ${project} any more`,
            kept: "Nobody was removed."
          })
          const left = yield* client["accounts.removeMember"]({ project, account }).pipe(
            Effect.mapError(onMember(project))
          )
          yield* output.result(
            left,
            () => `${who} is no member of ${project} any more. Left:\n${memberTable(left, output)}`
          )
        })
      )
    })
).pipe(
  Command.withDescription("Remove a member, who may do nothing in the project any more"),
  Command.withExamples([
    { command: "layercake member remove rooms ada", description: "Asks first" },
    { command: "layercake member remove rooms ada --yes --json", description: "With who is left" }
  ])
)

export const memberCommand = Command.make("member").pipe(
  Command.withDescription("List, add and remove the members of a project, and set their roles"),
  Command.withSubcommands([
    listCommand,
    setCommand("add", "Add an account to a project", "Then ada may work on it", "contributor"),
    setCommand("role", "Give a member another role", "Then ada may decide at gates", "approver"),
    removeCommand
  ])
)
