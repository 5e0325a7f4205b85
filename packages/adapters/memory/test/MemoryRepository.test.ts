import * as RepositoryConformance from "@layercake/conformance/RepositoryConformance"
import * as RepositoryReadingConformance from "@layercake/conformance/RepositoryReadingConformance"
import { bytesOf } from "@layercake/core/store/BlobText"
import * as MemoryRepository from "@layercake/memory/MemoryRepository"
import { Effect, Layer } from "effect"

let count = 0
const contents = new Map<string, Uint8Array>()
const put = (directory: string, files: Readonly<Record<string, string | null>>) =>
  Effect.sync(() => {
    for (const [path, text] of Object.entries(files))
      if (text === null) contents.delete(`${directory}/${path}`)
      else contents.set(`${directory}/${path}`, bytesOf(text))
  })

const layer = Layer.suspend(() =>
  MemoryRepository.layerWith(MemoryRepository.makeState(), (directory, path) =>
    contents.get(`${directory}/${path}`)
  )
)
const prepare = (files: Readonly<Record<string, string>>) =>
  Effect.suspend(() => {
    const directory = `/workspace/project-${++count}`
    return Effect.as(put(directory, files), directory)
  })

RepositoryConformance.suite("memory", layer, { prepare })
RepositoryReadingConformance.suite("memory", layer, { prepare, put })
