/**
 * The model an agent call asks for, where it differs from the one a language model was set up with.
 */
import { Context } from "effect"

/** Set by the model executor around every call; undefined means the language model's own default. */
export const RequestedModel = Context.Reference<string | undefined>("@layercake/core/agent/RequestedModel", {
  defaultValue: () => undefined
})
