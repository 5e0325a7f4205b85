/**
 * Types of events by their names.
 */
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import { Effect, Schema } from "effect"
import { failed } from "./CliFailure.ts"

const isType = Schema.is(Schema.Literals(eventTypes))

/** Of `--type`. */
export const parseType = (text: string) =>
  isType(text)
    ? Effect.succeed(text)
    : failed(`--type: there is no event ${text}. There are ${eventTypes.join(", ")}.`)
