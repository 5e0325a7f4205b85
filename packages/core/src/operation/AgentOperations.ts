/**
 * Operations on agents: their templates, what they are told, and what they hand over to each other.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName, AgentTemplate } from "../agent/Agent.ts"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { CallEstimate } from "../cost/CallEstimate.ts"
import { GateId } from "../gate/Gate.ts"
import { Handoff } from "../memory/HandoffBoard.ts"
import { ProjectId } from "../project/Project.ts"
import { PromptTooLarge } from "../prompt/PromptError.ts"
import { PromptPart } from "../prompt/PromptPart.ts"
import { BlobDigest } from "../store/Blob.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

const about = (description: string) => ({ description })
const project = { project: ProjectId.annotate(about("The project's id")) }

/** A template as it is in force, with what tells it from a changed one. */
export const TemplateReport = Schema.Struct({
  ...AgentTemplate.fields,
  digest: BlobDigest.annotate(about("SHA-256 of the template as canonical JSON; in every run")),
  tokens: Schema.Int.annotate(about("Estimated tokens of its instructions"))
})
export type TemplateReport = typeof TemplateReport.Type

/** There is no such agent; `known` are those that there are. */
export class AgentUnknown extends Schema.TaggedError<AgentUnknown>()("AgentUnknown", {
  agent: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return `There is no template for an agent ${this.agent}. There are ${this.known.join(", ")}. Add one as agents/${this.agent}.md in the data folder.`
  }
}

/** No agent works there; `known` are the steps of the gate. */
export class StepUnknown extends Schema.TaggedError<StepUnknown>()("StepUnknown", {
  gate: Schema.String,
  step: Schema.NullOr(Schema.String),
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.known.length === 0
      ? `No agent works at ${this.gate}, so there is no prompt.`
      : `${this.gate} has no step ${this.step ?? "of that kind"}. Its steps are ${this.known.join(", ")}.`
  }
}

export const PromptPreview = Schema.Struct({
  gate: GateId.annotate(about("The gate")),
  step: Schema.String.annotate(about("The step of the gate; of an answer the query")),
  agent: AgentName.annotate(about("Who would be asked")),
  run: AgentRunId.annotate(about("The run that this is or would be")),
  purpose: AgentPurpose.annotate(about("Why it would run")),
  attempt: Schema.Int.annotate(about("From 1, within the purpose")),
  standing: Schema.Literals(["begun", "due", "hypothetical"]).annotate(
    about("Whether the run has this prompt already, is due now, or is only imagined")
  ),
  templateVersion: Schema.Int.annotate(about("Version of the agent's template")),
  templateDigest: BlobDigest.annotate(about("Digest of the agent's template")),
  system: Schema.String.annotate(about("Who the agent is: the system text")),
  prompt: Schema.String.annotate(about("What it is told")),
  parts: Schema.Array(PromptPart).annotate(
    about("What it is made of, in order of importance; empty for a begun run whose state has moved on")
  ),
  tokens: Schema.Int.annotate(about("Estimated tokens of both texts")),
  budget: Schema.Int.annotate(about("Tokens that they may have")),
  cost: Schema.NullOr(CallEstimate).annotate(about("What the call may cost; null when no model is known"))
})
export type PromptPreview = typeof PromptPreview.Type

export class AgentOperations extends RpcGroup.make(
  Rpc.make("templates.list", { success: Schema.Array(TemplateReport), error: OperationError }).annotate(
    OperationMark,
    reads("List agent templates", "Every agent template in force, own ones in place of the standard ones.")
  ),

  Rpc.make("templates.get", {
    payload: { agent: Schema.String.annotate(about("The agent's name, for example architect")) },
    success: TemplateReport,
    error: Schema.Union([AgentUnknown, ...OperationError.members])
  }).annotate(OperationMark, reads("Get an agent template", "One agent template with its instructions.")),

  Rpc.make("agents.prompt", {
    payload: {
      ...project,
      gate: Schema.NonEmptyString.annotate(about("The gate's id, for example G5")),
      step: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("The step, for example backend; the next one when left out"))
      ),
      model: Schema.optionalKey(
        Schema.NonEmptyString.annotate(
          about("Price it for this model, provider/model; the last one asked when left out")
        )
      )
    },
    success: PromptPreview,
    error: Schema.Union([StepUnknown, AgentUnknown, PromptTooLarge, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Preview a prompt", "Exactly what the next run of a step would be sent; spends and writes nothing.")
  ),

  Rpc.make("handoffs.list", {
    payload: project,
    success: Schema.Array(Handoff),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List hand-overs", "Who handed work to whom, with what was said, oldest first.")
  )
) {}
