import * as RepositoryConformance from "@layercake/conformance/RepositoryConformance"
import * as MemoryRepository from "@layercake/memory/MemoryRepository"
import { Effect } from "effect"

let count = 0

RepositoryConformance.suite("memory", MemoryRepository.layer, {
  prepare: () => Effect.sync(() => `/workspace/project-${++count}`)
})
