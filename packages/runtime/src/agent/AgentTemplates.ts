/**
 * The agent templates in force: a project's own, else those registered for the whole of LayerCake, else what the host
 * gives. Reading those from files is the host's work.
 */
import type { AgentName, AgentTemplate } from "@layercake/core/agent/Agent"
import { type AgentTemplateInvalid, parse } from "@layercake/core/agent/AgentTemplateParser"
import type { TemplateRow } from "@layercake/core/agent/TemplateBoard"
import type { EventUnreadable } from "@layercake/core/event/EventCodec"
import { hostStream } from "@layercake/core/host/HostStream"
import type { DueWork } from "@layercake/core/pipeline/DueWork"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import type { Tier } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, Effect, Layer, Option } from "effect"
import { ProjectStates } from "../project/ProjectStates.ts"
import { type ContentMissing, textOfBlob } from "../tree/TreeContent.ts"

/** Who says what the template is. */
export type TemplateOrigin = "project" | "layercake" | "host"

export interface TemplateInForce {
  readonly template: AgentTemplate
  readonly origin: TemplateOrigin
}

export type TemplateError = StoreUnavailable | EventUnreadable | ContentMissing | AgentTemplateInvalid

export class AgentTemplates extends Context.Service<
  AgentTemplates,
  {
    /** In force for the project that this is the state of. */
    readonly find: (
      state: ProjectState,
      name: AgentName
    ) => Effect.Effect<Option.Option<TemplateInForce>, TemplateError>
    /** In order of their names. */
    readonly all: (state: ProjectState) => Effect.Effect<ReadonlyArray<TemplateInForce>, TemplateError>
    /**
     * Of an agent run the tier of its agent, medium where its template is not known; of other work the planner's. Knows of
     * what was registered for the whole of LayerCake as it was when this process last looked for a template.
     */
    readonly tierOf: (work: DueWork, state: ProjectState) => Tier
  }
>()("@layercake/runtime/agent/AgentTemplates") {}

/** What the host gives; later templates replace earlier ones of the same name. */
export const layer = (
  templates: ReadonlyArray<AgentTemplate>
): Layer.Layer<AgentTemplates, never, ProjectStates | BlobStore> =>
  Layer.effect(
    AgentTemplates,
    Effect.gen(function* () {
      const states = yield* ProjectStates
      const blobs = yield* BlobStore
      const given = new Map(templates.map((template) => [template.name, template]))
      let wide: ReadonlyMap<string, Tier> = new Map()

      const host = Effect.tap(states.load(hostStream), (state) =>
        Effect.sync(() => {
          wide = new Map(rowsOf(state, "template").map(({ agent, tier }) => [agent, tier]))
        })
      )
      const read = (row: TemplateRow, origin: TemplateOrigin) =>
        textOfBlob(row.digest, `the template of ${row.agent}`).pipe(
          Effect.provideService(BlobStore, blobs),
          Effect.flatMap((text) => Effect.fromResult(parse(`${row.agent}.md`, text))),
          Effect.map((template): TemplateInForce => ({ template, origin }))
        )
      const chosen = (state: ProjectState, ofHost: ProjectState, name: AgentName) => {
        const own = rowOf(state, "template", name)
        if (own !== undefined) return Effect.asSome(read(own, "project"))
        const registered = rowOf(ofHost, "template", name)
        if (registered !== undefined) return Effect.asSome(read(registered, "layercake"))
        const template = given.get(name)
        return Effect.succeed(
          template === undefined ? Option.none() : Option.some<TemplateInForce>({ template, origin: "host" })
        )
      }

      return AgentTemplates.of({
        find: Effect.fn("AgentTemplates.find")(function* (state, name) {
          return yield* chosen(state, yield* host, name)
        }),
        all: Effect.fn("AgentTemplates.all")(function* (state) {
          const ofHost = yield* host
          const registered = [...rowsOf(state, "template"), ...rowsOf(ofHost, "template")]
          const names = new Set([...given.keys(), ...registered.map(({ agent }) => agent)])
          const found = yield* Effect.forEach([...names].toSorted(), (name) => chosen(state, ofHost, name))
          return found.flatMap(Option.toArray)
        }),
        tierOf: (work, state) => {
          if (work._tag !== "RunAgent") return Planner.defaultTier(work)
          const project = projectOf(state)
          const definition = project && definitionOf(project, work.gate)
          const agent =
            definition?.work.find((step) => step.id === work.step)?.agent ??
            rowOf(state, "instruction", work.step)?.agent
          if (agent === undefined) return "medium"
          return (
            rowOf(state, "template", agent)?.tier ?? wide.get(agent) ?? given.get(agent)?.tier ?? "medium"
          )
        }
      })
    })
  )
