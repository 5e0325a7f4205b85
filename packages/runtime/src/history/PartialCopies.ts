/**
 * Which streams are copies that are not whole yet: a fork or an import that ended half-way. Until the same call has
 * completed them nobody is shown such a project and no command is taken for it. The receipts of the copy say so.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, Effect, Layer, Option } from "effect"

/** Command id of the append that begins at this version of a copy. */
export const partOf = (project: ProjectId, version: number): CommandId =>
  CommandId.make(`copy/${project}/${version}`)

/** Command id of the append that completes a copy. */
export const wholeOf = (project: ProjectId): CommandId => CommandId.make(`copy/${project}/whole`)

/** As of now, from the receipts alone. */
export const isHalf = Effect.fnUntraced(function* (store: EventStore["Service"], project: ProjectId) {
  const begun = yield* store.receipt(partOf(project, 1))
  return Option.isSome(begun) && Option.isNone(yield* store.receipt(wholeOf(project)))
})

export class PartialCopies extends Context.Service<
  PartialCopies,
  {
    /** To be asked of streams that have events. One that was whole once is never looked up again. */
    readonly isPartial: (project: ProjectId) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@layercake/runtime/history/PartialCopies") {}

/** Projects remembered as whole. */
const capacity = 10_000

export const layer: Layer.Layer<PartialCopies, never, EventStore> = Layer.effect(
  PartialCopies,
  Effect.gen(function* () {
    const store = yield* EventStore
    const whole = new Set<ProjectId>()
    return PartialCopies.of({
      isPartial: Effect.fnUntraced(function* (project) {
        if (whole.has(project)) return false
        if (yield* isHalf(store, project)) return true
        if (whole.size >= capacity) whole.clear()
        whole.add(project)
        return false
      })
    })
  })
)
