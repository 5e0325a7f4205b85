/**
 * `layercake webhook add`, `change`, `enable`, `disable` and `rotate`: what an address is told, and what signs it. A secret
 * is printed when it is made, and never again.
 */
import type { WebhookSecret } from "@layercake/core/operation/WebhookOperations"
import { Array as Arr, Effect, Option, Redacted } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { parseType } from "../EventTypeChoice.ts"
import type { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { webhookText } from "../output/WebhookText.ts"
import { askWebhooks, exampleId, ownerFlag, webhookArgument, withWebhooks } from "../WebhookChoice.ts"

/** The one place where it is shown; a script reads it from stdout. */
const tellSecret = (issued: WebhookSecret, output: Output["Service"]) => {
  const secret = Redacted.value(issued.secret)
  return Effect.andThen(
    output.say(
      `${issued.webhook} is told at ${harmless(issued.url)}. This signs it, and is not shown again:`
    ),
    output.result({ ...issued, secret }, () => secret)
  )
}

const typeFlag = Flag.String("type").pipe(
  Flag.withAlias("t"),
  Flag.withDescription("Only events of this type, for example GateApproved, again for more"),
  Flag.atLeast(0)
)

/** Null for every type. */
const typesOf = (named: ReadonlyArray<string>) =>
  Effect.map(Effect.forEach(named, parseType), (types) => (Arr.isReadonlyArrayNonEmpty(types) ? types : null))

const addCommand = Command.make(
  "add",
  {
    url: Argument.String("url").pipe(Argument.withDescription("Where it is told, for example https://...")),
    project: Flag.String("project").pipe(
      Flag.withAlias("p"),
      Flag.withDescription("Tell it of this project; of all of them, for administrators, when left out"),
      Flag.optional
    ),
    type: typeFlag
  },
  ({ project, type, url }) =>
    Effect.gen(function* () {
      const types = yield* typesOf(type)
      yield* askWebhooks(
        project,
        (client, of) => client["webhooks.create"]({ ...of, url, types }),
        tellSecret
      )
    })
).pipe(
  Command.withDescription(
    "Tell an address of events from now on, and print its secret: it is shown this once"
  ),
  Command.withExamples([
    {
      command: "layercake webhook add https://ci.example/hook --project rooms",
      description: "Of everything there"
    },
    {
      command: "layercake webhook add https://ci.example/hook -p rooms --type GateApproved",
      description: "Of approvals alone"
    }
  ])
)

const changeCommand = Command.make(
  "change",
  {
    webhook: webhookArgument,
    project: ownerFlag,
    url: Flag.String("url").pipe(Flag.withDescription("Where it is told from now on"), Flag.optional),
    type: typeFlag,
    everyType: Flag.Boolean("every-type").pipe(
      Flag.withDescription("Events of every type"),
      Flag.withDefault(false)
    )
  },
  ({ everyType, project, type, url, webhook }) =>
    Effect.gen(function* () {
      if (everyType && type.length > 0) return yield* failed("Give --type or --every-type, not both.")
      if (!everyType && type.length === 0 && Option.isNone(url))
        return yield* failed("Give --url, --type or --every-type: say what is to change.")
      const types = yield* typesOf(type)
      yield* withWebhooks(
        project,
        (client, of) =>
          client["webhooks.update"]({
            ...of,
            webhook,
            ...Option.match(url, { onNone: () => ({}), onSome: (url) => ({ url }) }),
            ...(everyType || types !== null ? { types } : {})
          }),
        webhookText
      )
    })
).pipe(
  Command.withDescription("Give a webhook another address or other types of events"),
  Command.withExamples([
    { command: `layercake webhook change ${exampleId} --type GateApproved`, description: "Approvals alone" }
  ])
)

const switchCommand = (name: "enable" | "disable", description: string, what: string, text: string) =>
  Command.make(name, { webhook: webhookArgument, project: ownerFlag }, ({ project, webhook }) =>
    withWebhooks(
      project,
      (client, of) => client["webhooks.update"]({ ...of, webhook, enabled: name === "enable" }),
      () => `${webhook} ${text}`
    )
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([{ command: `layercake webhook ${name} ${exampleId}`, description: what }])
  )

const rotateCommand = Command.make(
  "rotate",
  { webhook: webhookArgument, project: ownerFlag },
  ({ project, webhook }) =>
    askWebhooks(project, (client, of) => client["webhooks.rotate"]({ ...of, webhook }), tellSecret)
).pipe(
  Command.withDescription("Sign with another secret from now on, and print it: it is shown this once"),
  Command.withExamples([
    { command: `layercake webhook rotate ${exampleId}`, description: "The old one signs nothing any more" }
  ])
)

export const setupCommands = [
  addCommand,
  changeCommand,
  switchCommand(
    "enable",
    "Send to a webhook again",
    "After it was switched off",
    "is told of what happens from now on."
  ),
  switchCommand(
    "disable",
    "Send nothing to a webhook; what happens meanwhile is not sent later",
    "Until it is switched on again",
    "is told of nothing any more. It can be enabled again."
  ),
  rotateCommand
] as const
