/**
 * The agent templates in force for a project: what hosts give, by name. Reading them from files is the host's work.
 */
import type { AgentName, AgentTemplate } from "@layercake/core/agent/Agent"
import type { DueWork } from "@layercake/core/pipeline/DueWork"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import type { Tier } from "@layercake/core/store/JobQueue"
import { Context, Effect, Layer, Option } from "effect"

export class AgentTemplates extends Context.Service<
  AgentTemplates,
  {
    readonly find: (name: AgentName) => Option.Option<AgentTemplate>
    readonly all: ReadonlyArray<AgentTemplate>
    /** Of an agent run the tier of its agent, medium where its template is not known; of other work the planner's. */
    readonly tierOf: (work: DueWork, state: ProjectState) => Tier
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
        tierOf: (work, state) => {
          if (work._tag !== "RunAgent") return Planner.defaultTier(work)
          const project = projectOf(state)
          const definition = project && definitionOf(project, work.gate)
          const agent = definition?.work.find((step) => step.id === work.step)?.agent
          return (agent === undefined ? undefined : byName.get(agent)?.tier) ?? "medium"
        }
      })
    })
  )
