/**
 * A pipeline of one's own: three gates from an idea to a published text, on the memory adapters. `node three-gates.ts`
 */
import { AgentName } from "@layercake/core/agent/Agent"
import { person } from "@layercake/core/actor/Actor"
import { GateId } from "@layercake/core/gate/Gate"
import { ApproveGate } from "@layercake/core/gate/GateCommand"
import { textOf } from "@layercake/core/event/EventText"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { GateDefinition, Pipeline } from "@layercake/core/pipeline/Pipeline"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import * as MemoryWorld from "@layercake/memory/MemoryWorld"
import { Commands } from "@layercake/runtime/command/Commands"
import * as Factory from "@layercake/runtime/Factory"
import * as Intake from "@layercake/runtime/intake/Intake"
import { Console, Effect, Layer, Stream } from "effect"

const gate = (id: string, title: string, agent: string, path: string, approval: "proof" | "person"): GateDefinition => ({
  id: GateId.make(id), title, question: `Is the ${title.toLowerCase()} there?`, when: "always", documents: [], proofs: [], approval,
  work: [{ id: "write", agent: AgentName.make(agent), title: `Write ${path}`, when: "always", produces: [{ kind: title, path }] }]
})
const pipeline: Pipeline = {
  name: "three gates",
  gates: [gate("Idea", "Idea", "author", "idea.md", "proof"), gate("Draft", "Draft", "author", "draft.md", "person"), gate("Print", "Print", "printer", "print.md", "proof")]
}
const templates = ["author", "printer"].map((name) => ({
  name: AgentName.make(name), description: name, version: 1, tier: "medium" as const, gates: [], inputs: [], outputs: [], instructions: `You are the ${name}.`
}))
const scribe = MemoryAgentExecutor.layerWith(({ call }) => ({
  text: `**${call.gate.toLowerCase()}.md**\n\`\`\`\nThe ${call.gate.toLowerCase()}, by the ${call.agent}.\n\`\`\`\n`,
  model: "memory/scribe", finishReason: "stop", recorded: true, usage: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }
}))

const program = Effect.gen(function* () {
  const store = yield* EventStore
  const commands = yield* Commands
  const project = yield* Intake.take({ brief: bytesOf("# A small book\n\nThree gates and a reader."), pipeline }, person("ada"))
  yield* store.subscribe({ stream: project }).pipe(
    Stream.mapEffect((stored) => Effect.fromResult(EventCodec.decode(stored))),
    Stream.tap(({ event }) => Console.log(textOf(event))),
    Stream.tap(({ event }) =>
      event._tag === "GateSubmitted" && event.gate === "Draft" // the one gate that needs a person
        ? commands.execute(project, new ApproveGate({ gate: event.gate, reviewed: event.digest, accept: false, comment: "Lovely.", design: null }), { actor: person("ada") })
        : Effect.void
    ),
    Stream.takeUntil(({ event }) => event._tag === "ProjectCompleted"),
    Stream.runDrain
  )
})

await Effect.runPromise(program.pipe(Effect.provide(Factory.workers().pipe(Layer.provideMerge(Factory.layer(templates)), Layer.provideMerge(Layer.merge(MemoryWorld.layer, scribe))))))
