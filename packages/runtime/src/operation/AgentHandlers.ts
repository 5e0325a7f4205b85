/**
 * Answers the operations on agents: their templates, and what they are told.
 */
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentUnknown } from "@layercake/core/agent/AgentError"
import { AgentOperations, type TemplateReport } from "@layercake/core/operation/AgentOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { initialState } from "@layercake/core/project/ProjectState"
import { tokensOf } from "@layercake/core/prompt/TokenEstimate"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Option, Schema } from "effect"
import { AgentTemplates, type TemplateInForce } from "../agent/AgentTemplates.ts"
import * as PromptPreview from "../agent/PromptPreview.ts"
import * as TemplateRegistration from "../agent/TemplateRegistration.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import type { ContentMissing } from "../tree/TreeContent.ts"
import * as Authority from "./Authority.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const report = ({ origin, template }: TemplateInForce) =>
  Effect.map(ContentDigest.ofTemplate(template), (digest): TemplateReport => ({
    ...template,
    origin,
    digest,
    tokens: tokensOf(template.instructions)
  }))

const isName = Schema.is(AgentName)

/** A content that is not there is the store's fault, and nothing that the caller can put right. */
export const unreadable = (cause: ContentMissing): StoreUnavailable =>
  new StoreUnavailable({ operation: "read", cause })

/** Of a project that may be left out: everybody may know the templates, and only members a project. */
const stateFor = Effect.fnUntraced(function* (project: ProjectId | undefined) {
  if (project === undefined) return initialState
  if (!(yield* Authority.maySee(project))) return yield* new ProjectNotFound({})
  return (yield* find(project)).state
})

export const layer = AgentOperations.toLayer({
  "agents.templates": ({ project }) =>
    Effect.gen(function* () {
      const templates = yield* AgentTemplates
      return yield* Effect.forEach(yield* templates.all(yield* stateFor(project)), report)
    }).pipe(Effect.catchTag("ContentMissing", (cause) => Effect.fail(unreadable(cause)))),
  "agents.template": ({ agent, project }) =>
    Effect.gen(function* () {
      const templates = yield* AgentTemplates
      const state = yield* stateFor(project)
      const template = isName(agent) ? Option.getOrUndefined(yield* templates.find(state, agent)) : undefined
      if (template !== undefined) return yield* report(template)
      const known = (yield* templates.all(state)).map(({ template }) => template.name)
      return yield* new AgentUnknown({ agent, known })
    }).pipe(Effect.catchTag("ContentMissing", (cause) => Effect.fail(unreadable(cause)))),
  "agents.register": ({ markdown, project }) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      const template = yield* TemplateRegistration.register(project, markdown, actor)
      return yield* report({ template, origin: project === undefined ? "layercake" : "project" })
    }),
  "agents.prompt": ({ project, ...wish }) =>
    Effect.gen(function* () {
      const { row, state } = yield* find(project)
      return yield* PromptPreview.of(row, state, wish)
    }).pipe(Effect.catchTag("ContentMissing", (cause) => Effect.fail(unreadable(cause))))
})
