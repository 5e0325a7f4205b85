import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import * as AgentExecutorReplies from "@layercake/conformance/AgentExecutorReplies"
import { ProviderServer } from "@layercake/conformance/ProviderServer"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import * as OpenAiLanguageModel from "@layercake/openai/OpenAiLanguageModel"
import { Deferred, Effect, Layer } from "effect"
import * as OpenAiServer from "./OpenAiServer.ts"

for (const api of ["chat", "responses"] as const) {
  const arrived = Deferred.makeUnsafe<void>()
  const abandoned = Deferred.makeUnsafe<void>()

  const executor = Layer.unwrap(
    Effect.gen(function* () {
      const server = yield* ProviderServer
      yield* Effect.forkScoped(Effect.andThen(server.arrived, Deferred.succeed(arrived, undefined)))
      yield* Effect.forkScoped(Effect.andThen(server.hungUp, Deferred.succeed(abandoned, undefined)))
      const model = OpenAiLanguageModel.layer({ baseURL: `${server.url}/v1`, api, model: "gpt-test-1" })
      return Layer.provide(ModelAgentExecutor.layer, model)
    })
  ).pipe(Layer.provide(OpenAiServer.layerWith(AgentExecutorReplies.replyTo)))

  AgentExecutorConformance.suite(`model over openai ${api}`, executor, {
    plays: ["cut", "refused", "rate-limited", "overloaded", "unauthorised", "broken", "silent"],
    silent: { arrived: Deferred.await(arrived), abandoned: Deferred.await(abandoned) }
  })
}
