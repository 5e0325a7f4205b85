/**
 * A whole factory on memory adapters for tests: every port, the workers, and agents that answer from a script.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { AgentName } from "@layercake/core/agent/Agent"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { waitingFor } from "../src/operation/ProjectReport.ts"
import { type AgentAnswer, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import { type Checker, Checkers } from "@layercake/core/port/Checkers"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import type { ProofKind, ProofReport } from "@layercake/core/proof/Proof"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import * as MemoryDeployer from "@layercake/memory/MemoryDeployer"
import { Forge } from "@layercake/core/port/Forge"
import { CommitSha, Repository } from "@layercake/core/port/Repository"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import { Effect, Layer, Option, Stream } from "effect"
import * as Factory from "../src/Factory.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"

export const brief = bytesOf("# Room booking\n\nA small office wants to book its rooms.\n\n- book a room\n- cancel a booking\n")

/** One template for each agent of the standard pipeline. */
export const templates: ReadonlyArray<AgentTemplate> = Array.from(
  new Set(standardPipeline.gates.flatMap((gate) => gate.work.map((step) => step.agent))),
  (name) => ({
    name: AgentName.make(name),
    description: name,
    version: 1,
    tier: "medium",
    gates: [],
    inputs: [],
    outputs: [],
    instructions: `You are the ${name}.`
  })
)

const contents: Readonly<Record<string, string>> = {
  "docs/register/orchestrator.json": `{"project":{"type":"web service","userInterface":true},"risks":[{"title":"Double booking","severity":"high","mitigation":"A constraint"}]}`,
  "package.json": `{"name":"x","version":"1.0.0","scripts":{"build":"tsc","lint":"oxlint","test":"node --test"}}`,
  "deploy.json": `{"start":["npm","start"],"health":"/health"}`
}

const file = (path: string, content: string) => `**${path}**\n\`\`\`\`\n${content}\n\`\`\`\`\n`

/** What a diligent agent sends: every document that its step asks for. */
export const diligent = (request: AgentRequest): AgentAnswer => {
  const step = standardPipeline.gates
    .find((gate) => gate.id === request.call.gate)
    ?.work.find((step) => step.id === request.call.step)
  const paths = (step?.produces ?? []).map((document) => document.path.replace("/**", `/${step?.id}.ts`))
  const extra = request.call.step === "backend" ? ["package.json"] : []
  const files = [...extra, ...paths].map((path) => file(path, contents[path] ?? `// ${path} by ${request.call.runId}`))
  return {
    text: `Here it is.\n\n${files.length === 0 ? file(`public/${request.call.step}.html`, "<p>page</p>") : files.join("\n")}`,
    model: "memory/script",
    finishReason: "stop",
    usage: { inputTokens: 100, outputTokens: 50, cachedInputTokens: 0 },
    recorded: true
  }
}

const passed: ProofReport = {
  outcome: "passed",
  summary: "looked at",
  exitCode: null,
  counts: {},
  tools: {},
  diagnostics: [],
  durationMillis: 1
}

const checkers = Layer.succeed(Checkers, {
  find: (kind: ProofKind) => Option.some<Checker>({ kind, check: () => Effect.succeed(passed) })
})

/** What outlives a crash. */
export const makeWorld = () => ({
  workspace: MemoryWorkspace.makeState(),
  deployer: MemoryDeployer.makeState()
})

export const layer = (answer: (request: AgentRequest) => AgentAnswer = diligent) =>
  Factory.workers().pipe(
    Layer.provideMerge(Factory.layer(templates)),
    Layer.provideMerge(
      Layer.mergeAll(
        MemoryStore.layer,
        MemoryWorkspace.layer,
        Layer.succeed(Repository, { commit: () => Effect.succeed(sha), find: () => Effect.succeed(Option.none()), log: () => Effect.succeed([]) }),
        Layer.succeed(Forge, { name: 'x', push: () => Effect.succeed({ remote: 'x', commit: sha }) }),
        MemorySandbox.layer,
        MemoryDeployer.layer,
        MemoryAgentExecutor.layerWith(answer),
        checkers
      )
    )
  )

/** Waits until the project is completed or waits for a person. */
export const settled = Effect.fnUntraced(function* (project: ProjectId) {
  const store = yield* EventStore
  const states = yield* ProjectStates
  const isSettled = (state: ProjectState) => {
    const row = projectOf(state)
    return row !== undefined && (row.status !== "active" || waitingFor(row, state) !== null)
  }
  yield* store.subscribe({ stream: project }).pipe(
    Stream.mapEffect(() => states.load(project)),
    Stream.takeUntil(isSettled),
    Stream.runDrain
  )
  return yield* states.load(project)
})

const sha = CommitSha.make("a".repeat(40))
