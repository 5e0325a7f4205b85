/**
 * Answers the operations on documents.
 */
import { ApproveDocument } from "@layercake/core/document/DocumentCommand"
import { DocumentUnknown } from "@layercake/core/document/DocumentError"
import { documentTypes, makersOf } from "@layercake/core/document/DocumentType"
import { DocumentOperations, type FoundDocument } from "@layercake/core/operation/DocumentOperations"
import { rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as DocumentExport from "../document/DocumentExport.ts"
import * as DocumentHistory from "../document/DocumentHistory.ts"
import * as DocumentWriting from "../document/DocumentWriting.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** Found lines when nothing is said, and what is shown of each. */
const usual = 100
const maxLine = 400

export const layer = DocumentOperations.toLayer({
  "documents.types": ({ project }) =>
    Effect.map(find(project), ({ row }) =>
      documentTypes.map((type) => ({ ...type, makers: makersOf(row.pipeline, type.kind) }))
    ),
  "documents.list": ({ kind, project }) =>
    Effect.map(find(project), ({ state }) =>
      DocumentHistory.documentsIn(state, kind).map((document) => DocumentHistory.reportOf(state, document))
    ),
  "documents.get": ({ path, project, version }) => DocumentHistory.read(project, path, version),
  "documents.versions": ({ path, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const versions = yield* DocumentHistory.versionsOf(project, path)
      if (versions.length > 0) return versions
      const known = DocumentHistory.documentsIn(state).map(({ path }) => path)
      return yield* new DocumentUnknown({ document: path, known })
    }),
  "documents.diff": ({ path, project, ...range }) => DocumentHistory.difference(project, path, range),
  "documents.write": ({ project, ...document }) =>
    Effect.flatMap(Session, ({ actor }) => DocumentWriting.write(project, document, actor)),
  "documents.approve": ({ comment = "", path, project, reviewed }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const command = new ApproveDocument({ path, digest: reviewed, comment })
      const { state } = yield* commands.execute(project, command, { actor })
      return (
        rowOf(state, "documentApproval", path) ?? (yield* new DocumentUnknown({ document: path, known: [] }))
      )
    }),
  "documents.export": ({ format, project }) =>
    Effect.flatMap(find(project), ({ row, state }) => DocumentExport.of(row.title, state, format)),
  "documents.search": ({ kind, limit = usual, project, text }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const wanted = text.toLowerCase()
      const found: Array<FoundDocument> = []
      for (const document of DocumentHistory.documentsIn(state, kind)) {
        if (found.length >= limit) break
        const lines = (yield* DocumentHistory.textOf(document)).split("\n")
        for (const [index, line] of lines.entries())
          if (line.toLowerCase().includes(wanted))
            found.push({
              path: document.path,
              kind: document.kind,
              line: index + 1,
              text: line.slice(0, maxLine)
            })
      }
      return found.slice(0, limit)
    })
})
