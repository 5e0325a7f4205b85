/**
 * What an agent is told: who it is, what to do, what it must send, and what it needs to know. The same state gives the
 * same prompt, so that a repeated call is the same call.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { currentProof, definitionOf, lastRunOf } from "@layercake/core/pipeline/GateProgress"
import type { GateDefinition, WorkStep } from "@layercake/core/pipeline/Pipeline"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { ProofRow } from "@layercake/core/proof/ProofBoard"
import { isMendable } from "@layercake/core/proof/Proof"
import { taskIdOf } from "@layercake/core/task/Task"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import { textOfBlob } from "../tree/TreeContent.ts"

export interface Prompt {
  readonly system: string
  readonly prompt: string
}

/** Characters of file contents that are shown; what does not fit is named only. */
const contentLimit = 200_000

export const build = Effect.fn("Prompt.build")(function* (
  state: ProjectState,
  work: RunAgent,
  template: AgentTemplate
) {
  const project = projectOf(state)
  const definition = project && definitionOf(project, work.gate)
  const step = definition?.work.find((step) => step.id === work.step)
  if (project === undefined || definition === undefined || step === undefined)
    return yield* Effect.die(new Error(`${work.gate} has no step ${work.step}`))
  const { open } = yield* PersonalTexts
  const sections = [
    assignment(project.title, definition, step, work),
    contract(step),
    yield* open(why(state, work)),
    troubles(state, definition, work),
    yield* open(kept(state)),
    yield* contents(state, template)
  ]
  const prompt: Prompt = {
    system: template.instructions,
    prompt: sections.filter((section) => section !== "").join("\n\n")
  }
  return prompt
})

const assignment = (title: string, gate: GateDefinition, step: WorkStep, work: RunAgent): string =>
  [
    "# Assignment",
    `Project: ${title}`,
    `Gate: ${gate.id} ${gate.title}. ${gate.question}`,
    `Task: ${step.title}`,
    `Purpose: ${work.purpose}, attempt ${work.attempt}`
  ].join("\n")

const contract = (step: WorkStep): string =>
  step.produces.length === 0
    ? ""
    : ["# You must send", ...step.produces.map((document) => `- ${document.path} (${document.kind})`)].join(
        "\n"
      )

/** Why the work is done again: the refusal of the last answer, or a person's rejection. */
const why = (state: ProjectState, work: RunAgent): string => {
  const task = rowOf(state, "task", taskIdOf(work.gate, work.step))
  const refused = work.purpose === "correct" && task !== undefined ? lastRunOf(state, task) : undefined
  if (refused !== undefined)
    return [
      "# Your last answer could not be used",
      ...refused.findings.map(
        (finding) =>
          `- ${finding.path ? `${finding.path}: ` : ""}${finding.message}${finding.line ? ` (line ${finding.line} of your answer)` : ""}`
      ),
      "Send every file of the task again, each one whole."
    ].join("\n")
  return work.purpose === "rework" && task?.reopened ? `# Why it is to be done again\n${task.reopened}` : ""
}

const troubles = (state: ProjectState, definition: GateDefinition, work: RunAgent): string => {
  if (work.purpose !== "heal" && work.purpose !== "correct") return ""
  const failed = definition.proofs
    .map((requirement) => currentProof(state, requirement))
    .flatMap((proof) => (proof !== undefined && isMendable(proof) ? [trouble(proof)] : []))
  return failed.length === 0
    ? ""
    : [
        "# What failed",
        ...failed,
        "Find the cause and send each file you change, whole. Do not weaken the tests."
      ].join("\n")
}

const trouble = (proof: ProofRow): string =>
  [
    `## ${proof.kind}: ${proof.summary}`,
    ...proof.diagnostics.map((diagnostic) => {
      const place = diagnostic.path
        ? `${diagnostic.path}${diagnostic.line ? `:${diagnostic.line}` : ""}: `
        : ""
      return `- ${place}${diagnostic.message}${diagnostic.rule ? ` (${diagnostic.rule})` : ""}`
    })
  ].join("\n")

const kept = (state: ProjectState): string => {
  const records = rowsOf(state, "record")
  const answered = rowsOf(state, "hold").filter((hold) => hold.resolution !== null)
  const design = rowsOf(state, "design").find((design) => design.chosen)
  const lines = [
    ...records.map(
      (record) => `- ${record.kind}: ${record.title}${record.text === record.title ? "" : `. ${record.text}`}`
    ),
    ...answered.map((hold) => `- ${hold.kind} "${hold.title}": ${hold.resolution}`),
    ...(design ? [`- chosen design: ${design.path}`] : [])
  ]
  return lines.length === 0 ? "" : ["# What was decided", ...lines].join("\n")
}

/** The brief and the kinds of document that the template asks for come first, then the rest of the tree. */
const contents = Effect.fnUntraced(function* (state: ProjectState, template: AgentTemplate) {
  const kindOf = (file: TreeFile) => rowOf(state, "document", file.path)?.kind ?? ""
  const rank = (file: TreeFile) =>
    file.path === "docs/brief.md"
      ? 0
      : template.inputs.includes(kindOf(file))
        ? 1
        : file.path.startsWith("designs/")
          ? 3
          : 2
  const files = rowsOf(state, "file").toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))
  const shown: Array<string> = []
  const named: Array<string> = []
  let left = contentLimit
  for (const file of files) {
    if (file.bytes > left) {
      named.push(`- ${file.path} (${file.bytes} bytes, not shown)`)
      continue
    }
    left -= file.bytes
    const text = yield* textOfBlob(file.digest, file.path)
    const fence = "`".repeat(
      Math.max(3, ...Array.from(text.matchAll(/`{3,}/g), (match) => match[0].length + 1))
    )
    shown.push(`**${file.path}**\n${fence}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`)
  }
  return ["# The files of the project", ...shown, ...named].join("\n\n")
})
