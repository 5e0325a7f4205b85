/**
 * A worker of one's own for one gate: no model is called; this script claims the run that waits, does it, is told what is
 * wrong with its first answer, mends it, and hands it in. `node claimed-gate.ts`
 *
 * The same in a shell, where `layercake run --model claim` ends with exit code 3 whenever a run waits:
 *
 *     layercake new idea.md
 *     layercake run --model claim
 *     layercake claim --json > work.json
 *     jq -r .prompt work.json | my-model > answer.md
 *     layercake submit "$(jq -r .claim work.json)" answer.md --by my-model
 *     layercake run --model claim
 */
import { everything } from "@layercake/core/account/Grant"
import { automation } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { GateId } from "@layercake/core/gate/Gate"
import { ClaimOperations } from "@layercake/core/operation/ClaimOperations"
import { ProjectOperations } from "@layercake/core/operation/ProjectOperations"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import * as MemoryWorld from "@layercake/memory/MemoryWorld"
import * as ClaimExecutor from "@layercake/runtime/claim/ClaimExecutor"
import * as Factory from "@layercake/runtime/Factory"
import * as ClaimHandlers from "@layercake/runtime/operation/ClaimHandlers"
import * as ProjectHandlers from "@layercake/runtime/operation/ProjectHandlers"
import { Session } from "@layercake/runtime/operation/Session"
import { Console, Effect, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"

const agent = AgentName.make("author")
const produces = [{ kind: "idea", path: "idea.md" }]
const work = [{ id: "write", agent, title: "Write the idea", when: "always" as const, produces }]
const rest = { question: "Is the idea there?", when: "always" as const, documents: [], proofs: [] }
const gate = { id: GateId.make("idea"), title: "idea", work, approval: "proof" as const, ...rest }

/** Where a model would be asked: `prompt` is all that it needs to know. */
const answerTo = (prompt: string) =>
  `**idea.md**\n\`\`\`\nAn idea, from ${prompt.length} characters of prompt.\n\`\`\`\n`

const program = Effect.gen(function* () {
  const client = yield* RpcTest.makeClient(ProjectOperations.merge(ClaimOperations))
  const store = yield* EventStore
  const brief = bytesOf("# A small book\n\nOne gate and a worker.")
  const { project } = yield* client["projects.create"]({
    brief,
    pipeline: { name: "one gate", gates: [gate] }
  })
  const until = (type: string) =>
    store.subscribe({ stream: project }).pipe(
      Stream.takeUntil((event) => event.type === type),
      Stream.runDrain
    )

  yield* until("AgentRunStarted")
  const { claim, prompt, run } = yield* client["agents.claim"]({ project, label: "example" })
  yield* Console.log(`Claimed ${run}, ${prompt.split("\n").length} lines of prompt`)
  const answer = { claim, model: "example/script" }
  const refused = yield* client["agents.submit"]({ ...answer, text: "It is a good idea." })
  yield* Console.log(`${refused.outcome}: ${refused.findings[0]?.message}`)
  const mended = yield* client["agents.submit"]({ ...answer, text: answerTo(prompt) })
  yield* Console.log(mended.outcome)
  yield* until("ProjectCompleted")
  yield* Console.log("Every gate is passed")
}).pipe(Effect.scoped)

const role = {
  name: agent,
  description: "Writes",
  version: 1,
  tier: "medium" as const,
  instructions: "Write."
}
const templates = [{ ...role, gates: [], inputs: [], outputs: [] }]
const world = Layer.provideMerge(
  Factory.layer(templates),
  Layer.merge(MemoryWorld.layer, ClaimExecutor.layer)
)
const session = Layer.succeed(Session, { actor: automation("example"), grant: everything })
const handlers = Layer.merge(ProjectHandlers.layer, ClaimHandlers.layer)
const host = handlers.pipe(Layer.provide(session), Layer.provideMerge(Factory.workers()))
await Effect.runPromise(Effect.provide(program, Layer.provideMerge(host, world)))
