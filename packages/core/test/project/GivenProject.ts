/**
 * Given events, when a command, then events: folds facts into a state and asks the real deciders. Also a small
 * pipeline that has one of everything, so that a test can stand at any gate of it.
 */
import { assert } from "@effect/vitest"
import { type Actor, person, system } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import type { RefusalReason } from "@layercake/core/command/CommandRefused"
import * as Decider from "@layercake/core/command/Decider"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { canonicalEvidence, EvidenceDigest } from "@layercake/core/gate/Evidence"
import { GateId } from "@layercake/core/gate/Gate"
import { evidenceOf } from "@layercake/core/pipeline/GateProgress"
import type { GateDefinition, Pipeline, Prover, WorkStep } from "@layercake/core/pipeline/Pipeline"
import { defaultPolicy, type Policy } from "@layercake/core/pipeline/Policy"
import { evolve, initialState, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { CreateProject } from "@layercake/core/project/ProjectCommand"
import { ProofId, ProofKind, type ProofOutcome } from "@layercake/core/proof/Proof"
import { RecordProof } from "@layercake/core/proof/ProofCommand"
import { BlobDigest } from "@layercake/core/store/Blob"
import { canonicalTree, FilePath, TreeDigest, type TreeFile } from "@layercake/core/tree/Tree"
import { Result } from "effect"

export const ada = person("ada")

/** 64 hexadecimal digits that follow from the text; as good as a digest where nobody attacks. */
export const hex = (text: string): string => {
  let out = ""
  for (let part = 0; part < 8; part++) {
    let hash = 0x811c9dc5 ^ Math.imul(part + 1, 0x9e3779b1)
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    out += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, "0")
  }
  return out
}

export const blob = (text: string) => BlobDigest.make(hex(text))
export const fileOf = (path: string, content: string): TreeFile => ({
  path: FilePath.make(path),
  digest: blob(content),
  bytes: content.length
})

/** The tree's digest after these files were written. */
export const treeWith = (state: ProjectState, written: ReadonlyArray<TreeFile>): TreeDigest => {
  const paths = new Set(written.map((file) => file.path))
  const kept = rowsOf(state, "file").filter((file) => !paths.has(file.path))
  return TreeDigest.make(hex(canonicalTree([...kept, ...written])))
}

export const at = (version: number) =>
  Timestamp.make(
    `2026-11-22T${String(Math.floor(version / 60) % 24).padStart(2, "0")}:${String(version % 60).padStart(2, "0")}:00.000Z`
  )

export const fold = (
  state: ProjectState,
  events: ReadonlyArray<FactoryEvent>,
  actor: Actor = system
): ProjectState =>
  events.reduce(
    (state, event) => evolve(state, { event, actor, version: state.version + 1, at: at(state.version + 1) }),
    state
  )

export const given = (...events: ReadonlyArray<FactoryEvent>): ProjectState => fold(initialState, events)

/** The events that the command leads to; fails the test when it is refused. */
export const when = (
  state: ProjectState,
  command: FactoryCommand,
  actor: Actor = system
): ReadonlyArray<FactoryEvent> => {
  const decided = Decider.decide(command, state, actor)
  if (Result.isFailure(decided)) return assert.fail(`${command._tag} was refused: ${decided.failure.message}`)
  return decided.success
}

/** Why the command is refused; fails the test when it is not. */
export const refusal = (
  state: ProjectState,
  command: FactoryCommand,
  actor: Actor = system
): RefusalReason => {
  const decided = Decider.decide(command, state, actor)
  if (Result.isSuccess(decided)) return assert.fail(`${command._tag} was not refused`)
  return decided.failure.reason
}

/** The state after the command. */
export const after = (state: ProjectState, command: FactoryCommand, actor: Actor = system): ProjectState =>
  fold(state, when(state, command, actor), actor)

export const tags = (events: ReadonlyArray<FactoryEvent>) => events.map((event) => event._tag)

export const gateId = (id: string) => GateId.make(id)

