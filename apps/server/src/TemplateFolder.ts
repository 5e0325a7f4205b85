/**
 * The agent templates: the fourteen that come with LayerCake, and those of a folder, which replace them by name.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { parse } from "@layercake/core/agent/AgentTemplateParser"
import { Effect, FileSystem, Path } from "effect"
import { fileURLToPath } from "node:url"

const shipped = fileURLToPath(new URL(".", import.meta.resolve("@layercake/core/agents/orchestrator.md")))

export const read = Effect.fn("TemplateFolder.read")(function* (own: string) {
  const files = yield* FileSystem.FileSystem
  const standard = yield* readFolder(shipped)
  return (yield* files.exists(own)) ? [...standard, ...(yield* readFolder(own))] : standard
})

const readFolder = Effect.fnUntraced(function* (directory: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const names = (yield* files.readDirectory(directory)).filter((name) => name.endsWith(".md")).toSorted()
  return yield* Effect.forEach(
    names,
    (name) =>
      Effect.flatMap(files.readFileString(path.join(directory, name)), (text) =>
        Effect.fromResult(parse(name, text))
      ) satisfies Effect.Effect<AgentTemplate, unknown>
  )
})
