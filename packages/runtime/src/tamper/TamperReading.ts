/**
 * Reads what an agent's change touches, as it was and as it will be, and gives it to the scan. Judges nothing itself.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { type FileChange, isJudged, scan } from "@layercake/core/tamper/TamperScan"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { textOfBlob } from "../tree/TreeContent.ts"

/** `written`: the files that become different, with their new contents. Empty when nothing was weakened. */
export const facts = Effect.fn("TamperReading.facts")(function* (
  state: ProjectState,
  run: AgentRunRow,
  written: ReadonlyArray<{ readonly path: FilePath; readonly content: string }>,
  removed: ReadonlyArray<FilePath>
) {
  const changed: ReadonlyArray<{ readonly path: FilePath; readonly content: string | null }> = [
    ...written,
    ...removed.map((path) => ({ path, content: null }))
  ]
  const changes = yield* Effect.forEach(
    changed.filter(({ path }) => isJudged(path)),
    ({ content, path }) => {
      const file = rowOf(state, "file", path)
      const before = file === undefined ? Effect.succeed(null) : textOfBlob(file.digest, path)
      return Effect.map(before, (text): FileChange => ({ path, before: text, after: content }))
    }
  )
  const isRepair = rowOf(state, "task", run.taskId)?.status === "done"
  const isFirst = run.purpose === "work" || (run.purpose === "correct" && !isRepair)
  return scan(changes, { isFirst })
})
