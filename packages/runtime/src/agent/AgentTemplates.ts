/**
 * The agent templates in force for a project: what hosts give, by name. Reading them from files is the host's work.
 */
import type { AgentName, AgentTemplate } from "@layercake/core/agent/Agent"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import type { Tier } from "@layercake/core/store/JobQueue"
import { Context, Effect, Layer, Option } from "effect"

export class AgentTemplates extends Context.Service<
  AgentTemplates,
  {
    readonly find: (name: AgentName) => Option.Option<AgentTemplate>
    readonly all: ReadonlyArray<AgentTemplate>
    /** The tier of the agent that does this work; medium where its template is not known. */
    readonly tierOf: (state: ProjectState, work: RunAgent) => Tier
  }
>()("@layercake/runtime/agent/AgentTemplates") {}

/** Later templates replace earlier ones of the same name. */
export const layer = (templates: ReadonlyArray<AgentTemplate>): Layer.Layer<AgentTemplates> =>
  Layer.effect(
    AgentTemplates,
    Effect.sync(() => {
      const byName = new Map(templates.map((template) => [template.name, template]))
      return AgentTemplates.of({
        find: (name) => Option.fromUndefinedOr(byName.get(name)),
        all: Array.from(byName.values()),
        tierOf: (state, work) => {
          const project = projectOf(state)
          const definition = project && definitionOf(project, work.gate)
          const agent = definition?.work.find((step) => step.id === work.step)?.agent
          return (agent === undefined ? undefined : byName.get(agent)?.tier) ?? "medium"
        }
      })
    })
  )
