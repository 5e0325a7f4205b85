/**
 * The root command with the shared flags, and how a subcommand gets its client.
 */
import { automation, person } from "@layercake/core/actor/Actor"
import * as Embedded from "@layercake/server/Embedded"
import { Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { fromError } from "./CliFailure.ts"
import * as Output from "./output/Output.ts"
import { settings, type SharedSettings } from "./Settings.ts"
import { Terminal } from "./Terminal.ts"

export const root = Command.make("layercake").pipe(
  Command.withSharedFlags(settings),
  Command.withDescription("A software factory you can audit: from a brief through ten gates to a running program.")
)

/** Printing alone, for commands that need no store. */
export const withOutput = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const shared = yield* root
    return yield* effect.pipe(Effect.provide(yield* output(shared)))
  })

/** Opens the data folder for as long as the effect runs. With `workers`, due work is done meanwhile. */
export const withClient = <A, E, R>(effect: Effect.Effect<A, E, R>, options: { readonly workers?: boolean } = {}) =>
  Effect.gen(function* () {
    const shared = yield* root
    return yield* withClientAt(shared, effect, options)
  })

export const withClientAt = <A, E, R>(
  shared: SharedSettings,
  effect: Effect.Effect<A, E, R>,
  options: { readonly workers?: boolean } = {}
) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    const client = Embedded.layer({
      dataDirectory: shared.data,
      model: shared.model,
      sandbox: shared.sandbox,
      workers: options.workers ?? false,
      // Nobody at a terminal means that no person is asking, so nothing here may be recorded as one.
      actor: terminal.interactive ? person(terminal.user) : automation(`cli:${terminal.user}`)
    }).pipe(Layer.catch((error) => Layer.effectContext(Effect.fail(fromError(error)))))
    return yield* effect.pipe(Effect.provide(Layer.merge(client, yield* output(shared))))
  })

const output = Effect.fnUntraced(function* (shared: SharedSettings) {
  const terminal = yield* Terminal
  return Output.layer({ json: shared.json, colour: terminal.colour, interactive: terminal.interactive })
})
