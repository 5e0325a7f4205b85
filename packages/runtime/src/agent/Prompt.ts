/**
 * What an agent is told: who it is, what it needs to know, what to do and what it must send, within a budget of tokens.
 * The same state gives the same prompt, so that a repeated call is the same call. Writes nothing.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { instructionOf, stepFor } from "@layercake/core/instruction/InstructionStanding"
import { recollections } from "@layercake/core/memory/Recollection"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import type { WorkStep } from "@layercake/core/pipeline/Pipeline"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import { contextTokensOf } from "@layercake/core/prompt/ContextTokens"
import { assemble } from "@layercake/core/prompt/PromptAssembly"
import { PromptTooLarge } from "@layercake/core/prompt/PromptError"
import * as PromptSection from "@layercake/core/prompt/PromptSection"
import { answerStep, queryOf } from "@layercake/core/register/QueryRouting"
import { Effect, Result } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as PromptFiles from "./PromptFiles.ts"

/** The step that the work is about: one of the gate, or answering a question. Undefined when there is none any more. */
export const stepOf = (
  state: ProjectState,
  work: Pick<RunAgent, "gate" | "step" | "purpose">
): WorkStep | undefined => {
  const project = projectOf(state)
  const query = queryOf(state, work)
  if (query !== undefined) return answerStep(query)
  const instruction = instructionOf(state, work)
  if (instruction !== undefined) return stepFor(state, instruction)
  return work.purpose === "answer" || work.purpose === "instruct" || project === undefined
    ? undefined
    : definitionOf(project, work.gate)?.work.find((step) => step.id === work.step)
}

/** Diagnostics of each failed proof that are shown where there is no room for all. */
const someDiagnostics = [40, 10, 0]

/** Fails with `PromptTooLarge` when the template, the task and what must be sent do not fit by themselves. */
export const build = Effect.fn("Prompt.build")(function* (
  state: ProjectState,
  work: RunAgent,
  template: AgentTemplate
) {
  const project = projectOf(state)
  const gate = project && definitionOf(project, work.gate)
  const step = stepOf(state, work)
  if (project === undefined || gate === undefined || step === undefined)
    return yield* Effect.die(new Error(`${work.gate} has no step ${work.step}`))
  const assignment = {
    title: project.title,
    gate,
    step,
    work,
    query: queryOf(state, work),
    instruction: instructionOf(state, work)
  }
  const failures = PromptSection.failuresOf(state, assignment)
  const budget = contextTokensOf(template, project.policy)
  const { open } = yield* PersonalTexts
  const said = yield* open({
    task: PromptSection.taskOf(assignment),
    contract: PromptSection.contractOf(assignment),
    again: PromptSection.againOf(state, assignment),
    failures: [Infinity, ...someDiagnostics].map((most) => PromptSection.failureText(failures, most)),
    handover: PromptSection.handoverOf(state, assignment),
    recollections: recollections(state, PromptSection.remindedOf(assignment)),
    earlier: PromptSection.earlierFailuresOf(state, assignment, project.tree)
  })
  const files = yield* PromptFiles.of(state, project, assignment, template.inputs, budget)
  const prompt = assemble({ system: template.instructions, ...said, files, budget })
  if (Result.isSuccess(prompt)) return prompt.success
  return yield* new PromptTooLarge({
    gate: work.gate,
    step: work.step,
    agent: template.name,
    tokens: prompt.failure.fixedTokens,
    budget
  })
})
