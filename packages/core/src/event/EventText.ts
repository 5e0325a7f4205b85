/**
 * What happened, in one line for a person. Used by the timeline, the command line and commit messages.
 */
import { claimantText } from "../claim/Claim.ts"
import { healthText } from "../heal/TreeHealth.ts"
import type { RequirementsTraced } from "../requirement/RequirementEvent.ts"
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
    `${event.agent} ${event.claimable === undefined ? "at work on" : "waits to be claimed for"} ${event.gate} (${event.purpose} ${event.attempt}, ${event.executor}${event.templateDigest === undefined ? "" : `, template ${event.templateVersion} ${event.templateDigest.slice(0, 8)}`})`,
  AgentRunAnswered: (event) =>
    `${event.runId} answered by ${event.model}${event.recorded ? ", recorded" : ""}${event.claim === undefined ? "" : `, claim ${event.claim}`}: ${event.usageUnknown === true ? "tokens not told" : `${event.usage.inputTokens} tokens in, ${event.usage.outputTokens} out`}`,
  AgentRunRefused: (event) =>
    `${event.runId} sent back: ${event.findings.map((finding) => finding.message).join("; ")}`,
  AgentRunCompleted: (event) => `${event.runId} completed, ${amount(event.changed, "file")} changed`,
  AgentRunFailed: (event) => `${event.runId} failed (${event.reason}): ${event.detail}`,
  AgentRunCancelled: (event) => `${event.runId} cancelled: ${event.reason}`,
  AgentRunClaimed: (event) =>
    `${event.runId} claimed by ${claimantText(event.claimant)} until ${event.until}: ${event.claimId}`,
  AgentRunClaimRenewed: (event) => `Claim ${event.claimId} on ${event.runId} renewed until ${event.until}`,
  AgentRunClaimRefused: (event) =>
    `Answer under claim ${event.claimId} sent back: ${event.findings.map((finding) => finding.message).join("; ")}`,
  AgentRunClaimReleased: (event) => `Claim ${event.claimId} on ${event.runId} released: ${event.reason}`,
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
  RequirementsListed: (event) =>
    `${amount(event.requirements.length, "requirement")} read from ${event.path}`,
  RequirementsTraced: (event) => `Requirements traced by ${event.kind}: ${tracedText(event)}`,
  HealStarted: (event) => `Repair ${event.attempt} of ${event.kind} at ${event.gate}`,
  HealSucceeded: (event) =>
    `${event.kind} at ${event.gate} repaired after ${amount(event.attempts, "attempt")}`,
  HealExhausted: (event) =>
    `${event.kind} at ${event.gate} not repaired after ${amount(event.attempts, "attempt")}${event.reason === undefined || event.reason === "attempts" ? "" : ` (${event.reason})`}`,
  HealAssessed: (event) =>
    `${event.attempt === 0 ? "Before any repair" : `After repair ${event.attempt}`} at ${event.gate}: ${healthText(event.health)}`,
  FailureRouted: (event) =>
    `${event.kind} at ${event.gate} is a matter of the ${event.cause}${event.to === null ? "" : ` of ${event.to}`}: ${event.detail}`,
  TreeRestored: (event) =>
    `Files of version ${event.version} again, tree ${event.tree.slice(0, 12)}: ${event.reason}`,
  RestoreAbandoned: (event) =>
    `Files of version ${event.version} cannot be brought back, ${amount(event.missing.length, "content")} missing`,
  TamperDetected: (event) =>
    `${event.runId} weakened what it is judged by: ${amount(event.facts.length + event.more, "fact")}, held by ${event.blocker}`,
  TamperRejected: (event) => `What ${event.runId} did is taken back (${event.blocker})`,
  BlockerRaised: (event) => `Blocker ${event.id}: ${event.title}`,
  BlockerResolved: (event) => `Blocker ${event.id} resolved: ${event.resolution}`,
  QueryAsked: (event) =>
    `Query ${event.id}${event.to === undefined ? "" : ` to ${event.to}`}: ${event.title}`,
  QueryRouted: (event) => `Query ${event.id} is left to a person: ${event.reason}`,
  QueryAnswered: (event) => `Query ${event.id} answered: ${event.resolution}`,
  EscalationRaised: (event) => `Escalation ${event.id}: ${event.title}`,
  EscalationResolved: (event) => `Escalation ${event.id} resolved: ${event.resolution}`,
  RiskIdentified: (event) => `Risk ${event.id} (${event.severity}): ${event.title}`,
  RiskClosed: (event) => `Risk ${event.id} closed: ${event.resolution}`,
  DecisionRecorded: (event) => `Decision: ${event.title}`,
  NoteAdded: (event) => `Note: ${event.text}`,
  MemoryKept: (event) => `To be remembered: ${event.text}`,
  HandoffMade: (event) =>
    `${event.from} hands over to ${event.to} at ${event.gate}${event.summary === "" ? "" : `: ${event.summary}`}`,
  CostRecorded: (event) =>
    `${event.runId} cost ${event.microUsd === null ? "an unknown amount" : `$${(event.microUsd / 1e6).toFixed(4)}`}`,
  BudgetExhausted: ({ limitMicroUsd, neededMicroUsd, runId, scope, spentMicroUsd }) =>
    scope === undefined || runId === undefined || neededMicroUsd === undefined
      ? `Budget of $${(limitMicroUsd / 1e6).toFixed(2)} used up, $${(spentMicroUsd / 1e6).toFixed(2)} spent`
      : `${runId} is stopped by the ceiling of $${(limitMicroUsd / 1e6).toFixed(4)} (${scope}): $${(spentMicroUsd / 1e6).toFixed(4)} spent, $${(neededMicroUsd / 1e6).toFixed(4)} needed`,
  CostReserved: (event) =>
    `$${(event.microUsd / 1e6).toFixed(4)} held back for ${event.runId} (${event.model})`,
  PriceUnknown: (event) => `${event.runId} not begun: the price of ${event.model} is not known`,
  PlanLimitReached: (event) =>
    `${event.runId} not begun: ${event.runs} of ${event.limit} agent runs of plan ${event.plan} in ${event.month}`,
  CallAllowed: (event) => `${event.runId} may go on once above its ceiling (${event.hold})`,
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
  ContentErased: (event) => `Content ${event.content.slice(0, 12)} erased: ${event.reason}`,
  MemberAdded: (event) => `${event.account} is a member now, as ${event.role}`,
  MemberChanged: (event) => `${event.account} is ${event.role} now`,
  MemberRemoved: (event) => `${event.account} is no member any more`,
  UpkeepDone: (event) =>
    `${event.operation} of ${event.subject}${event.detail === "" ? "" : `: ${event.detail}`}`
}

const tracedText = ({ elements, files, tests }: RequirementsTraced): string =>
  [
    ...(elements === undefined ? [] : [amount(elements.length, "specification element")]),
    ...(files === undefined ? [] : [amount(files.length, "place")]),
    ...(tests === undefined ? [] : [amount(tests.length, "test")])
  ].join(", ")

const amount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

export const textOf = (event: FactoryEvent): string =>
  (texts[event._tag] as (event: FactoryEvent) => string)(event)
