/**
 * Answers the operations on what a project remembers.
 */
import { StepUnknown } from "@layercake/core/agent/AgentError"
import { AgentName } from "@layercake/core/agent/Agent"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { GateUnknown } from "@layercake/core/gate/GateError"
import { ForgetMemory, ReviseMemory } from "@layercake/core/memory/MemoryCommand"
import { recollections } from "@layercake/core/memory/Recollection"
import { searchRecollections } from "@layercake/core/memory/RecollectionSearch"
import { MemoryOperations, MemoryUnknown } from "@layercake/core/operation/MemoryOperations"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { contextTokensOf } from "@layercake/core/prompt/ContextTokens"
import { memoryShare, memoryText } from "@layercake/core/prompt/MemoryText"
import type { EntryId, Record } from "@layercake/core/register/Register"
import { KeepMemory } from "@layercake/core/register/RegisterCommand"
import { Effect, Option } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import { Commands } from "../command/Commands.ts"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** Found entries when nothing is said. */
const usual = 20

/** Somebody who has no part in anything: what is remembered then is in the order of its age. */
const everybody = { gate: "", step: "", agent: AgentName.make("nobody") }

const memoriesOf = (state: ProjectState): ReadonlyArray<Record> =>
  rowsOf(state, "record")
    .filter(({ kind }) => kind === "memory")
    .toSorted((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1))

const memoryIn = (state: ProjectState, id: EntryId) => {
  const row = rowOf(state, "record", id)
  return row?.kind === "memory" ? Effect.succeed(row) : Effect.fail(new MemoryUnknown({ id }))
}

const order = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  return (yield* commands.execute(project, command, { actor })).state
})

const changed = (project: ProjectId, command: ReviseMemory | ForgetMemory) =>
  Effect.flatMap(order(project, command), (state) => Effect.orDie(memoryIn(state, command.id)))

export const layer = MemoryOperations.toLayer({
  "memory.list": ({ forgotten = false, project }) =>
    Effect.map(find(project), ({ state }) =>
      memoriesOf(state).filter(({ removed }) => forgotten || removed !== true)
    ),
  "memory.get": ({ id, project }) => Effect.flatMap(find(project), ({ state }) => memoryIn(state, id)),
  "memory.keep": ({ project, text }) =>
    Effect.flatMap(order(project, new KeepMemory({ text })), (state) =>
      Effect.orDie(Effect.fromNullishOr(memoriesOf(state).at(-1)))
    ),
  "memory.update": ({ id, project, text }) => changed(project, new ReviseMemory({ id, text })),
  "memory.forget": ({ id, project }) => changed(project, new ForgetMemory({ id })),
  "memory.search": ({ limit = usual, project, query }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const { open } = yield* PersonalTexts
      const all = yield* open(recollections(state, everybody))
      return searchRecollections(all, query).slice(0, limit)
    }),
  "memory.recall": ({ gate, project, step }) =>
    Effect.gen(function* () {
      const { row, state } = yield* find(project)
      const { open } = yield* PersonalTexts
      const templates = yield* AgentTemplates
      const definition = definitionOf(row, gate)
      if (definition === undefined)
        return yield* new CommandRefused({
          reason: new GateUnknown({ gate, known: row.pipeline.gates.map(({ id }) => id) })
        })
      const work = definition.work.find(({ id }) => step === undefined || id === step)
      if (work === undefined)
        return yield* new StepUnknown({
          gate,
          step: step ?? null,
          known: definition.work.map(({ id }) => id)
        })
      const { agent, id } = work
      const entries = yield* open(recollections(state, { gate, step: id, agent }))
      const template = yield* templates.find(state, agent).pipe(
        // How much room there is: the policy says, where the template does not.
        Effect.catchTag(["ContentMissing", "AgentTemplateInvalid"], () => Effect.succeedNone)
      )
      const budget = contextTokensOf(Option.getOrUndefined(template)?.template ?? {}, row.policy)
      const { isCondensed, text } = memoryText(entries, Math.floor(budget * memoryShare))
      return { gate, step: id, agent, text, condensed: isCondensed, entries }
    })
})
