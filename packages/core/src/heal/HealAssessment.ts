/**
 * What follows once everything that fails in a tree is known: it is assessed against the trees before it, and a series
 * of repairs that does not help ends with a person being asked. Pure.
 */
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { AgentRunId } from "../agent/AgentCall.ts"
import type { GateDefinition } from "../pipeline/Pipeline.ts"
import { currentProof } from "../pipeline/GateProgress.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { isMendable } from "../proof/Proof.ts"
import { raise } from "../register/RegisterDecider.ts"
import { causeAt, gateText } from "./FailureCause.ts"
import { failureKeys, signatureOf } from "./FailureSignature.ts"
import { FailureRouted, HealAssessed, HealExhausted } from "./HealEvent.ts"
import { type Assessment, isWorse, type StopReason, stopReason } from "./HealSeries.ts"
import {
  type Failing,
  failingAt,
  isForSpecification,
  repairsAt,
  repairUnderWay,
  unprovenChecks
} from "./RepairPlan.ts"
import { healthOf, healthText } from "./TreeHealth.ts"

/** Failures that an event names. */
const mostFailures = 12

/** `state` is that after the proof. No events while the gate is not worked on, or something is still being proven. */
export const assess = (state: ProjectState, definition: GateDefinition): ReadonlyArray<FactoryEvent> => {
  const project = projectOf(state)
  const status = rowOf(state, "gate", definition.id)?.status
  const [first, ...more] = failingAt(state, definition)
  if (first === undefined || project == null || project.tree === null) return []
  if (status !== "open" && status !== "reopened" && status !== "in-review") return []
  if (isBuilding(state, definition.id, project.tree)) return []
  if (unprovenChecks(state, definition, first.requirement).length > 0) return []
  if (repairUnderWay(state, definition.id) !== undefined) return []

  const foreign = [first, ...more].find(({ proof }) => isForSpecification(state, definition.id, proof))
  if (foreign !== undefined) return routed(state, definition, foreign)
  const failing = [first, ...more]
  const { assessment, isNew, series } = measured(state, definition, failing, project.tree)
  const known = [...(series?.best == null ? [] : [series.best]), ...(series?.assessments ?? [])]
  const best = known
    .filter(({ tree }) => tree !== assessment.tree)
    .find((other) => isWorse(assessment, other))
  const assessments = [...(series?.assessments ?? []).slice(0, isNew ? undefined : -1), assessment]
  const repairs = assessment.attempt
  const reason = stopReason(assessments, repairs, project.policy.healAttempts)
  return [
    ...(isNew || series?.assessments.at(-1)?.signature !== assessment.signature
      ? [
          new HealAssessed({
            gate: definition.id,
            attempt: assessment.attempt,
            runId: assessment.runId,
            tree: assessment.tree,
            signature: assessment.signature,
            health: assessment.health,
            failures: failing.flatMap(({ proof }) => failureKeys(proof)).slice(0, mostFailures),
            best: best === undefined
          })
        ]
      : []),
    ...(reason === undefined ? [] : stopped(state, definition, first, assessments, reason))
  ]
}

const isBuilding = (state: ProjectState, gate: string, tree: string): boolean =>
  rowsOf(state, "build").some((build) => build.outcome === null && build.gate === gate && build.tree === tree)

/** How the tree does, and whether it is another one than was assessed last. */
const measured = (
  state: ProjectState,
  definition: GateDefinition,
  failing: ReadonlyArray<Failing>,
  tree: Assessment["tree"]
) => {
  const series = rowOf(state, "healSeries", definition.id)
  const attempt = repairsAt(state, definition.id)
  const last = series?.assessments.at(-1)
  const assessment: Omit<Assessment, "at"> = {
    attempt,
    runId: makerOf(state),
    tree,
    version: state.version,
    signature: signatureOf(failing.map(({ proof }) => proof)),
    health: healthOf(definition.proofs, (requirement) => currentProof(state, requirement), isMendable)
  }
  return { assessment, series, isNew: last?.tree !== tree || last.attempt !== attempt }
}

