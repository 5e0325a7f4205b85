/**
 * The history of one made-up project: events of every common kind, in the order and the sizes that real ones have. The
 * same shape gives the same history.
 */
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { AgentRunAnswered, AgentRunCompleted, AgentRunStarted } from "@layercake/core/agent/AgentRunEvent"
import { CostRecorded } from "@layercake/core/cost/CostEvent"
import { DocumentWritten } from "@layercake/core/document/DocumentEvent"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import { GateOpened } from "@layercake/core/gate/GateEvent"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { CommitSha } from "@layercake/core/port/Repository"
import { ProjectClassified, ProjectCompleted, ProjectCreated } from "@layercake/core/project/ProjectEvent"
import { EntryId } from "@layercake/core/register/Register"
import { NoteAdded, RiskIdentified } from "@layercake/core/register/RegisterEvent"
import { taskIdOf } from "@layercake/core/task/Task"
import { TaskCompleted, TaskCreated, TaskReopened, TaskStarted } from "@layercake/core/task/TaskEvent"
import { FilePath, TreeDigest, type TreeFile } from "@layercake/core/tree/Tree"
import { CommitMade, CommitStarted, TreeChanged } from "@layercake/core/tree/TreeEvent"
import { Iterable } from "effect"
import { buildOf } from "./LargeBuild.ts"
import { digestOf, hex, prose } from "./MadeUpContent.ts"

export interface ProjectShape {
  /** Events altogether. */
  readonly events: number
  /** Files in its tree; about 140 bytes each in an event that changes it. */
  readonly files: number
  /** Whether every other change is one of the whole tree. */
  readonly wholeTree: boolean
  /** Findings in a proof that passed; a failed one has three times as many. */
  readonly findings: number
  /** Risks, each an event of a kind that nothing else here has. */
  readonly risks: number
  /** Whether it is finished, so that nothing of it is due. */
  readonly completed: boolean
}

/** In order, one at a time. */
export function* eventsOf(shape: ProjectShape): Generator<FactoryEvent, void> {
  yield* Iterable.take(going(shape), shape.events - (shape.completed ? 1 : 0))
  if (shape.completed) yield new ProjectCompleted({})
}

/** Without end. */
function* going(shape: ProjectShape): Generator<FactoryEvent, never> {
  yield* beginning()
  for (let risk = 0; risk < shape.risks; risk += 1) yield riskOf(risk)
  for (let round = 0; ; round += 1) yield* roundOf(round, shape)
}

const gateIds = standardPipeline.gates.map((gate) => gate.id)
const step = "write"
const agent = AgentName.make("implementer")

const beginning = (): ReadonlyArray<FactoryEvent> => [
  new ProjectCreated({
    title: "Booking",
    brief: digestOf(1),
    pipeline: standardPipeline,
    policy: defaultPolicy
  }),
  new ProjectClassified({ projectType: "service", userInterface: true })
]

const riskOf = (index: number): FactoryEvent =>
  new RiskIdentified({
    id: EntryId.make(`risk-${index}`),
    title: "The payment provider is changed",
    severity: "high",
    mitigation: "Keep it behind a port."
  })

/** One piece of work, from the task to the build: about twenty events. */
function* roundOf(round: number, shape: ProjectShape): Generator<FactoryEvent, void> {
  const gate = gateIds[round % gateIds.length]!
  const taskId = taskIdOf(gate, step)
  const runId = AgentRunId.make(`${taskId}/work/${round}`)
  const tree = TreeDigest.make(hex(round * 7 + 3))
  const path = FilePath.make(`docs/${gate}.md`)
  if (round < gateIds.length) {
    yield new GateOpened({ gate })
    yield new TaskCreated({ taskId, gate, step, agent, title: "Write what the gate asks for" })
  } else yield new TaskReopened({ taskId, reason: "The tests of the round before failed." })
  yield new TaskStarted({ taskId })
  yield new AgentRunStarted({
    runId,
    gate,
    step,
    taskId,
    agent,
    templateVersion: 1,
    purpose: "work",
    attempt: 1,
    executor: "anthropic",
    prompt: digestOf(round * 3 + 1),
    idempotencyKey: runId
  })
  yield new AgentRunAnswered({
    runId,
    answer: digestOf(round * 3 + 2),
    model: "anthropic/claude",
    finishReason: "stop",
    usage,
    recorded: false,
    durationMillis: 41250
  })
  yield new CostRecorded({ runId, model: "anthropic/claude", usage, microUsd: 184_300 })
  yield new TreeChanged(
    {
      cause: runId,
      author: agent,
      subject: `Round ${round} of ${gate}`,
      removed: [],
      tree,
      written: treeFiles(round, shape)
    },
    unchecked
  )
  yield new CommitStarted({ key: runId, tree })
  yield new CommitMade({ key: runId, sha: CommitSha.make(hex(round + 11).slice(0, 40)) })
  const digest = digestOf(round + 5)
  yield new DocumentWritten({ kind: "notes", path, digest, version: round + 1, gate })
  yield new AgentRunCompleted({ runId, changed: 40 })
  yield new TaskCompleted({ taskId })
  yield* buildOf(round, gate, tree, shape.findings)
  yield new NoteAdded({ id: EntryId.make(`note-${round}`), text: prose.slice(0, 400 + (round % 9) * 100) })
}

const usage = { inputTokens: 48_211, outputTokens: 9_120, cachedInputTokens: 31_000 }

/** Most of the time would go into checking what was made right. */
const unchecked = { disableChecks: true }

/** Forty files, or all of them. */
const treeFiles = (round: number, { files, wholeTree }: ProjectShape): ReadonlyArray<TreeFile> => {
  const count = wholeTree && round % 2 === 0 ? files : Math.min(40, files)
  return Array.from({ length: count }, (_, index) => {
    const file = (round * 17 + index) % files
    return {
      path: FilePath.make(`src/part-${file % 40}/module-${file}.ts`, unchecked),
      digest: digestOf(round * 100_003 + file),
      bytes: 1_000 + file
    }
  })
}
