/**
 * Recording and playing back on a real disk, through the settings of a host.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { AgentExecutor, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import * as RecordedAgentExecutor from "@layercake/replay/RecordedAgentExecutor"
import * as ExecutorChoice from "@layercake/server/ExecutorChoice"
import { inspect } from "@layercake/server/RecordingInspection"
import { Effect, FileSystem, Layer } from "effect"

const request = (prompt: string, project = "rooms"): AgentRequest => ({
  call: {
    project: ProjectId.make(project),
    runId: AgentRunId.make("G1.scope.1"),
    gate: GateId.make("G1"),
    step: "scope",
    agent: AgentName.make("orchestrator"),
    purpose: "work",
    attempt: 1,
    idempotencyKey: prompt
  },
  system: "You are the orchestrator.",
  prompt
})

/** A recording by the piece of work, as they were written before. */
const written = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  const index = `{"name":"booking","model":"replay/booking","note":"written for this test","entries":[
    {"gate":"G1","step":"scope","agent":"orchestrator","purpose":"work","attempt":1,"answer":"g1.md"}]}`
  yield* files.makeDirectory(`${folder}/booking`)
  yield* files.writeFileString(`${folder}/booking/recording.json`, index)
  yield* files.writeFileString(`${folder}/booking/g1.md`, "The scope.")
  return folder
})

const ask = <E>(layer: Layer.Layer<AgentExecutor, E, NodeServices.NodeServices>, asked: AgentRequest) =>
  Effect.flatMap(AgentExecutor, ({ execute }) => execute(asked)).pipe(
    Effect.provide(Layer.provide(layer, NodeServices.layer))
  )

describe("a recorded executor on disk", () => {
  it.effect("is played back by what is asked, alone or beside recordings of other kinds", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* written
      const calls = `${folder}/rooms`
      const recorded = RecordedAgentExecutor.layerRecording(calls).pipe(
        Layer.provide(ExecutorChoice.layerAnswering(`replay:${folder}/booking`))
      )
      assert.strictEqual((yield* ask(recorded, request("Summarise."))).text, "The scope.")
      const { mode } = yield* files.stat(`${calls}/calls.jsonl`)
      assert.strictEqual(mode & 0o077, 0, "nobody else reads what people typed")

      for (const setting of [`replay:${calls}`, `replay:${folder}`]) {
        const answer = yield* ask(ExecutorChoice.layerAnswering(setting), request("Summarise."))
        assert.deepStrictEqual([answer.text, answer.model], ["The scope.", "replay/booking"])
        const error = yield* Effect.flip(
          ask(ExecutorChoice.layerAnswering(setting), request("Summarise it."))
        )
        assert.include(String(error), "-Summarise.\n+Summarise it.")
      }
      const other = yield* ask(
        ExecutorChoice.layerAnswering(`replay:${folder}`),
        request("Anything.", "booking-2")
      )
      assert.strictEqual(other.text, "The scope.")
      assert.deepStrictEqual((yield* inspect(calls)).problems, [])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("calls nobody when answers come by claim", () =>
    Effect.gen(function* () {
      const executor = yield* Effect.provide(
        AgentExecutor,
        Layer.provide(ExecutorChoice.layerAnswering("claim"), NodeServices.layer)
      )
      assert.deepStrictEqual([executor.name, executor.byClaim], ["claim", true])
      assert.include(String(yield* Effect.flip(executor.execute(request("x")))), "layercake submit")
    })
  )
})
