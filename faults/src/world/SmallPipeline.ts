/**
 * A pipeline of three gates that crosses every kind of bracketed work: an agent, a commit, a build that may need repair,
 * a check, a push and a deployment; and agents, builds and checks that play it from a script.
 */
import { AgentName, type AgentTemplate } from "@layercake/core/agent/Agent"
import { GateId } from "@layercake/core/gate/Gate"
import type { DocumentRequirement, GateDefinition, Pipeline, Prover } from "@layercake/core/pipeline/Pipeline"
import { defaultPolicy, type Policy } from "@layercake/core/pipeline/Policy"
import type { AgentAnswer, AgentRequest } from "@layercake/core/port/AgentExecutor"
import { type Checker, Checkers } from "@layercake/core/port/Checkers"
import { ProofKind } from "@layercake/core/proof/Proof"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { Tier } from "@layercake/core/store/JobQueue"
import * as MemoryPackageRegistry from "@layercake/memory/MemoryPackageRegistry"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import { Effect, Layer, Option } from "effect"

export const brief = bytesOf(
  "# Room booking\n\nA small office wants to book its rooms.\n\n- book a room\n- cancel a booking\n"
)

const proof = (kind: string, prover: Prover, owner: string | null) => ({
  kind: ProofKind.make(kind),
  prover,
  owner,
  mayBeInconclusive: false
})

const gate = (id: string, title: string, rest: Partial<GateDefinition>): GateDefinition => ({
  id: GateId.make(id),
  title,
  question: `${title}?`,
  when: "always",
  work: [],
  documents: [],
  proofs: [],
  approval: "proof",
  ...rest
})

const step = (id: string, agent: string, ...paths: ReadonlyArray<string>) => ({
  id,
  agent: AgentName.make(agent),
  title: id,
  when: "always" as const,
  produces: paths.map((path): DocumentRequirement => ({ kind: id, path }))
})

export const pipeline: Pipeline = {
  name: "small",
  gates: [
    gate("G0", "Intake", {
      documents: [{ kind: "brief", path: "docs/brief.md" }],
      proofs: [proof("form", { _tag: "check" }, null)]
    }),
    gate("G1", "Development", {
      work: [
        step("program", "developer", "package.json", "src/main.ts"),
        step("review", "reviewer", "docs/review.md")
      ],
      proofs: [
        proof("install", { _tag: "build" }, "program"),
        proof("test", { _tag: "build" }, "program"),
        proof("licences", { _tag: "check" }, "program")
      ],
      approval: "person"
    }),
    gate("G2", "Production", {
      work: [step("release", "developer", "deploy.json", "docs/release.md")],
      proofs: [
        proof("push", { _tag: "push" }, null),
        proof("production.deployment", { _tag: "deployment", target: "production" }, "release"),
        proof("production.health", { _tag: "health", target: "production" }, "release")
      ],
      approval: "person"
    })
  ]
}

/** Nobody has to be asked. */
export const policy: Policy = {
  ...defaultPolicy,
  unattended: {
    name: "faults",
    gates: ["G1", "G2"].map((gate) => GateId.make(gate)),
    acceptInconclusive: []
  }
}

/** All agents in one tier, so that its limit can be reached. */
export const templates = (tier: Tier): ReadonlyArray<AgentTemplate> =>
  ["developer", "reviewer"].map((name) => ({
    name: AgentName.make(name),
    description: name,
    version: 1,
    tier,
    gates: [],
    inputs: [],
    outputs: [],
    instructions: `You are the ${name}.`
  }))

const contents: Readonly<Record<string, string>> = {
  "package.json": `{"name":"x","version":"1.0.0","scripts":{"test":"node --test"}}`,
  "deploy.json": `{"start":["npm","start"],"health":"/health"}`
}

/** Every document that the step asks for; the same each time. */
export const answerTo = ({ call }: AgentRequest): AgentAnswer => {
  const step = pipeline.gates
    .find((gate) => gate.id === call.gate)
    ?.work.find((step) => step.id === call.step)
  const files = (step?.produces ?? []).map(
    ({ path }) => `**${path}**\n\`\`\`\`\n${contents[path] ?? `// ${path} by ${call.runId}`}\n\`\`\`\`\n`
  )
  return {
    text: `Here it is.\n\n${files.join("\n")}`,
    model: "memory/script",
    finishReason: "stop",
    usage: { inputTokens: 100, outputTokens: 50, cachedInputTokens: 0 },
    recorded: true
  }
}

/** Builds that pass, and a registry that nothing is asked of. */
export const sandbox = Layer.merge(MemorySandbox.layer, MemoryPackageRegistry.layer)

/** Every check passes. */
export const checkers = Layer.succeed(Checkers, {
  find: (kind) =>
    Option.some<Checker>({
      kind,
      check: () =>
        Effect.succeed({
          outcome: "passed",
          summary: "looked at",
          exitCode: null,
          counts: {},
          tools: {},
          diagnostics: [],
          durationMillis: 1
        })
    })
})
