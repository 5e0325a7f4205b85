/**
 * `layercake task start`, `done`, `fail`, `reopen` and `cancel`: how people's tasks move.
 */
import { Option } from "effect"
import { Command, Flag } from "effect/cli"
import { askProject } from "../ProjectCall.ts"
import { projectArgument } from "../ProjectChoice.ts"
import { taskArgument } from "../TaskChoice.ts"

const startCommand = Command.make(
  "start",
  { project: projectArgument, task: taskArgument },
  ({ project, task }) =>
    askProject(
      project,
      (client, project) => client["tasks.start"]({ project, task }),
      (_, output, project) =>
        `${task} is begun. Once it is done: \`${output.command(`task done ${project} ${task}`)}\`.`
    )
).pipe(
  Command.withDescription("Say that somebody is at a task now"),
  Command.withExamples([{ command: "layercake task start rooms task-1", description: "Before it is done" }])
)

const words = (flag: string, description: string) =>
  Flag.String(flag).pipe(
    Flag.withDescription(description),
    Flag.filter(
      (text) => text.length <= 10_000,
      () => "at most 10000 characters"
    ),
    Flag.optional
  )

const doneCommand = Command.make(
  "done",
  { project: projectArgument, task: taskArgument, outcome: words("outcome", "What came of it") },
  ({ outcome, project, task }) =>
    askProject(
      project,
      (client, project) =>
        client["tasks.complete"]({
          project,
          task,
          ...Option.match(outcome, { onNone: () => ({}), onSome: (outcome) => ({ outcome }) })
        }),
      ({ gate, required }) => `${task} is done${required && gate !== null ? `; ${gate} goes on` : ""}.`
    )
).pipe(
  Command.withDescription("Complete a task; a gate that waited for it goes on"),
  Command.withExamples([
    {
      command: 'layercake task done rooms task-1 --outcome "the landlord agrees"',
      description: "A required one needs a person to say so"
    }
  ])
)

const reasonMove = (
  name: "fail" | "reopen" | "cancel",
  reason: string,
  description: string,
  example: readonly [reason: string, description: string],
  text: string
) =>
  Command.make(
    name,
    { project: projectArgument, task: taskArgument, reason: words("reason", reason) },
    ({ project, reason, task }) =>
      askProject(
        project,
        (client, project) =>
          client[`tasks.${name}`]({
            project,
            task,
            ...Option.match(reason, { onNone: () => ({}), onSome: (reason) => ({ reason }) })
          }),
        () => `${task} ${text}`
      )
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([
      { command: `layercake task ${name} rooms task-1 --reason "${example[0]}"`, description: example[1] }
    ])
  )

export const moveCommands = [
  startCommand,
  doneCommand,
  reasonMove(
    "fail",
    "Why it cannot be done",
    "Say that a task could not be done; a required one goes on holding its gate",
    ["the landlord does not answer", "Until it is reopened or cancelled"],
    "has failed. Reopen it to try again, or cancel it."
  ),
  reasonMove(
    "reopen",
    "Why it is to be done again",
    "Have a task done again that was over",
    ["the landlord wants it in writing", "Whatever became of it before"],
    "is to be done again."
  ),
  reasonMove(
    "cancel",
    "Why it is not needed any more",
    "Say that a task is not needed any more; no gate waits for it",
    ["there is no landlord", "It can be reopened"],
    "is cancelled; no gate waits for it."
  )
] as const
