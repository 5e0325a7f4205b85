/**
 * Answers the operations on code.
 */
import { extract } from "@layercake/core/extract/Extractor"
import { CodeOperations } from "@layercake/core/operation/CodeOperations"
import { Effect } from "effect"
import * as AnswerChanges from "../tree/AnswerChanges.ts"
import * as CodeForm from "../tree/CodeForm.ts"
import { changing } from "./ChangeReporting.ts"
import { find } from "./ProjectHandlers.ts"

export const layer = CodeOperations.toLayer({
  "code.extract": ({ answer, finishReason }) =>
    Effect.sync(() => extract(answer, finishReason === undefined ? {} : { finishReason })),
  "code.preview": ({ project, ...given }) =>
    Effect.flatMap(find(project), ({ state }) => AnswerChanges.preview(state, given)),
  "code.apply": ({ project, ...given }) => changing(project, () => AnswerChanges.change(given)),
  "code.index": ({ project, ...wish }) =>
    Effect.flatMap(find(project), ({ state }) => CodeForm.index(state, wish)),
  "code.format": ({ check = false, project, ...wish }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const found = yield* CodeForm.formatted(state, wish)
      const { failed, same, skipped, written } = found
      const change =
        check || written.length === 0
          ? null
          : yield* changing(project, (state) =>
              Effect.map(CodeForm.formatted(state, wish), (now) => ({
                subject: `Format ${now.written.length} ${now.written.length === 1 ? "file" : "files"}`,
                written: now.written
              }))
            )
      return { formatted: written.map(({ path }) => path), same, skipped, failed, change }
    })
})
