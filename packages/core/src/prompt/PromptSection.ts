/**
 * What a prompt says besides the project's files: the task, what must be sent, why it is done again, what failed, who
 * handed it over, and what failed earlier. Pure texts; what people typed is in them as references.
 */
import type { AgentName } from "../agent/Agent.ts"
import type { RunAgent } from "../pipeline/DueWork.ts"
import { currentProof, lastRunOf } from "../pipeline/GateProgress.ts"
import type { GateDefinition, WorkStep } from "../pipeline/Pipeline.ts"
import { type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { type Diagnostic, isMendable } from "../proof/Proof.ts"
import type { ProofRow } from "../proof/ProofBoard.ts"
import type { Instruction } from "../instruction/Instruction.ts"
import { runsFor } from "../instruction/InstructionStanding.ts"
import type { Hold } from "../register/Register.ts"
import { answersTo } from "../register/QueryRouting.ts"
import { taskIdOf } from "../task/Task.ts"
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"

/** One step of one gate, for one agent. */
export interface Assignment {
  readonly title: string
  readonly gate: GateDefinition
  readonly step: WorkStep
  readonly work: RunAgent
  /** The question, where the work is to answer one. */
  readonly query: Hold | undefined
  /** What somebody told the agent to do, where the work is that. */
  readonly instruction?: Instruction | undefined
}

export const taskOf = ({ gate, instruction, query, step, title, work }: Assignment): string =>
  [
    "# Assignment",
    `Project: ${title}`,
    `Gate: ${gate.id} ${gate.title}. ${gate.question}`,
    `Task: ${step.title}`,
    `Purpose: ${work.purpose}, attempt ${work.attempt}`,
    ...(query === undefined
      ? []
      : ["", `${query.raisedBy.id} asks you:`, query.title, ...(query.detail === "" ? [] : [query.detail])]),
    ...(instruction === undefined || instruction.text === ""
      ? []
      : ["", `${instruction.by.id} tells you:`, instruction.text])
  ].join("\n")

export const contractOf = ({ instruction, query, step }: Assignment): string => {
  if (query !== undefined)
    return [
      "# You must send",
      `The answer to ${query.raisedBy.id} in plain words, at most 4,000 characters, and nothing else: no file, no register. None of the documents of your usual work is wanted now. Answer from the project's documents and files. Where they do not say it, decide what is in your field and say so; where only a person can know, say that.`
    ].join("\n")
  if (instruction !== undefined && instruction.step === null)
    return [
      "# You must send",
      "What you were told to do, and nothing else: the files that it changes, each one whole. Where it asks for no file, answer in plain words. None of the documents of your usual work is wanted now."
    ].join("\n")
  return step.produces.length === 0
    ? ""
    : ["# You must send", ...step.produces.map((document) => `- ${document.path} (${document.kind})`)].join(
        "\n"
      )
}

/** Why the work is done again: the refusal of the last answer, or a person's rejection. Empty the first time. */
export const againOf = (state: ProjectState, { instruction, query, work }: Assignment): string => {
  const task = rowOf(state, "task", taskIdOf(work.gate, work.step))
  const last =
    instruction !== undefined
      ? runsFor(state, instruction).findLast((run) => run.runId !== work.runId)
      : query === undefined
        ? work.purpose === "correct" && task !== undefined
          ? lastRunOf(state, task)
          : undefined
        : answersTo(state, query).findLast((run) => run.runId !== work.runId)
  if (last !== undefined && last.findings.length > 0) return refusal(last, query !== undefined)
  return work.purpose === "rework" && task?.reopened ? `# Why it is to be done again\n${task.reopened}` : ""
}

const refusal = (run: AgentRunRow, isReply: boolean): string =>
  [
    "# Your last answer could not be used",
    ...run.findings.map(
      (finding) =>
        `- ${finding.path ? `${finding.path}: ` : ""}${finding.message}${finding.line ? ` (line ${finding.line} of your answer)` : ""}`
    ),
    ...(isReply ? [] : ["Send every file of the task again, each one whole."])
  ].join("\n")

/** The proofs that do not pass, about the tree as it is now, which the agent is to mend. */
export const failuresOf = (state: ProjectState, { gate, work }: Assignment): ReadonlyArray<ProofRow> =>
  work.purpose !== "heal" && work.purpose !== "correct"
    ? []
    : gate.proofs
        .map((requirement) => currentProof(state, requirement))
        .flatMap((proof) => (proof !== undefined && isMendable(proof) ? [proof] : []))

/** With at most so many diagnostics of each; empty when nothing failed. */
export const failureText = (failures: ReadonlyArray<ProofRow>, most = Infinity): string =>
  failures.length === 0
    ? ""
    : [
        "# What failed",
        ...failures.map((proof) => failure(proof, most)),
        "Find the cause and send each file you change, whole. Do not weaken the tests."
      ].join("\n")

const failure = (proof: ProofRow, most: number): string => {
  const left = proof.diagnostics.length - most
  return [
    `## ${proof.kind}: ${proof.summary}`,
    ...proof.diagnostics.slice(0, most).map((diagnostic) => `- ${diagnosticText(diagnostic)}`),
    ...(left > 0 ? [`- and ${left} more`] : [])
  ].join("\n")
}

const diagnosticText = ({ line, message, path, rule }: Diagnostic): string =>
  `${path ? `${path}${line ? `:${line}` : ""}: ` : ""}${message}${rule ? ` (${rule})` : ""}`

/** The newest words of whoever handed this very step over; empty when nobody did. */
export const handoverOf = (state: ProjectState, { step, work }: Assignment): string => {
  const newest = rowsOf(state, "handoff")
    .filter((row) => row.gate === work.gate && row.step === work.step && row.to === step.agent)
    .toSorted((a, b) => a.version - b.version)
    .at(-1)
  if (newest === undefined || (newest.summary === "" && newest.documents.length === 0)) return ""
  return [
    "# Handed over to you",
    `By ${newest.from}${newest.summary === "" ? "" : `: ${newest.summary}`}`,
    ...(newest.documents.length === 0 ? [] : [`Files: ${newest.documents.join(", ")}`])
  ].join("\n")
}

const maxEarlier = 5

/** Proofs of earlier trees that did not pass at this gate, newest first; what is mended since is said with it. */
export const earlierFailuresOf = (
  state: ProjectState,
  { gate, work }: Assignment,
  tree: string | null
): string => {
  if (work.purpose === "work" || work.purpose === "answer" || work.purpose === "instruct") return ""
  // Times would order proofs of one moment by chance; the changes that made their trees have places in the stream.
  const madeAt = new Map(rowsOf(state, "commit").map((commit) => [commit.tree, commit.version]))
  const kinds = gate.proofs.map(({ kind }) => kind)
  const earlier = rowsOf(state, "proof")
    .filter((proof) => proof.gate === gate.id && proof.tree !== tree && isMendable(proof))
    .toSorted(
      (a, b) =>
        (madeAt.get(b.tree) ?? 0) - (madeAt.get(a.tree) ?? 0) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind)
    )
    .slice(0, maxEarlier)
  return earlier.length === 0
    ? ""
    : [
        "# What failed earlier, with other files",
        ...earlier.map((proof) => {
          const [first] = proof.diagnostics
          return `- ${proof.kind}: ${proof.summary}${first === undefined ? "" : `, first ${diagnosticText(first)}`}`
        })
      ].join("\n")
}

/** For whom the recollections are. */
export const remindedOf = ({ step, work }: Assignment): { gate: string; step: string; agent: AgentName } => ({
  gate: work.gate,
  step: work.step,
  agent: step.agent
})
