/**
 * The executor of those who have no model here: nobody is called, each run waits to be claimed.
 */
import { AgentExecutor, AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { Effect, Layer } from "effect"

const name = "claim"

export const layer: Layer.Layer<AgentExecutor> = Layer.succeed(AgentExecutor, {
  name,
  byClaim: true,
  pricing: { model: null },
  execute: () =>
    Effect.fail(
      new AgentExecutorError({
        executor: name,
        reason: "invalid-request",
        detail: "answers come by claim: `layercake claim`, then `layercake submit`"
      })
    )
})
