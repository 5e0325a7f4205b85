/**
 * `layercake member`: who may do what in a project. Only a person who owns it changes that.
 */
import { Role } from "@layercake/core/account/Role"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { MemberReport } from "@layercake/core/operation/AccountReport"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect, Schema } from "effect"
import { Argument, Command } from "effect/cli"
import { agreed, yesFlag } from "../Agreement.ts"
import { failed, fromError } from "../CliFailure.ts"
import type { OutputOptions } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { askProject } from "../ProjectCall.ts"
import { projectArgument } from "../ProjectChoice.ts"

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
  askProject(
    named,
    (client, project) => client["accounts.members"]({ project }),
    (members, output, project) =>
      members.length === 0 ? `${project} has no member.` : memberTable(members, output)
  )
).pipe(
  Command.withDescription("List the members of a project with their roles"),
  Command.withExamples([{ command: "layercake member list rooms --json", description: "For a script" }])
)

const setCommand = (name: "add" | "role", description: string, example: string, role: Role) =>
  Command.make(
    name,
    { project: projectArgument, account: accountArgument, role: roleArgument },
    ({ account, project: named, role }) =>
      askProject(
        named,
        (client, project) => client["accounts.setMember"]({ project, account, role }),
        (member, _, project) => `${nameOf(member)} is ${member.role} of ${project}.`
      )
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([{ command: `layercake member ${name} rooms ada ${role}`, description: example }])
  )

const removeCommand = Command.make(
  "remove",
  { project: projectArgument, account: accountArgument, yes: yesFlag },
  ({ account, project: named, yes }) =>
    askProject(
      named,
      (client, project) =>
        Effect.gen(function* () {
          const who = harmless(account)
          yield* agreed({
            yes,
            question: `Remove ${who} from ${project}?`,
            loss: `${who} could do nothing in ${project} any more`,
            kept: "Nobody was removed."
          })
          return yield* client["accounts.removeMember"]({ project, account }).pipe(
            Effect.mapError(onMember(project))
          )
        }),
      (left, output, project) =>
        `${harmless(account)} is no member of ${project} any more. Left:\n${memberTable(left, output)}`
    )
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
