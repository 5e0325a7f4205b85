/**
 * Turns commands about memories and about hand-overs made by hand into facts. Pure.
 */
import { Result } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { StepUnknown } from "../agent/AgentError.ts"
import type { Actor } from "../actor/Actor.ts"
import type { Decide, Decision } from "../command/Decide.ts"
import { GateUnknown } from "../gate/GateError.ts"
import { definitionOf } from "../pipeline/GateProgress.ts"
import type { ProjectRow } from "../project/ProjectBoard.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { EntryNotForAgent, EntryNotOpen, EntryUnknown } from "../register/RegisterError.ts"
import { FileUnknown } from "../tree/TreeError.ts"
import { HandoffMade } from "./HandoffEvent.ts"
import type { ForgetMemory, MakeHandoff, MemoryCommand, ReviseMemory } from "./MemoryCommand.ts"
import { MemoryForgotten, MemoryRevised } from "./MemoryEvent.ts"

export const decide: Decide<MemoryCommand> = (command, state, actor) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  return command._tag === "MakeHandoff" ? handOver(state, project, command) : change(state, command, actor)
}

/** An agent may take back only what it said itself. */
const change = (state: ProjectState, command: ReviseMemory | ForgetMemory, actor: Actor): Decision => {
  const { id } = command
  const memory = rowOf(state, "record", id)
  if (memory?.kind !== "memory") return Result.fail(new EntryUnknown({ id }))
  if (actor.kind === "agent" && (memory.by.kind !== "agent" || memory.by.id !== actor.id))
    return Result.fail(new EntryNotForAgent({ id, actor, to: null }))
  if (command._tag === "ForgetMemory")
    return Result.succeed(memory.removed === true ? [] : [new MemoryForgotten({ id })])
  if (memory.removed === true) return Result.fail(new EntryNotOpen({ id, exists: true }))
  return Result.succeed(memory.text === command.text ? [] : [new MemoryRevised({ id, text: command.text })])
}

const handOver = (
  state: ProjectState,
  project: ProjectRow,
  { documents, from, gate, step, summary }: MakeHandoff
): Decision => {
  const definition = definitionOf(project, gate)
  if (definition === undefined)
    return Result.fail(new GateUnknown({ gate, known: project.pipeline.gates.map(({ id }) => id) }))
  const work = definition.work.find(({ id }) => id === step)
  if (work === undefined)
    return Result.fail(new StepUnknown({ gate, step, known: definition.work.map(({ id }) => id) }))
  const missing = documents.find((path) => rowOf(state, "file", path) === undefined)
  if (missing !== undefined) return Result.fail(new FileUnknown({ path: missing }))
  const count = rowsOf(state, "handoff").filter(({ reason }) => reason === "told").length
  const runId = AgentRunId.make(`handoff-${count + 1}`)
  return Result.succeed([
    new HandoffMade({ runId, reason: "told", from, to: work.agent, gate, step, summary, documents })
  ])
}