export const digestOf = (state: ProjectState, gate: string): EvidenceDigest => {
  const evidence = evidenceOf(state, gateId(gate))
  return EvidenceDigest.make(hex(evidence === undefined ? "nothing" : canonicalEvidence(evidence)))
}

/** The proof of the tree as it is now. */
export const proving = (
  state: ProjectState,
  gate: string,
  kind: string,
  outcome: ProofOutcome = "passed",
  said = outcome as string
): RecordProof => {
  const tree = rowOf(state, "project", "project")?.tree ?? TreeDigest.make(hex(""))
  return new RecordProof({
    gate: gateId(gate),
    proof: {
      proofId: ProofId.make(`${kind}@${tree.slice(0, 12)}`),
      kind: ProofKind.make(kind),
      tree,
      outcome,
      summary: `${kind} ${said}`,
      exitCode: null,
      counts: {},
      tools: {},
      diagnostics: [],
      durationMillis: 1,
      output: blob(`${kind} ${said}`)
    }
  })
}

export const step = (
  id: string,
  ...produces: ReadonlyArray<readonly [kind: string, path: string]>
): WorkStep => ({
  id,
  agent: AgentName.make(`${id}-agent`),
  title: `Do ${id}`,
  when: "always",
  produces: produces.map(([kind, path]) => ({ kind, path }))
})

export const proof = (
  kind: string,
  prover: Prover,
  owner: string | null = null,
  mayBeInconclusive = false
) => ({
  kind: ProofKind.make(kind),
  prover,
  owner,
  mayBeInconclusive
})
const check: Prover = { _tag: "check" }
const build: Prover = { _tag: "build" }

export const gate = (id: string, rest: Partial<Omit<GateDefinition, "id">> = {}): GateDefinition => ({
  id: gateId(id),
  title: `Gate ${id}`,
  question: `${id}?`,
  when: "always",
  work: [],
  documents: [],
  proofs: [],
  approval: "person",
  ...rest
})

/** One of everything: proof alone, person, specification, designs, builds, publication. */
export const pipeline: Pipeline = {
  name: "small",
  gates: [
    gate("A", {
      documents: [{ kind: "brief", path: "docs/brief.md" }],
      proofs: [proof("form", check)],
      approval: "proof"
    }),
    gate("B", { work: [step("scope", ["scope", "docs/scope.md"])] }),
    gate("C", {
      work: [step("specs", ["openapi", "specs/openapi.yaml"])],
      proofs: [proof("specifications", check, "specs")]
    }),
    gate("D", {
      when: "user-interface",
      work: [step("designs", ["design", "designs/one.html"], ["design", "designs/two.html"])]
    }),
    gate("E", {
      work: [
        step("backend", ["manifest", "package.json"], ["source", "src/**"]),
        { ...step("frontend", ["page", "public/page.html"]), when: "user-interface" }
      ],
      proofs: [
        proof("install", build, "backend"),
        proof("test", build, "backend"),
        proof("coverage", check, "backend"),
        proof("style", check, "backend")
      ],
      approval: "policy"
    }),
    gate("F", {
      work: [step("release", ["readme", "README.md"])],
      proofs: [
        proof("install", build, "release"),
        proof("audit", build, "release", true),
        proof("push", { _tag: "push" }),
        proof("staging.deployment", { _tag: "deployment", target: "staging" }, "release"),
        proof("staging.health", { _tag: "health", target: "staging" }, "release")
      ]
    })
  ]
}

export const policy: Policy = {
  ...defaultPolicy,
  passOnProof: [gateId("E")],
  healAttempts: 2,
  correctionAttempts: 1
}

export const creation = (
  rest: { readonly pipeline?: Pipeline; readonly policy?: Policy } = {}
): CreateProject => {
  const file = fileOf("docs/brief.md", "the brief")
  return new CreateProject({
    title: "Rooms",
    brief: file.digest,
    file,
    tree: treeWith(initialState, [file]),
    pipeline: rest.pipeline ?? pipeline,
    policy: rest.policy ?? policy
  })
}

export const created = (
  rest: { readonly pipeline?: Pipeline; readonly policy?: Policy } = {}
): ProjectState => after(initialState, creation(rest), ada)
