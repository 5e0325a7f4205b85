/**
 * The ordered gate definitions a project follows, as plain data. Users can write their own.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { buildSteps } from "../build/BuildStep.ts"
import { GateId } from "../gate/Gate.ts"
import { DeploymentTarget } from "../port/Deployer.ts"
import { ProofKind } from "../proof/Proof.ts"

/** When a gate or a step takes part: always, or only where the project has a user interface. */
export const Condition = Schema.Literals(["always", "user-interface"])
export type Condition = typeof Condition.Type

/** A kind of document and where it lies: an exact path, or `folder/**` for at least one file below the folder. */
export const DocumentRequirement = Schema.Struct({
  kind: Schema.NonEmptyString,
  path: Schema.NonEmptyString
})
export type DocumentRequirement = typeof DocumentRequirement.Type

/** One agent's piece of work within a gate. */
export const WorkStep = Schema.Struct({
  /** Unique within the gate. */
  id: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,63}$/)),
  agent: AgentName,
  title: Schema.NonEmptyString,
  when: Condition,
  produces: Schema.Array(DocumentRequirement)
})
export type WorkStep = typeof WorkStep.Type

/**
 * Who makes the proof. `build`: a step of the build in the sandbox, named like the kind. `check`: the checker of that
 * kind. `push`: the forge. `deployment` and `health`: the deployer, at the target.
 */
export const Prover = Schema.Union([
  Schema.TaggedStruct("build", {}),
  Schema.TaggedStruct("check", {}),
  Schema.TaggedStruct("push", {}),
  Schema.TaggedStruct("deployment", { target: DeploymentTarget }),
  Schema.TaggedStruct("health", { target: DeploymentTarget })
])
export type Prover = typeof Prover.Type

export const ProofRequirement = Schema.Struct({
  kind: ProofKind,
  prover: Prover,
  /** The step whose agent repairs a failure; null when a failure goes straight to a person. */
  owner: Schema.NullOr(Schema.String),
  /** Whether an inconclusive proof may stand, if whoever approves accepts it. */
  mayBeInconclusive: Schema.Boolean
})
export type ProofRequirement = typeof ProofRequirement.Type

/**
 * Who passes the gate once everything is there. `proof`: the proofs alone. `policy`: the proofs alone where the
 * project's policy names the gate, otherwise a person. `person`: a person, or automation that the policy names.
 */
export const ApprovalRule = Schema.Literals(["proof", "policy", "person"])
export type ApprovalRule = typeof ApprovalRule.Type

export const GateDefinition = Schema.Struct({
  id: GateId,
  title: Schema.NonEmptyString,
  question: Schema.NonEmptyString,
  when: Condition,
  work: Schema.Array(WorkStep),
  /** Documents that must exist besides what the steps produce. */
  documents: Schema.Array(DocumentRequirement),
  proofs: Schema.Array(ProofRequirement),
  approval: ApprovalRule
})
export type GateDefinition = typeof GateDefinition.Type

export const Pipeline = Schema.Struct({
  name: Schema.NonEmptyString,
  gates: Schema.NonEmptyArray(GateDefinition)
})
export type Pipeline = typeof Pipeline.Type

export const applies = (condition: Condition, userInterface: boolean | null): boolean =>
  condition === "always" || userInterface !== false

/** Documents that must exist at the gate: what its steps produce and what it asks for besides. */
export const requiredDocuments = (
  gate: GateDefinition,
  userInterface: boolean | null
): ReadonlyArray<DocumentRequirement> => [
  ...gate.documents,
  ...gate.work.filter((step) => applies(step.when, userInterface)).flatMap((step) => step.produces)
]

export const matchesPath = (requirement: DocumentRequirement, path: string): boolean =>
  requirement.path.endsWith("/**")
    ? path.startsWith(requirement.path.slice(0, -2))
    : path === requirement.path

/** What makes a pipeline impossible to follow; empty when nothing does. */
export const faults = (pipeline: Pipeline): ReadonlyArray<string> => [
  ...duplicates(pipeline.gates.map((gate) => gate.id)).map((id) => `gate ${id} is defined twice`),
  ...pipeline.gates.flatMap((gate) => [
    ...duplicates(gate.work.map((step) => step.id)).map((id) => `gate ${gate.id} has two steps named ${id}`),
    ...gate.work
      .filter((step) => /^(?:query|instruction)-\d+$/.test(step.id))
      .map(
        (step) =>
          `gate ${gate.id}: ${step.id} is the name of ${step.id.startsWith("q") ? "a query" : "an instruction"} and cannot be that of a step`
      ),
    ...duplicates(gate.proofs.map((proof) => proof.kind)).map(
      (kind) => `gate ${gate.id} asks twice for the proof ${kind}`
    ),
    ...gate.proofs
      .filter(({ kind, prover }) => prover._tag === "build" && !buildSteps.some((step) => step === kind))
      .map(
        ({ kind }) => `gate ${gate.id}: a build has no step ${kind}; its steps are ${buildSteps.join(", ")}`
      ),
    ...gate.proofs
      .filter((proof) => proof.owner !== null && !gate.work.some((step) => step.id === proof.owner))
      .map((proof) => `gate ${gate.id}: ${proof.owner} is to repair ${proof.kind} but is no step of the gate`)
  ])
]

const duplicates = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.filter((value, index) => values.indexOf(value) !== index)
