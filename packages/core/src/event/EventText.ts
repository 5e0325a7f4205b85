/**
 * What happened, in one line for a person. Used by the timeline, the command line and commit messages.
 */
import type { FactoryEvent } from "./FactoryEvent.ts"

type Texts = { readonly [E in FactoryEvent as E["_tag"]]: (event: E) => string }

const texts: Texts = {
  ProjectCreated: (event) => `Project "${event.title}" created, ${event.pipeline.gates.length} gates ahead`,
  ProjectRenamed: (event) => `Project renamed to "${event.title}"`,
  ProjectClassified: (event) =>
    `Project is a ${event.projectType} ${event.userInterface ? "with" : "without"} a user interface`,
  ProjectPaused: (event) => `Project paused: ${event.reason}`,
  ProjectResumed: () => "Project resumed",
  ProjectArchived: () => "Project archived",
  ProjectRestored: () => "Project restored",
  PolicyChanged: () => "Policy changed",
  ProjectCompleted: () => "Every gate is passed",
  ProjectForked: (event) => `Forked from ${event.parent} at version ${event.version}`,
  GateOpened: (event) => `${event.gate} opened`,
  GateSubmitted: (event) =>
    `${event.gate} in review: ${amount(event.evidence.documents.length, "document")}, ${amount(event.evidence.proofs.length, "proof")}`,
  GateReviewVoided: (event) => `${event.gate} review void: ${event.reason}`,
  GateApproved: (event) => `${event.gate} approved by ${event.authority}`,
  GateRejected: (event) => `${event.gate} rejected: ${event.reason}`,
  GateSkipped: (event) => `${event.gate} skipped: ${event.reason}`,
  GateBlocked: (event) => `${event.gate} blocked: ${event.reason}`,
  GateUnblocked: (event) => `${event.gate} no longer blocked`,
  GateReopened: (event) => `${event.gate} reopened, round ${event.round}: ${event.reason}`,
  TaskCreated: (event) => `Task ${event.taskId} for ${event.agent}: ${event.title}`,
  TaskStarted: (event) => `Task ${event.taskId} started`,
  TaskCompleted: (event) => `Task ${event.taskId} done`,
  TaskFailed: (event) => `Task ${event.taskId} failed: ${event.reason}`,
  TaskReopened: (event) => `Task ${event.taskId} to be done again: ${event.reason}`,
  AgentRunStarted: (event) =>
    `${event.agent} at work on ${event.gate} (${event.purpose} ${event.attempt}, ${event.executor})`,
  AgentRunAnswered: (event) =>
    `${event.runId} answered by ${event.model}${event.recorded ? ", recorded" : ""}: ${event.usage.inputTokens} tokens in, ${event.usage.outputTokens} out`,
  AgentRunRefused: (event) =>
    `${event.runId} sent back: ${event.findings.map((finding) => finding.message).join("; ")}`,
  AgentRunCompleted: (event) => `${event.runId} completed, ${amount(event.changed, "file")} changed`,
  AgentRunFailed: (event) => `${event.runId} failed (${event.reason}): ${event.detail}`,
  AgentRunCancelled: (event) => `${event.runId} cancelled: ${event.reason}`,
  TreeChanged: (event) =>
    `${amount(event.written.length, "file")} written${event.removed.length > 0 ? `, ${event.removed.length} removed` : ""}, tree ${event.tree.slice(0, 12)}`,
  CommitStarted: (event) => `Committing ${event.key}`,
  CommitMade: (event) => `Commit ${event.sha.slice(0, 12)} for ${event.key}`,
  DocumentWritten: (event) => `${event.path} (${event.kind}) version ${event.version}`,
  SpecificationRecorded: (event) => `Specification ${event.path} (${event.kind}) version ${event.version}`,
  DesignProposed: (event) => `Design ${event.path} version ${event.version}`,
  DesignChosen: (event) => `Design ${event.path} chosen`,
  DeliverableRecorded: (event) => `Deliverable ${event.path} (${event.kind}) version ${event.version}`,
  BuildStarted: (event) =>
    `Build of tree ${event.tree.slice(0, 12)} in ${event.sandbox}${event.isolated ? "" : ", NOT ISOLATED"}: ${event.steps.join(", ")}`,
  BuildFinished: (event) => `Build ${event.outcome}: ${event.summary}`,
  ProofRecorded: (event) => `Proof ${event.proof.kind} ${event.proof.outcome}: ${event.proof.summary}`,
  HealStarted: (event) => `Repair ${event.attempt} of ${event.kind} at ${event.gate}`,
  HealSucceeded: (event) =>
    `${event.kind} at ${event.gate} repaired after ${amount(event.attempts, "attempt")}`,
  HealExhausted: (event) =>
    `${event.kind} at ${event.gate} not repaired after ${amount(event.attempts, "attempt")}`,
  BlockerRaised: (event) => `Blocker ${event.id}: ${event.title}`,
  BlockerResolved: (event) => `Blocker ${event.id} resolved: ${event.resolution}`,
  QueryAsked: (event) => `Query ${event.id}: ${event.title}`,
  QueryAnswered: (event) => `Query ${event.id} answered: ${event.resolution}`,
  EscalationRaised: (event) => `Escalation ${event.id}: ${event.title}`,
  EscalationResolved: (event) => `Escalation ${event.id} resolved: ${event.resolution}`,
  RiskIdentified: (event) => `Risk ${event.id} (${event.severity}): ${event.title}`,
  RiskClosed: (event) => `Risk ${event.id} closed: ${event.resolution}`,
  DecisionRecorded: (event) => `Decision: ${event.title}`,
  NoteAdded: (event) => `Note: ${event.text}`,
  MemoryKept: (event) => `To be remembered: ${event.text}`,
  CostRecorded: (event) =>
    `${event.runId} cost ${event.microUsd === null ? "an unknown amount" : `$${(event.microUsd / 1e6).toFixed(4)}`}`,
  BudgetExhausted: (event) =>
    `Budget of $${(event.limitMicroUsd / 1e6).toFixed(2)} used up, $${(event.spentMicroUsd / 1e6).toFixed(2)} spent`,
  ErrorRecorded: (event) => `${event.source}: ${event.message}`,
  ErrorResolved: (event) => `Error ${event.errorId} resolved`,
  PushStarted: (event) => `Pushing to ${event.forge}`,
  PushFinished: (event) => `Pushed ${event.commit.slice(0, 12)} to ${event.remote}`,
  DeploymentStarted: (event) => `Deploying to ${event.target} (${event.deployer})`,
  DeploymentSucceeded: (event) => `Running at ${event.address}`,
  DeploymentFailed: (event) => `Deployment ${event.key} failed: ${event.reason}`,
  HealthChecked: (event) =>
    `${event.key} ${event.healthy ? "healthy" : "not healthy"} (${event.status ?? "no answer"})`,
  DeploymentStopped: (event) => `${event.key} stopped: ${event.reason}`,
  PersonalTextErased: (event) =>
    `${amount(event.contents.length, "text")} of ${event.person} erased: ${event.reason}`,
  ContentErased: (event) => `Content ${event.content.slice(0, 12)} erased: ${event.reason}`
}

const amount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

export const textOf = (event: FactoryEvent): string =>
  (texts[event._tag] as (event: FactoryEvent) => string)(event)
