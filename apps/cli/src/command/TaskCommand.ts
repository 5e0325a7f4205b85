/**
 * `layercake task`: what is to be done in a project. People's tasks are written down and moved here; those of the pipeline
 * are moved by the agents that do them.
 */
import { GateId } from "@layercake/core/gate/Gate"
import { ManualTaskStatus } from "@layercake/core/task/ManualTask"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { harmless } from "../output/Style.ts"
import { taskTable, taskText } from "../output/TaskText.ts"
import { askProject } from "../ProjectCall.ts"
import { projectArgument } from "../ProjectChoice.ts"
import { accountOf, taskArgument } from "../TaskChoice.ts"
import { moveCommands } from "./TaskMoveCommand.ts"

const isGate = Schema.is(GateId)

const gateFlag = (description: string) =>
  Flag.String("gate").pipe(
    Flag.withDescription(description),
    Flag.filter(isGate, () => "the id of a gate, for example G3"),
    Flag.map((gate) => GateId.make(gate)),
    Flag.optional
  )

const assigneeFlag = (description: string) =>
  Flag.String("assignee").pipe(
    Flag.withDescription(description),
    Flag.withMetavar("account"),
    Flag.filter(
      (text) => text !== "",
      () => "an account's login or id"
    ),
    Flag.optional
  )

const listCommand = Command.make(
  "list",
  {
    project: projectArgument,
    gate: gateFlag("Only tasks of this gate"),
    kind: Flag.Literals("kind", ["pipeline", "manual"]).pipe(
      Flag.withDescription("Only those of agents (pipeline), or of people (manual)"),
      Flag.optional
    ),
    status: Flag.Literals("status", ManualTaskStatus.literals).pipe(
      Flag.withDescription("Only tasks that stand so"),
      Flag.optional
    ),
    assignee: assigneeFlag("Only tasks of this agent, or of this account by login or id")
  },
  ({ assignee, gate, kind, project: named, status }) =>
    askProject(
      named,
      (client, project) =>
        Effect.gen(function* () {
          return yield* client["tasks.list"]({
            project,
            ...Option.match(gate, { onNone: () => ({}), onSome: (gate) => ({ gate }) }),
            ...Option.match(kind, { onNone: () => ({}), onSome: (kind) => ({ kind }) }),
            ...Option.match(status, { onNone: () => ({}), onSome: (status) => ({ status }) }),
            ...(Option.isNone(assignee)
              ? {}
              : { assignee: yield* accountOf(client, project, assignee.value) })
          })
        }),
      (tasks, output, project) =>
        tasks.length === 0
          ? `There is no such task. \`${output.command(`task add ${project} ...`)}\` writes one down.`
          : taskTable(tasks, output)
    )
).pipe(
  Command.withDescription("List the tasks of a project, in the order of the gates"),
  Command.withExamples([
    { command: "layercake task list rooms --kind manual --status todo", description: "Left for people" },
    { command: "layercake task list rooms --assignee ada --json", description: "For a script" }
  ])
)

const showCommand = Command.make(
  "show",
  { project: projectArgument, task: taskArgument },
  ({ project, task }) =>
    askProject(
      project,
      (client, project) => client["tasks.get"]({ project, task }),
      (task, output) => taskText(task, output)
    )
).pipe(
  Command.withDescription("Show one task in full"),
  Command.withExamples([
    { command: "layercake task show rooms task-1", description: "Written down by somebody" },
    { command: "layercake task show rooms G1/scope", description: "Of the pipeline" }
  ])
)

const addCommand = Command.make(
  "add",
  {
    project: projectArgument,
    title: Argument.String("title").pipe(
      Argument.withDescription("What is to be done"),
      Argument.filter(
        (text) => text.trim() !== "" && text.length <= 200,
        () => "what is to be done, in 1 to 200 characters"
      )
    ),
    detail: Flag.String("detail").pipe(
      Flag.withDescription("More about it"),
      Flag.filter(
        (text) => text.length <= 10_000,
        () => "at most 10000 characters"
      ),
      Flag.optional
    ),
    gate: gateFlag("The gate it belongs to"),
    required: Flag.Boolean("required").pipe(
      Flag.withDescription("Its gate does not go to review before it is done; needs --gate"),
      Flag.withDefault(false)
    ),
    assignee: assigneeFlag("Who is to do it, by login or id; nobody by name when left out")
  },
  ({ assignee, detail, gate, project, required, title }) =>
    askProject(
      project,
      (client, project) =>
        Effect.gen(function* () {
          return yield* client["tasks.create"]({
            project,
            title,
            required,
            ...Option.match(detail, { onNone: () => ({}), onSome: (detail) => ({ detail }) }),
            ...Option.match(gate, { onNone: () => ({}), onSome: (gate) => ({ gate }) }),
            ...(Option.isNone(assignee)
              ? {}
              : { assignee: yield* accountOf(client, project, assignee.value) })
          })
        }),
      ({ gate, required, task }) => `${task} is written down${required ? `; ${gate} waits for it` : ""}.`
    )
).pipe(
  Command.withDescription("Write down something for people to do"),
  Command.withExamples([
    { command: 'layercake task add rooms "Ask the landlord" --assignee ada', description: "For somebody" },
    {
      command: 'layercake task add rooms "Ask the landlord" --gate G1 --required',
      description: "G1 waits for it"
    }
  ])
)

const assignCommand = Command.make(
  "assign",
  {
    project: projectArgument,
    task: taskArgument,
    account: Argument.String("account").pipe(
      Argument.withDescription("Who is to do it, by login or id; nobody by name when left out"),
      Argument.optional
    )
  },
  ({ account, project, task }) =>
    askProject(
      project,
      (client, project) =>
        Effect.gen(function* () {
          const assignee = Option.isNone(account) ? null : yield* accountOf(client, project, account.value)
          return yield* client["tasks.assign"]({ project, task, assignee })
        }),
      ({ task }) =>
        `${task} is for ${Option.match(account, { onNone: () => "nobody by name", onSome: harmless })}.`
    )
).pipe(
  Command.withDescription("Say who is to do a task, or that nobody is named"),
  Command.withExamples([
    { command: "layercake task assign rooms task-1 ada", description: "For ada" },
    { command: "layercake task assign rooms task-1", description: "For nobody by name" }
  ])
)

export const taskCommand = Command.make("task").pipe(
  Command.withDescription("List, write down, assign and move what is to be done"),
  Command.withSubcommands([listCommand, showCommand, addCommand, assignCommand, ...moveCommands])
)
