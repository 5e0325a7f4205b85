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
  BriefRevised: (event) => `Brief revised, content ${event.brief.slice(0, 12)}`,
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
  ReviewOpened: (event) => `${event.gate} under review until ${event.expiresAt}: ${event.review}`,
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
  ManualTaskAdded: (event) =>
    `${event.task}${event.required ? ", required" : ""}${event.gate === null ? "" : ` at ${event.gate}`}: ${event.title}`,
  ManualTaskAssigned: (event) =>
    event.assignee === null ? `${event.task} is nobody's by name` : `${event.task} is for ${event.assignee}`,
  ManualTaskMoved: (event) =>
    `${event.task} is ${event.status} now${event.reason === "" ? "" : `: ${event.reason}`}`,
  AgentRunStarted: (event) =>
    `${event.agent} ${event.claimable === undefined ? "at work on" : "waits to be claimed for"} ${event.gate} (${event.purpose} ${event.attempt}, ${event.executor}${event.templateDigest === undefined ? "" : `, template ${event.templateVersion} ${event.templateDigest.slice(0, 8)}`})`,
  AgentRunAnswered: (event) =>
    `${event.runId} answered by ${event.model}${event.recorded ? ", recorded" : ""}${event.claim === undefined ? "" : `, claim ${event.claim}`}: ${event.usageUnknown === true ? "tokens not told" : `${event.usage.inputTokens} tokens in, ${event.usage.outputTokens} out`}`,
  AgentRunRefused: (event) =>
    `${event.runId} sent back: ${event.findings.map((finding) => finding.message).join("; ")}`,
  AgentRunCompleted: (event) => `${event.runId} completed, ${amount(event.changed, "file")} changed`,
  AgentRunFailed: (event) => `${event.runId} failed (${event.reason}): ${event.detail}`,
  AgentRunCancelled: (event) => `${event.runId} cancelled: ${event.reason}`,
  AgentTemplateRegistered: (event) =>
    `Template of ${event.agent}, version ${event.version}, registered (${event.template.slice(0, 8)})`,
  InstructionGiven: (event) =>
    `${event.id} for ${event.agent} at ${event.gate}${event.step === null ? "" : `, ${event.step} again`}${event.text === "" ? "" : `: ${event.text}`}`,
  InstructionEnded: (event) => `${event.id} ${event.outcome}: ${event.reason}`,
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
  CommitAsked: (event) => `${event.key} is to be committed`,
  SnapshotTaken: (event) =>
    `Snapshot ${event.name} of ${amount(event.files, "file")}, tree ${event.tree.slice(0, 12)}`,
  RefAsked: (event) => `${event.kind} ${event.name} wanted at ${event.sha.slice(0, 12)}`,
  RefMade: (event) => `${event.kind} ${event.name} is at ${event.sha.slice(0, 12)}`,
  DocumentWritten: (event) => `${event.path} (${event.kind}) version ${event.version}`,
  SpecificationRecorded: (event) => `Specification ${event.path} (${event.kind}) version ${event.version}`,
  DesignProposed: (event) => `Design ${event.path} version ${event.version}`,
  DesignChosen: (event) => `Design ${event.path} chosen`,
  DeliverableRecorded: (event) => `Deliverable ${event.path} (${event.kind}) version ${event.version}`,
  DocumentApproved: (event) => `${event.path} version ${event.version} approved`,
  BuildStarted: (event) =>
    `Build of tree ${event.tree.slice(0, 12)} in ${event.sandbox}${event.isolated ? "" : ", NOT ISOLATED"}: ${event.steps.join(", ")}`,
  BuildFinished: (event) => `Build ${event.outcome}: ${event.summary}`,
  BuildAsked: (event) =>
    `Build ${event.buildId} of tree ${event.tree.slice(0, 12)} asked for: ${event.steps.join(", ")}`,
  AskedBuildStarted: (event) =>
    `Build ${event.buildId} begun in ${event.sandbox}${event.isolated ? "" : ", NOT ISOLATED"}`,
  AskedStepFinished: (event) =>
    `Step ${event.result.step} of ${event.buildId} ${event.result.outcome}: ${event.result.summary}`,
  AskedBuildEnded: (event) => `Build ${event.buildId} ${event.outcome}: ${event.summary}`,
  ProofRequested: (event) => `Proof ${event.kind} at ${event.gate} is to be made again`,
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
  EntryCommented: (event) => `On ${event.id}: ${event.text}`,
  EntryAssigned: (event) =>
    event.to === null ? `${event.id} is nobody's by name` : `${event.id} is for ${event.to} to look after`,
  EntryReopened: (event) => `${event.id} is open again: ${event.reason}`,
  RiskUpdated: (event) =>
    `Risk ${event.id} updated${event.severity === undefined ? "" : ` (${event.severity})`}`,
  RiskAccepted: (event) => `Risk ${event.id} accepted: ${event.reason}`,
  RiskClosed: (event) => `Risk ${event.id} closed: ${event.resolution}`,
  DecisionRecorded: (event) => `Decision: ${event.title}`,
  DecisionSuperseded: (event) => `Decision ${event.id} superseded by ${event.by}`,
  NoteAdded: (event) => `Note: ${event.text}`,
  NoteEdited: (event) => `Note ${event.id} edited: ${event.text}`,
  NoteRemoved: (event) => `Note ${event.id} removed`,
  MemoryKept: (event) => `To be remembered: ${event.text}`,
  MemoryRevised: (event) => `${event.id} to be remembered as: ${event.text}`,
  MemoryForgotten: (event) => `${event.id} is not remembered any more`,
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
  ErrorResolved: (event) =>
    `Error ${event.errorId} resolved${event.resolution === undefined ? "" : `: ${event.resolution}`}`,
  PushAsked: (event) => `Push ${event.key} asked for`,
  PushStarted: (event) => `Pushing to ${event.forge}`,
  PushFinished: (event) => `Pushed ${event.commit.slice(0, 12)} to ${event.remote}`,
  DeploymentAsked: (event) =>
    `Deployment ${event.key} asked for${event.from === null ? "" : `, after ${event.from}`}`,
  DeploymentStarted: (event) => `Deploying to ${event.target} (${event.deployer})`,
  DeploymentSucceeded: (event) => `Running at ${event.address}`,
  DeploymentFailed: (event) => `Deployment ${event.key} failed: ${event.reason}`,
  HealthChecked: (event) =>
    `${event.key} ${event.healthy ? "healthy" : "not healthy"} (${event.status ?? "no answer"})`,
  DeploymentStopped: (event) => `${event.key} stopped: ${event.reason}`,
  VariableSet: (event) => `Variable ${event.name} of ${event.target} set`,
  VariableRemoved: (event) => `Variable ${event.name} of ${event.target} removed`,
  PullRequestAsked: (event) => `Pull request ${event.id} from ${event.branch} asked for: ${event.title}`,
  PullRequestOpened: (event) =>
    `Pull request ${event.id} is at ${event.address}, commit ${event.commit.slice(0, 12)}`,
  PullRequestFailed: (event) => `Pull request ${event.id} failed: ${event.reason}`,
  ReleaseAsked: (event) => `Release ${event.tag} asked for`,
  ReleaseMade: (event) => `Release ${event.tag} is at ${event.address}, commit ${event.commit.slice(0, 12)}`,
  ReleaseFailed: (event) => `Release ${event.tag} failed: ${event.reason}`,
  PersonalTextErased: (event) =>
    `${amount(event.contents.length, "text")} of ${event.person} erased: ${event.reason}`,
  ContentErased: (event) => `Content ${event.content.slice(0, 12)} erased: ${event.reason}`,
  ContentKept: (event) => `Content ${event.digest.slice(0, 12)} kept: ${event.title}`,
  MemberAdded: (event) => `${event.account} is a member now, as ${event.role}`,
  MemberChanged: (event) => `${event.account} is ${event.role} now`,
  MemberRemoved: (event) => `${event.account} is no member any more`,
  AccountRegistered: (event) =>
    `Account ${event.account} registered${event.administrator ? ", an administrator" : ""}`,
  AccountDisabled: (event) => `Account ${event.account} disabled`,
  AccountEnabled: (event) => `Account ${event.account} enabled`,
  AdministratorChanged: (event) =>
    `${event.account} is ${event.administrator ? "an administrator now" : "no administrator any more"}`,
  ProfileChanged: (event) => `${event.fields.join(", ")} of ${event.account} changed`,
  PasswordChanged: (event) => `Password of ${event.account} changed`,
  IdentityLinked: (event) => `${event.account} can log in through ${event.provider}`,
  AccountErased: (event) => `Account ${event.account} erased`,
  SessionBegun: (event) => `${event.account} logged in until ${event.expiresAt}: ${event.session}`,
  SessionRefreshed: (event) => `Session ${event.session} goes on until ${event.expiresAt}`,
  SessionEnded: (event) => `Session ${event.session} ended (${event.reason})`,
  SessionReused: (event) => `Session ${event.session} ended: its token was used twice`,
  TokenIssued: (event) =>
    `Token ${event.token} of ${event.account} issued for ${event.kind}${event.readOnly ? ", reading only" : ""}${event.expiresAt === null ? "" : `, until ${event.expiresAt}`}`,
  TokenRevoked: (event) => `Token ${event.token} revoked`,
  WebhookAdded: (event) =>
    `Webhook ${event.webhook} added for ${event.project ?? "every project"}: ${event.types === null ? "every event" : event.types.join(", ")}`,
  WebhookChanged: (event) =>
    `Webhook ${event.webhook} changed${event.enabled === undefined ? "" : event.enabled ? ", switched on" : ", switched off"}`,
  WebhookRotated: (event) => `Webhook ${event.webhook} has another secret`,
  WebhookSuspended: (event) => `Webhook ${event.webhook} switched off: its address is ${event.reason}`,
  WebhookRemoved: (event) => `Webhook ${event.webhook} removed`,
  WebhookUndelivered: (event) =>
    `Webhook ${event.webhook} not told of position ${event.position}, given up after try ${event.attempts}`,
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
