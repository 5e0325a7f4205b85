/**
 * Which webhook a command is about, and asking something of webhooks.
 */
import { AccessDenied } from "@layercake/core/account/AccessError"
import type { ProjectId } from "@layercake/core/project/Project"
import { WebhookId } from "@layercake/core/webhook/Webhook"
import { WebhookDisabled } from "@layercake/core/webhook/WebhookError"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema } from "effect"
import { Argument, Flag } from "effect/cli"
import { type CliFailure, failed, fromError } from "./CliFailure.ts"
import { Output } from "./output/Output.ts"
import { parseProject } from "./ProjectChoice.ts"
import { withClient } from "./Root.ts"

/** For examples. */
export const exampleId = "wh-0123456789abcdef0123456789abcdef"

const isWebhook = Schema.is(WebhookId)

export const webhookArgument = Argument.String("webhook").pipe(
  Argument.withDescription("The webhook's id; `layercake webhook list` lists them"),
  Argument.filter(isWebhook, () => "the id of a webhook: wh- and 32 digits"),
  Argument.map((id) => WebhookId.make(id))
)

export const ownerFlag = Flag.String("project").pipe(
  Flag.withAlias("p"),
  Flag.withDescription("The project whose webhook it is; administrators may leave it out"),
  Flag.optional
)

/** As the operations take it. */
export interface OfProject {
  readonly project?: ProjectId
}

export const ofProject = (named: Option.Option<string>): Effect.Effect<OfProject, CliFailure> =>
  Option.match(named, {
    onNone: () => Effect.succeed({}),
    onSome: (name) => Effect.map(parseProject(name), (project) => ({ project }))
  })

/** Asks something of webhooks, and leaves it to `tell` to print the answer. */
export const askWebhooks = <A, R>(
  named: Option.Option<string>,
  ask: (client: LayercakeClient["Service"], of: OfProject) => Effect.Effect<A, { readonly message: string }>,
  tell: (answer: A, output: Output["Service"]) => Effect.Effect<void, never, R>
) =>
  Effect.gen(function* () {
    const of = yield* ofProject(named)
    yield* withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const answer = yield* ask(client, of).pipe(Effect.mapError(onWebhooks))
        yield* tell(answer, output)
      })
    )
  })

/** Asks, and prints the answer. */
export const withWebhooks = <A>(
  named: Option.Option<string>,
  ask: (client: LayercakeClient["Service"], of: OfProject) => Effect.Effect<A, { readonly message: string }>,
  text: (answer: A, output: Output["Service"]) => string
) => askWebhooks(named, ask, (answer, output) => output.result(answer, () => text(answer, output)))

const isDisabled = Schema.is(WebhookDisabled)
const isDenied = Schema.is(AccessDenied)

export const onWebhooks = (error: { readonly message: string }) => {
  if (isDisabled(error))
    return failed(
      `The webhook ${error.webhook} is switched off. \`layercake webhook enable ${error.webhook}\` switches it on.`
    )
  // Without a project it is asked of all of them.
  return isDenied(error) && error.reason._tag === "Administrator"
    ? failed(`${error.message} Give --project with a project that you own.`)
    : fromError(error)
}
