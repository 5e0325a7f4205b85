import * as AnthropicLanguageModel from "@layercake/anthropic/AnthropicLanguageModel"
import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { ProviderServer } from "@layercake/conformance/ProviderServer"
import * as AgentExecutorReplies from "@layercake/conformance/AgentExecutorReplies"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import { Deferred, Effect, Layer, Redacted } from "effect"
import * as AnthropicServer from "./AnthropicServer.ts"

const arrived = Deferred.makeUnsafe<void>()
const abandoned = Deferred.makeUnsafe<void>()

const executor = Layer.unwrap(
  Effect.gen(function* () {
    const server = yield* ProviderServer
    yield* Effect.forkScoped(Effect.andThen(server.arrived, Deferred.succeed(arrived, undefined)))
    yield* Effect.forkScoped(Effect.andThen(server.hungUp, Deferred.succeed(abandoned, undefined)))
    const model = AnthropicLanguageModel.layer({
      apiKey: Redacted.make("sk-ant-key"),
      baseURL: server.url,
      model: "claude-test-1"
    })
    return Layer.provide(ModelAgentExecutor.layer, model)
  })
).pipe(Layer.provide(AnthropicServer.layerWith(AgentExecutorReplies.replyTo)))

AgentExecutorConformance.suite("model over anthropic", executor, {
  plays: ["cut", "refused", "rate-limited", "overloaded", "unauthorised", "broken", "silent"],
  silent: { arrived: Deferred.await(arrived), abandoned: Deferred.await(abandoned) }
})
