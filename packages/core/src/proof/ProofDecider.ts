/**
 * Turns what the runner found into facts. Pure. A failed proof is repaired as long as that helps (`heal/HealAssessment`);
 * what nobody can repair, and what could not be carried out, goes to a person.
 */
import { Result } from "effect"
import { system } from "../actor/Actor.ts"
import { endsBuild } from "../build/BuildEnd.ts"
import { BuildFinished, BuildStarted } from "../build/BuildEvent.ts"
import type { Decide } from "../command/Decide.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateReviewVoided } from "../gate/GateEvent.ts"
import { healKey } from "../heal/HealBoard.ts"
import { environmentFault } from "../heal/EnvironmentFault.ts"
import { assess, messagesOf } from "../heal/HealAssessment.ts"
import { HealSucceeded } from "../heal/HealEvent.ts"
import { definitionOf } from "../pipeline/GateProgress.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { evolve, projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { raise } from "../register/RegisterDecider.ts"
import { requirementEvents } from "../requirement/RequirementRecording.ts"
import { CommitMade, CommitStarted } from "../tree/TreeEvent.ts"
import { isMendable } from "./Proof.ts"
import { proofKey } from "./ProofBoard.ts"
import type { ProofCommand, RecordProof } from "./ProofCommand.ts"
import { ProofRecorded } from "./ProofEvent.ts"
import * as ProofRequesting from "./ProofRequesting.ts"

export const decide: Decide<ProofCommand> = (command, state, actor) => {
  if (projectOf(state) === undefined) return Result.fail(new ProjectNotFound({}))
  switch (command._tag) {
    case "StartBuild": {
      const { buildId, gate, isolated, sandbox, steps, tree } = command
      const build = rowOf(state, "build", buildId)
      return Result.succeed(
        build !== undefined && build.outcome === null
          ? []
          : [new BuildStarted({ buildId, gate, tree, steps, sandbox, isolated })]
      )
    }
    case "RecordProof":
      return Result.succeed(record(command, state))
    case "RequestProof":
      return ProofRequesting.decide(command, state, actor)
    case "StartCommit": {
      const commit = rowOf(state, "commit", command.key)
      return Result.succeed(
        commit?.status === "due" ? [new CommitStarted({ key: command.key, tree: commit.tree })] : []
      )
    }
    case "RecordCommit":
      return Result.succeed(
        rowOf(state, "commit", command.key)?.status === "started"
          ? [new CommitMade({ key: command.key, sha: command.sha })]
          : []
      )
  }
}

const record = (command: RecordProof, state: ProjectState): ReadonlyArray<FactoryEvent> => {
  const { gate, proof } = command
  const project = projectOf(state)
  const before = rowOf(state, "proof", proofKey(proof.kind, proof.tree))
  const voids = voided(state, proof)
  // A second pass of the same tree says nothing new, though its words may differ (how long it took), unless somebody
  // reviews the first. So a build that is taken up again gets on, however often it is ended.
  const isKnown =
    before?.outcome === proof.outcome &&
    (before.output === proof.output || (proof.outcome === "passed" && voids.length === 0))
  const facts = isKnown
    ? buildEnd(state, command)
    : [
        new ProofRecorded({ gate, proof }),
        ...requirementEvents(gate, proof, command.trace),
        ...buildEnd(state, command),
        ...voids
      ]
  // What is known and stands at an open gate was never put to anybody, as when a repair brings an old tree back.
  if (isKnown && (proof.outcome === "passed" || !isOpen(state, gate))) return facts
  const definition = project && definitionOf(project, gate)
  const requirement = definition?.proofs.find((required) => required.kind === proof.kind)
  if (definition === undefined || requirement === undefined || proof.tree !== project?.tree) return facts

  const heal = rowOf(state, "heal", healKey(gate, proof.kind))
  const escalate = (title: string) =>
    raise(state, {
      kind: "escalation",
      gate,
      title,
      detail: [...reasonOf(proof), ...messagesOf(proof)].join("\n")
    })
  const mayStand =
    proof.outcome === "passed" || (proof.outcome === "inconclusive" && requirement.mayBeInconclusive)
  if (!mayStand && !isMendable(proof))
    return [...facts, ...escalate(`${proof.kind} could not be carried out`)]
  if (!mayStand && requirement.owner === null) return [...facts, ...escalate(`${proof.kind} did not pass`)]
  const succeeded =
    proof.outcome === "passed" && heal?.status === "running"
      ? [new HealSucceeded({ gate, kind: proof.kind, attempts: heal.attempts })]
      : []
  // Also after a proof that passed: it may be the last of a build in which an earlier one failed.
  return [...facts, ...succeeded, ...assess(afterAll(state, facts), definition)]
}

/** The state as it will be; when and by whom does not matter for what follows. */
const afterAll = (state: ProjectState, facts: ReadonlyArray<FactoryEvent>): ProjectState =>
  facts.reduce(
    (now, event) => evolve(now, { event, actor: system, version: now.version + 1, at: now.at ?? beginning }),
    state
  )
const beginning = Timestamp.make("1970-01-01T00:00:00.000Z")

const reasonOf = (proof: RecordProof["proof"]): ReadonlyArray<string> => {
  const fault = environmentFault(proof)
  return fault === undefined
    ? [proof.summary]
    : [`The machine and not the tree: ${fault}. No agent was asked to repair it.`, proof.summary]
}

const isOpen = (state: ProjectState, gate: string): boolean => {
  const status = rowOf(state, "gate", gate)?.status
  return status === "open" || status === "reopened"
}

/** Reviews of evidence that binds another proof than this one. */
const voided = (state: ProjectState, proof: RecordProof["proof"]): ReadonlyArray<FactoryEvent> =>
  rowsOf(state, "gate")
    .filter(
      ({ evidence, status }) =>
        status === "in-review" &&
        evidence?.tree === proof.tree &&
        evidence.proofs.some(
          (bound) =>
            bound.kind === proof.kind && (bound.outcome !== proof.outcome || bound.output !== proof.output)
        )
    )
    .map(
      ({ gate }) => new GateReviewVoided({ gate, reason: `${proof.kind} was proven anew during the review` })
    )

/** The build that the proof belongs to is over, if this was its last step or one that ends it. */
const buildEnd = (state: ProjectState, { gate, proof }: RecordProof): ReadonlyArray<FactoryEvent> =>
  rowsOf(state, "build")
    .filter((build) => build.outcome === null && build.gate === gate && build.tree === proof.tree)
    .filter((build) => build.steps.includes(proof.kind))
    .flatMap((build) => {
      const made = build.steps.flatMap((step) => {
        const known = step === proof.kind ? proof : rowOf(state, "proof", proofKey(step, proof.tree))
        return known === undefined ? [] : [known]
      })
      if (made.length < build.steps.length && !endsBuild(proof.kind, proof)) return []
      const worst =
        made.find((step) => step.outcome === "failed") ?? made.find((step) => step.outcome !== "passed")
      return [
        new BuildFinished({
          buildId: build.buildId,
          outcome: worst?.outcome ?? "passed",
          summary: worst === undefined ? `${made.length} steps passed` : `${worst.kind}: ${worst.summary}`
        })
      ]
    })
