/**
 * When work goes from one agent to another. Pure: questions about a state, asked by whoever decides about an agent run.
 */
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { AgentName } from "../agent/Agent.ts"
import { gatesInOrder, isPassed, stepsOf } from "../pipeline/GateProgress.ts"
import { applies, type WorkStep } from "../pipeline/Pipeline.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { ProofRow } from "../proof/ProofBoard.ts"
import type { GateId } from "../gate/Gate.ts"
import { taskIdOf } from "../task/Task.ts"
import type { FilePath } from "../tree/Tree.ts"
import { HandoffMade } from "./HandoffEvent.ts"

const maxSummary = 4000
const maxDocuments = 50

const made = (fields: ConstructorParameters<typeof HandoffMade>[0]): HandoffMade =>
  new HandoffMade({
    ...fields,
    summary: fields.summary.slice(0, maxSummary),
    documents: fields.documents.slice(0, maxDocuments)
  })

export interface EndedStep {
  readonly run: AgentRunRow
  /** As the answer says it is now; as it was when the answer says nothing of it. */
  readonly userInterface: boolean | null
  readonly summary: string
  readonly documents: ReadonlyArray<FilePath>
}

/** The step ends with this run: to whoever has the next one, if that is another agent. */
export const afterStep = (
  state: ProjectState,
  { documents, run, summary, userInterface }: EndedStep
): ReadonlyArray<HandoffMade> => {
  const project = projectOf(state)
  const next = project && nextStep(state, { ...project, userInterface }, run)
  if (next === undefined || next.step.agent === run.agent) return []
  const { gate, step } = next
  return [
    made({
      runId: run.runId,
      reason: "next",
      from: run.agent,
      to: step.agent,
      gate,
      step: step.id,
      summary,
      documents
    })
  ]
}

/** The first step that is not done, in this gate or in the next one that has work. */
const nextStep = (
  state: ProjectState,
  project: ProjectRow,
  run: AgentRunRow
): { readonly gate: GateId; readonly step: WorkStep } | undefined => {
  const gates = gatesInOrder(state)
  const from = gates.findIndex((gate) => gate.gate === run.gate)
  for (const gate of gates.slice(from)) {
    const definition = project.pipeline.gates.find((definition) => definition.id === gate.gate)
    if (definition === undefined || isPassed(gate) || !applies(definition.when, project.userInterface))
      continue
    const step = stepsOf(project, definition).find(
      (step) =>
        taskIdOf(gate.gate, step.id) !== run.taskId &&
        rowOf(state, "task", taskIdOf(gate.gate, step.id))?.status !== "done"
    )
    if (step !== undefined) return { gate: gate.gate, step }
  }
  return undefined
}

/** A repair of what another agent wrote last begins. */
export const toRepair = (
  state: ProjectState,
  run: Pick<AgentRunRow, "runId" | "agent" | "gate" | "step">,
  failed: ProofRow
): ReadonlyArray<HandoffMade> => {
  const author = authorOf(state, failed)
  if (author === undefined || author === run.agent) return []
  const { agent, gate, runId, step } = run
  return [
    made({
      runId,
      reason: "repair",
      from: author,
      to: agent,
      gate,
      step,
      summary: `${failed.kind}: ${failed.summary}`,
      documents: diagnosed(state, failed)
    })
  ]
}

/** The agent whose run made the tree that failed; undefined when it was a person or the brief. */
const authorOf = (state: ProjectState, failed: ProofRow): AgentName | undefined => {
  const change = rowsOf(state, "commit")
    .filter((commit) => commit.tree === failed.tree)
    .toSorted((a, b) => a.version - b.version)
    .at(-1)
  return change === undefined ? undefined : rowOf(state, "agentRun", change.key)?.agent
}

const diagnosed = (state: ProjectState, failed: ProofRow): ReadonlyArray<FilePath> =>
  Array.from(
    new Set(
      failed.diagnostics.flatMap(({ path }) => {
        const file = path === undefined ? undefined : rowOf(state, "file", path)
        return file === undefined ? [] : [file.path]
      })
    )
  )
