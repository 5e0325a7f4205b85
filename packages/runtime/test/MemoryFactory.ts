/**
 * A whole factory on memory adapters for tests: every port, the workers, and agents that answer from a script. What
 * outlives a crash is a world of its own, so that a test can end everything in flight and start again on it.
 */
import { AgentName, type AgentTemplate } from "@layercake/core/agent/Agent"
import { GateId } from "@layercake/core/gate/Gate"
import { defaultPolicy, type Policy } from "@layercake/core/pipeline/Policy"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { CurrentPrices } from "@layercake/core/cost/CurrentPrices"
import type { ModelPrice } from "@layercake/core/cost/ModelPrice"
import type { AgentAnswer, AgentExecutor, AgentRequest } from "@layercake/core/port/AgentExecutor"
import { type Checker, Checkers, type CheckInput } from "@layercake/core/port/Checkers"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import { ProofKind, type ProofReport } from "@layercake/core/proof/Proof"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import * as MemoryAccessTokens from "@layercake/memory/MemoryAccessTokens"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import * as MemoryAnalytics from "@layercake/memory/MemoryAnalytics"
import * as MemoryDeployer from "@layercake/memory/MemoryDeployer"
import * as MemoryFormatter from "@layercake/memory/MemoryFormatter"
import * as MemoryForge from "@layercake/memory/MemoryForge"
import * as MemoryOAuthProvider from "@layercake/memory/MemoryOAuthProvider"
import * as MemoryPackageRegistry from "@layercake/memory/MemoryPackageRegistry"
import * as MemoryPasswordHasher from "@layercake/memory/MemoryPasswordHasher"
import * as MemoryRepository from "@layercake/memory/MemoryRepository"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import * as MemorySpecificationReader from "@layercake/memory/MemorySpecificationReader"
import { makeState } from "@layercake/memory/MemoryState"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as MemoryWebhookSender from "@layercake/memory/MemoryWebhookSender"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import { Effect, Layer, Option, Stream } from "effect"
import * as Factory from "../src/Factory.ts"
import { waitingFor } from "../src/operation/ProjectReport.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import type { WorkersOptions } from "../src/worker/Workers.ts"
import * as Reconciler from "../src/reconcile/Reconciler.ts"

export const brief = bytesOf(
  "# Room booking\n\nA small office wants to book its rooms.\n\n- book a room\n- cancel a booking\n"
)

/** Automation passes every gate that would need a person. */
export const unattended: Policy = {
  ...defaultPolicy,
  unattended: {
    name: "test",
    gates: ["G1", "G2", "G3", "G4", "G7", "G8", "G9"].map((gate) => GateId.make(gate)),
    acceptInconclusive: [ProofKind.make("audit")]
  }
}

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

export const contents: Readonly<Record<string, string>> = {
  "docs/register/orchestrator.json": `{"project":{"type":"web service","userInterface":true},"risks":[{"title":"Double booking","severity":"high","mitigation":"A constraint"}]}`,
  "package.json": `{"name":"x","version":"1.0.0","scripts":{"build":"tsc","lint":"oxlint","test":"node --test"}}`,
  "deploy.json": `{"start":["npm","start"],"health":"/health"}`
}

export const file = (path: string, content: string) => `**${path}**\n\`\`\`\`\n${content}\n\`\`\`\`\n`

export const answering = (text: string): AgentAnswer => ({
  text,
  model: "memory/script",
  finishReason: "stop",
  usage: { inputTokens: 100, outputTokens: 50, cachedInputTokens: 0 },
  recorded: true
})

/** What a diligent agent sends: every document that its step asks for. */
export const diligent = ({ call }: AgentRequest): AgentAnswer => {
  const step = standardPipeline.gates
    .find((gate) => gate.id === call.gate)
    ?.work.find((step) => step.id === call.step)
  const paths = (step?.produces ?? []).map((document) => document.path.replace("/**", `/${step?.id}.ts`))
  const extra = call.step === "backend" ? ["package.json"] : []
  const files = [...extra, ...paths].map((path) =>
    file(path, contents[path] ?? `// ${path} by ${call.runId}`)
  )
  return answering(
    `Here it is.\n\n${files.length === 0 ? file(`public/${call.step}.html`, "<p>page</p>") : files.join("\n")}`
  )
}