/** The agent run whose change made the tree as it is now. */
const makerOf = (state: ProjectState): AgentRunId | null => {
  const last = rowsOf(state, "commit").reduce<{ readonly key: string; readonly version: number } | undefined>(
    (latest, commit) => (latest === undefined || commit.version > latest.version ? commit : latest),
    undefined
  )
  return (last && rowOf(state, "agentRun", last.key)?.runId) ?? null
}

const stopped = (
  state: ProjectState,
  definition: GateDefinition,
  { proof, requirement }: Failing,
  assessments: ReadonlyArray<Omit<Assessment, "at">>,
  reason: StopReason
): ReadonlyArray<FactoryEvent> => {
  const last = assessments.at(-1)
  const attempts = repairsAt(state, definition.id)
  const kept = rowOf(state, "healSeries", definition.id)?.best ?? undefined
  const isBetter = kept !== undefined && last !== undefined && kept.tree !== last.tree && isWorse(last, kept)
  const better = isBetter ? kept : undefined
  const restore =
    better === undefined || last === undefined
      ? undefined
      : { tree: better.tree, version: better.version, from: last.tree }
  return [
    new HealExhausted({
      gate: definition.id,
      kind: requirement.kind,
      attempts,
      reason,
      ...(restore === undefined ? {} : { restore })
    }),
    ...raise(state, {
      kind: "escalation",
      gate: definition.id,
      title: titles[reason](requirement.kind, attempts),
      detail: [
        "What was tried:",
        ...assessments.map(attemptText),
        ...(restore === undefined
          ? []
          : [`The files go back to tree ${restore.tree.slice(0, 12)}, the best of them.`]),
        "What fails:",
        proof.summary,
        ...messagesOf(proof)
      ].join("\n")
    })
  ]
}

/** Whether the entry waits for a person because repairs of this kind of proof were given up after so many. */
export const isExhaustion = (title: string, kind: string, attempts: number): boolean =>
  Object.values(titles).some((text) => text(kind, attempts) === title)

const titles: { readonly [reason in StopReason]: (kind: string, attempts: number) => string } = {
  attempts: (kind, attempts) => `${kind} still does not pass after ${attempts} repairs`,
  repeated: (kind, attempts) => `${kind} fails as it did before: repair ${attempts} changed nothing about it`,
  growing: (kind, attempts) =>
    `${kind} does not pass, and repairs ${attempts - 1} and ${attempts} made it worse`
}

const attemptText = ({ attempt, health, runId, signature, tree }: Omit<Assessment, "at">): string =>
  `- ${attempt === 0 ? "before any repair" : `repair ${attempt}`}${runId === null ? "" : ` (${runId})`}: ${healthText(health)}; ${signature}, tree ${tree.slice(0, 12)}`

/** A specification is changed where it was approved or not at all, so a person says which of the two is wrong. */
const routed = (
  state: ProjectState,
  definition: GateDefinition,
  { proof, requirement }: Failing
): ReadonlyArray<FactoryEvent> => {
  const cause = causeAt(state, definition.id, proof)
  if (cause._tag !== "specification") return []
  const where = gateText(state, cause.gate)
  const detail = [
    proof.summary,
    ...messagesOf(proof),
    `Every error lies in ${cause.paths.join(", ")}, which ${where} approved, so no agent was asked to change it.`,
    `If the specification is wrong, reopen ${cause.gate} and say what has to be different. If the code or the tests are, resolve this escalation: they are repaired then.`
  ].join("\n")
  return [
    new FailureRouted({
      gate: definition.id,
      kind: requirement.kind,
      cause: "specification",
      to: cause.gate,
      signature: signatureOf([proof]),
      detail: cause.paths.join(", ")
    }),
    ...raise(state, {
      kind: "escalation",
      gate: definition.id,
      title: `${requirement.kind} and the specification of ${where} do not agree`,
      detail
    })
  ]
}

/** The first errors, each with its place. */
export const messagesOf = (proof: Pick<Failing["proof"], "diagnostics">): ReadonlyArray<string> =>
  proof.diagnostics
    .slice(0, 20)
    .map((diagnostic) =>
      `${diagnostic.path ?? ""}${diagnostic.line ? `:${diagnostic.line}` : ""} ${diagnostic.message}`.trim()
    )
