/**
 * Operations on agents: their templates, and what they are told.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName, AgentTemplate } from "../agent/Agent.ts"
import { AgentUnknown, StepUnknown } from "../agent/AgentError.ts"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { AgentTemplateInvalid } from "../agent/AgentTemplateParser.ts"
import { CallEstimate } from "../cost/CallEstimate.ts"
import { GateId } from "../gate/Gate.ts"
import { ProjectId } from "../project/Project.ts"
import { PromptTooLarge } from "../prompt/PromptError.ts"
import { PromptPart } from "../prompt/PromptPart.ts"
import { BlobDigest } from "../store/Blob.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const ofProject = {
  project: Schema.optionalKey(
    ProjectId.annotate(about("As in force in this project; as for any project when left out"))
  )
}

/** Characters of a template; more is no instruction to a model. */
const maxMarkdown = 200_000

/** A template as it is in force, with what tells it from a changed one. */
export const TemplateReport = Schema.Struct({
  ...AgentTemplate.fields,
  origin: Schema.Literals(["project", "layercake", "host"]).annotate(
    about("Who says so: the project, LayerCake as a whole, or the files of the host")
  ),
  digest: BlobDigest.annotate(about("SHA-256 of the template as canonical JSON; in every run")),
  tokens: Schema.Int.annotate(about("Estimated tokens of its instructions"))
})
export type TemplateReport = typeof TemplateReport.Type

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
  Rpc.make("agents.templates", {
    payload: ofProject,
    success: Schema.Array(TemplateReport),
    error: Schema.Union([AgentTemplateInvalid, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("List agent templates", "Every agent template in force, own ones in place of the standard ones.", {
      access: "account"
    })
  ),

  Rpc.make("agents.template", {
    payload: {
      agent: Schema.String.annotate(about("The agent's name, for example architect")),
      ...ofProject
    },
    success: TemplateReport,
    error: Schema.Union([AgentUnknown, AgentTemplateInvalid, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Get an agent template", "One agent template with its instructions.", { access: "account" })
  ),

  Rpc.make("agents.register", {
    payload: {
      project: Schema.optionalKey(
        ProjectId.annotate(about("Only for this project; for every project without an own one when left out"))
      ),
      markdown: Schema.String.check(Schema.isMaxLength(maxMarkdown)).annotate(
        about("The template: front matter with name and description, then the instructions")
      )
    },
    success: TemplateReport,
    error: Schema.Union([AgentTemplateInvalid, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Register an agent template", "Puts a template in force for later runs, of a project or of all.", {
      access: "owner",
      idempotent: true,
      ...persons
    })
  ),

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
    error: Schema.Union([
      StepUnknown,
      AgentUnknown,
      PromptTooLarge,
      AgentTemplateInvalid,
      ...OperationError.members
    ])
  }).annotate(
    OperationMark,
    reads("Preview a prompt", "Exactly what the next run of a step would be sent; spends and writes nothing.")
  )
) {}
