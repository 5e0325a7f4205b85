/**
 * `layercake webhook`: addresses that are told of events.
 */
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { agreed, yesFlag } from "../Agreement.ts"
import { Output } from "../output/Output.ts"
import { webhookTable, webhookText } from "../output/WebhookText.ts"
import { withClient } from "../Root.ts"
import {
  exampleId,
  ofProject,
  onWebhooks,
  ownerFlag,
  webhookArgument,
  withWebhooks
} from "../WebhookChoice.ts"
import { deliveryCommands } from "./WebhookDeliveryCommand.ts"
import { setupCommands } from "./WebhookSetupCommand.ts"

const listCommand = Command.make("list", { project: ownerFlag }, ({ project }) =>
  withWebhooks(
    project,
    (client, of) => client["webhooks.list"](of),
    (webhooks, output) =>
      webhooks.length === 0
        ? "There is no webhook. `layercake webhook add` makes one."
        : webhookTable(webhooks, output)
  )
).pipe(
  Command.withDescription("List the webhooks of a project, or all of them"),
  Command.withExamples([
    { command: "layercake webhook list --project rooms", description: "Of a project" },
    { command: "layercake webhook list --json", description: "All of them, for a script" }
  ])
)

const showCommand = Command.make(
  "show",
  { webhook: webhookArgument, project: ownerFlag },
  ({ project, webhook }) =>
    withWebhooks(project, (client, of) => client["webhooks.get"]({ ...of, webhook }), webhookText)
).pipe(
  Command.withDescription("Show one webhook, without its secret"),
  Command.withExamples([{ command: `layercake webhook show ${exampleId}`, description: "By its id" }])
)

const removeCommand = Command.make(
  "remove",
  { webhook: webhookArgument, project: ownerFlag, yes: yesFlag },
  ({ project, webhook, yes }) =>
    Effect.gen(function* () {
      const of = yield* ofProject(project)
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          yield* agreed({
            yes,
            question: `Remove ${webhook}, with its secret and what waits to be sent?`,
            loss: "The secret and what waits to be sent would be gone",
            kept: "Nothing was removed."
          })
          const removed = yield* client["webhooks.delete"]({ ...of, webhook }).pipe(
            Effect.mapError(onWebhooks)
          )
          yield* output.result(removed, () => `${webhook} is removed; nothing is sent to it any more.`)
        })
      )
    })
).pipe(
  Command.withDescription("Remove a webhook with its secret; what waits is not sent"),
  Command.withExamples([
    { command: `layercake webhook remove ${exampleId}`, description: "Asks first" },
    { command: `layercake webhook remove ${exampleId} --yes`, description: "For a script" }
  ])
)

export const webhookCommand = Command.make("webhook").pipe(
  Command.withDescription("Tell addresses of events, and see what was not delivered"),
  Command.withSubcommands([listCommand, showCommand, ...setupCommands, removeCommand, ...deliveryCommands])
)
