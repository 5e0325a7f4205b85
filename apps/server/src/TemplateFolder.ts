/**
 * The agent templates: the fourteen that come with LayerCake, and those of a folder, which replace them by name. The
 * folder is of the machine's data and never of a project's tree, since agents write there and would write themselves.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { parse } from "@layercake/core/agent/AgentTemplateParser"
import { Effect, FileSystem, Path } from "effect"
import { fileURLToPath } from "node:url"

const shipped = fileURLToPath(new URL(".", import.meta.resolve("@layercake/core/agents/orchestrator.md")))

/** Fails with every mistake in the first template that has any, by file and field; none is taken then. */
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
        Effect.fromResult(parse(path.join(directory, name), text))
      ) satisfies Effect.Effect<AgentTemplate, unknown>
  )
})
