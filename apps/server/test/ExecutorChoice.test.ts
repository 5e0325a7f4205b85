import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import * as ExecutorChoice from "@layercake/server/ExecutorChoice"
import { ConfigProvider, Effect, FileSystem, Layer } from "effect"

const settings = (env: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromEnv({ env }))

const choose = (setting: string, env: Record<string, string> = {}) =>
  Effect.provide(
    AgentExecutor,
    ExecutorChoice.layerAnswering(setting).pipe(Layer.provide(Layer.merge(NodeServices.layer, settings(env))))
  )

const refusal = (setting: string) => Effect.map(Effect.flip(choose(setting)), (error) => error.message)

const call = (project: string) => ({
  call: {
    project: ProjectId.make(project),
    runId: AgentRunId.make("G1.scope.1"),
    gate: GateId.make("G1"),
    step: "scope",
    agent: AgentName.make("orchestrator"),
    purpose: "work" as const,
    attempt: 1,
    idempotencyKey: "key-1"
  },
  system: "You are the orchestrator.",
  prompt: "Summarise."
})

/** A folder of two recordings that answer G1 with their own name. */
const recordings = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  for (const name of ["booking", "booking-api"]) {
    yield* files.makeDirectory(`${folder}/${name}`)
    const index = `{"name":"${name}","model":"replay/${name}","note":"written for this test","entries":[
      {"gate":"G1","step":"scope","agent":"orchestrator","purpose":"work","attempt":1,"answer":"g1.md"}]}`
    yield* files.writeFileString(`${folder}/${name}/recording.json`, index)
    yield* files.writeFileString(`${folder}/${name}/g1.md`, `The scope of ${name}.`)
  }
  return folder
}).pipe(Effect.provide(NodeServices.layer))

describe("ExecutorChoice", () => {
  it.effect("says what to give when the setting names no executor", () =>
    Effect.gen(function* () {
      assert.match(yield* refusal("gpt"), /anthropic:<model>, openai:<model>, claude-code, acp:<command>/)
      assert.match(yield* refusal("anthropic:some-model"), /set ANTHROPIC_API_KEY/)
      assert.match(yield* refusal("openai:some-model"), /OPENAI_API_KEY, or OPENAI_BASE_URL/)
      assert.match(yield* refusal("replay:/nowhere/at/all"), /no such folder/)
    })
  )

  it.effect("takes the provider that is named, and never shows its key", () =>
    Effect.gen(function* () {
      const anthropic = yield* choose("anthropic:some-model", { ANTHROPIC_API_KEY: "sk-secret" })
      const local = yield* choose("openai:llama", { OPENAI_BASE_URL: "http://127.0.0.1:1/v1" })

      assert.strictEqual(anthropic.name, "anthropic/some-model")
      assert.strictEqual(local.name, "openai-compatible/llama")
    })
  )

  it.effect("plays to each project the recording that bears its name, the longest first", () =>
    Effect.gen(function* () {
      const executor = yield* choose(`replay:${yield* recordings}`)

      const first = yield* executor.execute(call("booking"))
      const second = yield* executor.execute(call("booking-api"))
      const again = yield* executor.execute(call("booking-api-2"))
      const unknown = yield* Effect.flip(executor.execute(call("something-else")))

      assert.deepStrictEqual(
        [first.text, second.text, again.text],
        ["The scope of booking.", "The scope of booking-api.", "The scope of booking-api."]
      )
      assert.isTrue(first.recorded)
      assert.strictEqual(unknown.reason, "missing-recording")
      assert.match(unknown.message, /booking-api, booking/)
    }).pipe(Effect.scoped)
  )
})