export const passed: ProofReport = {
  outcome: "passed",
  summary: "looked at",
  exitCode: null,
  counts: {},
  tools: {},
  diagnostics: [],
  durationMillis: 1
}

/** Every command of a build succeeds. */
export const sandbox = MemorySandbox.byCommandLine({})

/** What outlives a crash: the store, the disk, the repository, the forge, and what runs. */
export const makeWorld = () => ({
  store: makeState(),
  workspace: MemoryWorkspace.makeState(),
  repository: MemoryRepository.makeState(),
  forge: MemoryForge.makeState(),
  deployer: MemoryDeployer.makeState(),
  webhooks: MemoryWebhookSender.makeState(),
  signed: MemoryAccessTokens.makeSigned()
})
export type World = ReturnType<typeof makeWorld>

export interface MemoryFactoryOptions {
  readonly world?: World
  readonly answer?: (request: AgentRequest) => MemoryAgentExecutor.MemoryAgentReply
  /** What the package registry has; nothing when left out. */
  readonly packages?: MemoryPackageRegistry.MemoryPackages
  /** In place of one for each agent of the standard pipeline. */
  readonly templates?: ReadonlyArray<AgentTemplate>
  /** In place of agents that answer from `answer`. */
  readonly executor?: Layer.Layer<AgentExecutor>
  readonly sandbox?: MemorySandbox.SandboxScript
  readonly check?: (kind: ProofKind, input: CheckInput) => ProofReport
  readonly deployer?: MemoryDeployer.DeployerScript
  /** What addresses answer that are told of events. */
  readonly webhook?: MemoryWebhookSender.MemoryWebhookScript
  /** What models cost; none when left out. */
  readonly prices?: ReadonlyArray<ModelPrice>
  /** Wraps the event store, for tests that break it. */
  readonly wrap?: (store: EventStore["Service"]) => EventStore["Service"]
  readonly workers?: WorkersOptions
}

export const layer = (options: MemoryFactoryOptions = {}) => {
  const world = options.world ?? makeWorld()
  const wrap = options.wrap ?? ((store) => store)
  const store = Layer.effect(EventStore, Effect.map(EventStore, wrap)).pipe(
    Layer.provideMerge(MemoryStore.layerWith(world.store))
  )
  const checkers = Layer.succeed(Checkers, {
    find: (kind) =>
      Option.some<Checker>({
        kind,
        check: (input) => Effect.sync(() => options.check?.(kind, input) ?? passed)
      })
  })
  return Factory.workers(options.workers).pipe(
    Layer.provide(resume),
    Layer.provideMerge(Factory.layer(options.templates ?? templates)),
    Layer.provideMerge(
      Layer.mergeAll(
        store,
        MemoryPasswordHasher.layer,
        MemoryAccessTokens.layerWith(world.signed),
        MemoryOAuthProvider.layer,
        MemoryWorkspace.layerWith(world.workspace),
        MemoryFormatter.layer,
        MemoryForge.layerWith(world.forge).pipe(
          Layer.provideMerge(
            MemoryRepository.layerWith(world.repository, MemoryWorkspace.contentsOf(world.workspace))
          )
        ),
        MemorySandbox.layerWith(options.sandbox ?? MemorySandbox.byCommandLine({})),
        options.packages === undefined
          ? MemoryPackageRegistry.layer
          : MemoryPackageRegistry.layerWith(options.packages),
        MemoryDeployer.layerWith(world.deployer, options.deployer),
        MemoryWebhookSender.layerWith(world.webhooks, options.webhook),
        MemoryAnalytics.layer,
        MemorySpecificationReader.layer,
        options.executor ?? MemoryAgentExecutor.layerWith(options.answer ?? diligent),
        Layer.succeed(CurrentPrices, { own: options.prices ?? [], standard: [] }),
        checkers
      )
    )
  )
}

/** What a host does at its start. */
const resume = Layer.effectDiscard(
  Effect.gen(function* () {
    const queue = yield* JobQueue
    yield* queue.reclaim
    yield* Reconciler.all()
  })
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
