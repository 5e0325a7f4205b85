/**
 * `layercake webhook deliveries`, `redeliver` and `test`: what a webhook is sent, and how that goes.
 */
import { JobState } from "@layercake/core/store/JobQueue"
import { Position } from "@layercake/core/store/EventStore"
import { Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { harmless } from "../output/Style.ts"
import { deliveryTable } from "../output/WebhookText.ts"
import { exampleId, ownerFlag, webhookArgument, withWebhooks } from "../WebhookChoice.ts"

const deliveriesCommand = Command.make(
  "deliveries",
  {
    webhook: webhookArgument,
    project: ownerFlag,
    state: Flag.Literals("state", JobState.literals).pipe(
      Flag.withDescription("Only deliveries in this state"),
      Flag.optional
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withDescription("Deliveries at most"),
      Flag.filter(
        (limit) => limit >= 1 && limit <= 1000,
        () => "a whole number from 1 to 1000"
      ),
      Flag.withDefault(100)
    )
  },
  ({ limit, project, state, webhook }) =>
    withWebhooks(
      project,
      (client, of) =>
        client["webhooks.deliveries"]({
          ...of,
          webhook,
          limit,
          ...Option.match(state, { onNone: () => ({}), onSome: (state) => ({ state }) })
        }),
      (deliveries, output) =>
        deliveries.length === 0
          ? "Nothing is still to be sent, and nothing was given up."
          : deliveryTable(deliveries, output)
    )
).pipe(
  Command.withDescription("List what is still to be sent to a webhook, and what was given up"),
  Command.withExamples([
    {
      command: `layercake webhook deliveries ${exampleId} --state dead`,
      description: "What was given up"
    }
  ])
)

const redeliverCommand = Command.make(
  "redeliver",
  {
    webhook: webhookArgument,
    position: Argument.Int("position").pipe(
      Argument.withDescription("The event's place in the whole log, as `layercake events` shows it"),
      Argument.filter(
        (position) => position >= 0,
        () => "the position of an event: a whole number from 0"
      ),
      Argument.map((position) => Position.make(position))
    ),
    project: ownerFlag
  },
  ({ position, project, webhook }) =>
    withWebhooks(
      project,
      (client, of) => client["webhooks.redeliver"]({ ...of, webhook, position }),
      (_, output) =>
        `The event at position ${position} is sent again. While it is not: \`${output.command(`webhook deliveries ${webhook}`)}\`.`
    )
).pipe(
  Command.withDescription("Send one event to a webhook again, under the same message id"),
  Command.withExamples([
    {
      command: `layercake webhook redeliver ${exampleId} 42`,
      description: "Also one that was given up"
    }
  ])
)

const testCommand = Command.make(
  "test",
  { webhook: webhookArgument, project: ownerFlag },
  ({ project, webhook }) =>
    withWebhooks(
      project,
      (client, of) => client["webhooks.test"]({ ...of, webhook }),
      ({ status, text }) => `It answered ${status}${text === "" ? "." : `: ${harmless(text)}`}`
    )
).pipe(
  Command.withDescription("Send a signed message of type webhook.test now, and say what was answered"),
  Command.withExamples([
    {
      command: `layercake webhook test ${exampleId}`,
      description: "Whether somebody listens there"
    }
  ])
)

export const deliveryCommands = [deliveriesCommand, redeliverCommand, testCommand] as const
