/**
 * Answers the operations on agents.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentOperations, AgentUnknown, type TemplateReport } from "@layercake/core/operation/AgentOperations"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { tokensOf } from "@layercake/core/prompt/TokenEstimate"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Option, Schema } from "effect"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import * as PromptPreview from "../agent/PromptPreview.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import { find } from "./ProjectHandlers.ts"

const report = (template: AgentTemplate) =>
  Effect.map(ContentDigest.ofTemplate(template), (digest): TemplateReport => ({
    ...template,
    digest,
    tokens: tokensOf(template.instructions)
  }))

const isName = Schema.is(AgentName)

export const layer = AgentOperations.toLayer({
  "templates.list": () =>
    Effect.gen(function* () {
      const { all } = yield* AgentTemplates
      return yield* Effect.forEach(
        all.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        report
      )
    }),
  "templates.get": ({ agent }) =>
    Effect.gen(function* () {
      const templates = yield* AgentTemplates
      const template = isName(agent) ? Option.getOrUndefined(templates.find(agent)) : undefined
      return template === undefined
        ? yield* new AgentUnknown({ agent, known: templates.all.map(({ name }) => name).toSorted() })
        : yield* report(template)
    }),
  "agents.prompt": ({ project, ...wish }) =>
    Effect.gen(function* () {
      const { row, state } = yield* find(project)
      return yield* PromptPreview.of(row, state, wish)
    }).pipe(
      Effect.catchTag("ContentMissing", (cause) =>
        Effect.fail(new StoreUnavailable({ operation: "read", cause }))
      )
    ),
  "handoffs.list": ({ project }) =>
    Effect.map(find(project), ({ state }) =>
      rowsOf(state, "handoff").toSorted((a, b) => a.version - b.version)
    )
})
