/**
 * Answers the operations on LayerCake itself.
 */
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { describe, type OperationDescription } from "@layercake/core/operation/OperationDescription"
import { toolsetOf } from "@layercake/core/operation/OperationMark"
import { SystemOperations } from "@layercake/core/operation/SystemOperations"
import { projectionNames } from "@layercake/core/project/ProjectState"
import { tiers } from "@layercake/core/store/JobQueue"
import { Effect } from "effect"
import type { Rpc } from "effect/rpc"
import { HostExamination } from "./HostExamination.ts"
import * as HostHealth from "./HostHealth.ts"
import { HostInfo } from "./HostInfo.ts"

const operations: ReadonlyArray<Rpc.AnyWithProps> = Array.from(
  Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>
)

const toolsets = Array.from(new Set(operations.map(({ _tag }) => toolsetOf(_tag))))
  .toSorted((a, b) => (a < b ? -1 : 1))
  .map((toolset) => ({
    toolset,
    operations: operations.filter(({ _tag }) => toolsetOf(_tag) === toolset).length
  }))

/** With schemas; each is made once. */
const described = new Map<string, OperationDescription>()

const withSchemas = (rpc: Rpc.AnyWithProps): OperationDescription => {
  const known = described.get(rpc._tag) ?? describe(rpc, true)
  described.set(rpc._tag, known)
  return known
}

export const layer = SystemOperations.toLayer({
  "system.info": () => HostInfo,
  "system.version": () => Effect.map(HostInfo, ({ version }) => ({ version, operations: operations.length })),
  "system.health": () => HostHealth.report,
  "system.doctor": () => Effect.flatten(HostExamination),
  "system.features": () =>
    Effect.map(HostInfo, ({ works }) => ({
      toolsets,
      operations: operations.length,
      eventTypes,
      projections: projectionNames,
      tiers,
      works
    })),
  "system.operations": ({ operation, schemas = false, toolset }) =>
    Effect.sync(() =>
      operations
        .filter(
          ({ _tag }) =>
            (toolset === undefined || toolsetOf(_tag) === toolset) &&
            (operation === undefined || _tag === operation)
        )
        .map((rpc) => (schemas ? withSchemas(rpc) : describe(rpc, false)))
    )
})
