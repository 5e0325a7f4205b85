import * as ForgeConformance from "@layercake/conformance/ForgeConformance"
import * as MemoryForge from "@layercake/memory/MemoryForge"
import * as MemoryRepository from "@layercake/memory/MemoryRepository"
import { Effect, Layer } from "effect"

let count = 0

ForgeConformance.suite("memory", Layer.provideMerge(MemoryForge.layer, MemoryRepository.layer), {
  prepare: () => Effect.sync(() => `/workspace/project-${++count}`)
})
