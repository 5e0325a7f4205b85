/**
 * What the next run of a step would be sent, before it is. Spends nothing and writes nothing.
 */
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { CurrentPrices } from "@layercake/core/cost/CurrentPrices"
import { estimateOf } from "@layercake/core/cost/CallEstimate"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { GateUnknown } from "@layercake/core/gate/GateError"
import { AgentUnknown, StepUnknown } from "@layercake/core/agent/AgentError"
import type { PromptPreview } from "@layercake/core/operation/AgentOperations"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { currentProof, definitionOf, stepsOf } from "@layercake/core/pipeline/GateProgress"
import type { GateDefinition } from "@layercake/core/pipeline/Pipeline"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { contextTokensOf } from "@layercake/core/prompt/ContextTokens"
import { tokensOf } from "@layercake/core/prompt/TokenEstimate"
import { isMendable } from "@layercake/core/proof/Proof"
import { taskIdOf } from "@layercake/core/task/Task"
import { DateTime, Effect, Option } from "effect"
import * as StoredPrompt from "./StoredPrompt.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import { AgentTemplates } from "./AgentTemplates.ts"
import * as Prompt from "./Prompt.ts"

export interface PreviewWish {
  readonly gate: string
  /** The next one when left out. */
  readonly step?: string
  /** To price it for. */
  readonly model?: string
}

export const of = Effect.fn("PromptPreview.of")(function* (
  project: ProjectRow,
  state: ProjectState,
  wish: PreviewWish
) {
  const definition = definitionOf(project, wish.gate)
  if (definition === undefined)
    return yield* new CommandRefused({
      reason: new GateUnknown({ gate: wish.gate, known: project.pipeline.gates.map((gate) => gate.id) })
    })
  const found = workOf(project, state, definition, wish.step)
  const step = found && Prompt.stepOf(state, found.work)
  if (found === undefined || step === undefined)
    return yield* new StepUnknown({
      gate: wish.gate,
      step: wish.step ?? null,
      known: definition.work.map((step) => step.id)
    })
  const { isDue, work } = found
  const templates = yield* AgentTemplates
  const template = Option.getOrUndefined(yield* templates.find(state, step.agent))?.template
  if (template === undefined) {
    const known = yield* templates.all(state)
    return yield* new AgentUnknown({ agent: step.agent, known: known.map(({ template }) => template.name) })
  }

  const run = rowOf(state, "agentRun", work.runId)
  const made = yield* Prompt.build(state, work, template)
  const sent = run === undefined ? made : yield* StoredPrompt.read(run)
  const isSame = sent.system === made.system && sent.prompt === made.prompt
  return {
    gate: definition.id,
    step: work.step,
    agent: step.agent,
    run: work.runId,
    purpose: work.purpose,
    attempt: work.attempt,
    standing: run !== undefined ? "begun" : isDue ? "due" : "hypothetical",
    templateVersion: template.version,
    templateDigest: yield* ContentDigest.ofTemplate(template),
    system: sent.system,
    prompt: sent.prompt,
    parts: isSame ? made.parts : [],
    tokens: tokensOf(sent.system) + tokensOf(sent.prompt),
    budget: contextTokensOf(template, project.policy),
    cost: yield* costOf(state, sent, wish.model)
  } satisfies PromptPreview
})

/** What is due, or else what would be if the step were done now. */
const workOf = (
  project: ProjectRow,
  state: ProjectState,
  definition: GateDefinition,
  wanted: string | undefined
): { readonly work: RunAgent; readonly isDue: boolean } | undefined => {
  const due = [...Planner.due(state), ...waiting(state)].find(
    (work) =>
      work._tag === "RunAgent" &&
      work.gate === definition.id &&
      (wanted === undefined || work.step === wanted)
  )
  if (due?._tag === "RunAgent") return { work: due, isDue: true }
  const steps = stepsOf(project, definition)
  const step =
    wanted === undefined
      ? (steps.find(({ id }) => rowOf(state, "task", taskIdOf(definition.id, id))?.status !== "done") ??
        steps[0])
      : definition.work.find(({ id }) => id === wanted)
  return step === undefined ? undefined : { work: imagined(state, definition, step.id), isDue: false }
}

/** Runs that nobody is called for: they wait to be claimed. */
const waiting = (state: ProjectState): ReadonlyArray<RunAgent> =>
  rowsOf(state, "agentRun")
    .filter((run) => run.status === "started")
    .map(({ attempt, gate, purpose, runId, step }) => ({
      _tag: "RunAgent",
      gate,
      step,
      runId,
      purpose,
      attempt
    }))

const imagined = (state: ProjectState, definition: GateDefinition, step: string): RunAgent => {
  const task = rowOf(state, "task", taskIdOf(definition.id, step))
  const isFailed = definition.proofs.some((requirement) => {
    const proof = currentProof(state, requirement)
    return requirement.owner === step && proof !== undefined && isMendable(proof)
  })
  const purpose =
    task?.status === "done"
      ? isFailed
        ? "heal"
        : "rework"
      : (rowOf(state, "gate", definition.id)?.round ?? 1) > 1 && task !== undefined && task.runs > 0
        ? "rework"
        : "work"
  return {
    _tag: "RunAgent",
    gate: definition.id,
    step,
    runId: AgentRunId.make(`${definition.id}.${step}.${(task?.runs ?? 0) + 1}`),
    purpose,
    attempt: purpose === "heal" ? (task?.heals ?? 0) + 1 : 1
  }
}

/** At the prices of today, for the model that is named or that answered last. Null when none is known. */
const costOf = Effect.fnUntraced(function* (
  state: ProjectState,
  prompt: { readonly system: string; readonly prompt: string },
  wanted: string | undefined
) {
  const last = rowsOf(state, "agentRun")
    .filter((run) => run.model !== null)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0]
  const name = wanted ?? last?.model ?? null
  if (name === null) return null
  const prices = yield* CurrentPrices
  const at = Timestamp.fromDateTime(yield* DateTime.now)
  return estimateOf(prices, { name }, prompt, at) ?? null
})
