import * as WorkspaceConformance from "@layercake/conformance/WorkspaceConformance"
import { bytesOf } from "@layercake/core/store/BlobText"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import { Effect, Layer } from "effect"

const state = MemoryWorkspace.makeState()

WorkspaceConformance.suite("memory", Layer.merge(MemoryWorkspace.layerWith(state), MemoryStore.layer), {
  plant: (project, path, text) =>
    Effect.sync(() => MemoryWorkspace.plant(state, project, path, bytesOf(text))),
  uproot: (project, path) => Effect.sync(() => MemoryWorkspace.uproot(state, project, path))
})
