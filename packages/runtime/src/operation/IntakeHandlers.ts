/**
 * Answers the operations on briefs.
 */
import { checkBrief } from "@layercake/core/check/BriefCheck"
import { readBrief } from "@layercake/core/check/BriefIntake"
import { briefTemplate } from "@layercake/core/check/BriefTemplate"
import { IntakeOperations } from "@layercake/core/operation/IntakeOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { rowOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { textOf } from "@layercake/core/store/BlobText"
import { Effect, Option } from "effect"
import * as Intake from "../intake/Intake.ts"
import { find, summary } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** The brief as it lies in the tree; where somebody removed that file, as it was taken in last. */
const briefOf = Effect.fnUntraced(function* (project: ProjectId) {
  const blobs = yield* BlobStore
  const { row, state } = yield* find(project)
  const file = rowOf(state, "file", Intake.briefPath)
  const digest = file?.digest ?? row.brief
  const content = yield* blobs.get(digest)
  return {
    title: row.title,
    path: Intake.briefPath,
    digest,
    bytes: file?.bytes ?? Option.match(content, { onNone: () => 0, onSome: (bytes) => bytes.length }),
    version: rowOf(state, "document", Intake.briefPath)?.version ?? 1,
    text: Option.getOrNull(Option.map(content, textOf))
  }
})

export const layer = IntakeOperations.toLayer({
  "intake.check": ({ brief }) =>
    Effect.map(Effect.fromResult(readBrief(brief)), ({ text, title }) => {
      const { diagnostics, outcome, summary } = checkBrief(text)
      return { title, outcome, summary, findings: diagnostics }
    }),
  "intake.template": ({ title = "Title of what is to be built" }) =>
    Effect.succeed(briefTemplate(title.trim())),
  "intake.get": ({ project }) => briefOf(project),
  "intake.revise": ({ brief, project }) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      yield* Intake.revise(project, brief, actor)
      return yield* summary(project)
    })
})
