/**
 * Puts what people typed into the answers and refusals of the catalogue, in place of the references that states and rows
 * have. Streams are opened by their handlers.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { OpenAnswers } from "@layercake/core/operation/OpenAnswers"
import { Effect, Layer, Schema } from "effect"
import { RpcSchema } from "effect/rpc"
import { PersonalTexts } from "../store/PersonalTexts.ts"

/** No other error repeats what was typed, and what caused it may be anything. */
const isRefused = Schema.is(CommandRefused)

export const layer: Layer.Layer<OpenAnswers, never, PersonalTexts> = Layer.effect(
  OpenAnswers,
  Effect.map(PersonalTexts, ({ open }) =>
    OpenAnswers.of((answer, { rpc }) =>
      (RpcSchema.isStreamSchema(rpc.successSchema) ? answer : Effect.flatMap(answer, open)).pipe(
        Effect.catch((error) =>
          isRefused(error) ? Effect.flatMap(open(error), Effect.fail) : Effect.fail(error)
        )
      )
    )
  )
)
