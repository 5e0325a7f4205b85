/**
 * A pipeline of one's own: three gates from an idea to a printed text, on the memory adapters. `node three-gates.ts`
 */
import { person } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { decode } from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { GateId } from "@layercake/core/gate/Gate"
import { ApproveGate, OpenReview } from "@layercake/core/gate/GateCommand"
import { ReviewId } from "@layercake/core/gate/Review"
import type { GateDefinition, Pipeline } from "@layercake/core/pipeline/Pipeline"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import * as MemoryWorld from "@layercake/memory/MemoryWorld"
import { Commands } from "@layercake/runtime/command/Commands"
import * as Factory from "@layercake/runtime/Factory"
import * as Intake from "@layercake/runtime/intake/Intake"
import { Console, DateTime, Effect, Layer, Stream } from "effect"

const agent = AgentName.make("author")
const role = { name: agent, description: "Writes", version: 1, tier: "medium" as const }
const gate = (title: string, approval: "proof" | "person"): GateDefinition => {
  const produces = [{ kind: title, path: `${title}.md` }]
  const work = [{ id: "write", agent, title: `Write the ${title}`, when: "always" as const, produces }]
  const rest = { question: `Is the ${title} there?`, when: "always" as const, documents: [], proofs: [] }
  return { id: GateId.make(title), title, work, approval, ...rest }
}
const gates: Pipeline["gates"] = [gate("idea", "proof"), gate("draft", "person"), gate("print", "proof")]

const usage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }
const scribe = MemoryAgentExecutor.layerWith(({ call }) => {
  const text = `**${call.gate}.md**\n\`\`\`\nThe ${call.gate}, by the ${call.agent}.\n\`\`\`\n`
  return { text, model: "memory/scribe", finishReason: "stop", recorded: true, usage }
})

const program = Effect.gen(function* () {
  const store = yield* EventStore
  const commands = yield* Commands
  const [actor, brief] = [person("ada"), bytesOf("# A small book\n\nThree gates and a reader.")]
  const project = yield* Intake.take({ brief, pipeline: { name: "three gates", gates } }, actor)
  const events = store.subscribe({ stream: project }).pipe(
    Stream.mapEffect((stored) => Effect.fromResult(decode(stored))),
    Stream.takeUntil(({ event }) => event._tag === "ProjectCompleted")
  )
  const answer = Effect.fnUntraced(function* ({ event }: Stream.Success<typeof events>) {
    yield* Console.log(textOf(event))
    if (event._tag !== "GateSubmitted" || event.gate !== "draft") return
    const shown = { gate: event.gate, at: fromDateTime(yield* DateTime.now) } // a person is shown what is there
    yield* commands.execute(project, new OpenReview({ ...shown, digest: event.digest }), { actor })
    const decided = { review: ReviewId.make("review-1"), accept: false, comment: "Lovely.", design: null }
    yield* commands.execute(project, new ApproveGate({ ...shown, ...decided }), { actor })
  })
  yield* Stream.runForEach(events, answer)
})

const templates = [{ ...role, gates: [], inputs: [], outputs: [], instructions: "Write what is asked for." }]
const world = Layer.provideMerge(Factory.layer(templates), Layer.merge(MemoryWorld.layer, scribe))
await Effect.runPromise(Effect.provide(program, Layer.provideMerge(Factory.workers(), world)))
