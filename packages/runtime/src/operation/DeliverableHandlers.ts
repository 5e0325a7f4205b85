/**
 * Answers the operations on what is handed over with the product.
 */
import { DeliverableOperations } from "@layercake/core/operation/DeliverableOperations"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { lineChanges } from "@layercake/core/tree/LineChanges"
import { Effect } from "effect"
import * as Deliverables from "../document/Deliverables.ts"
import * as FileReading from "../tree/FileReading.ts"
import { textOfBlob } from "../tree/TreeContent.ts"
import * as ZipArchive from "../tree/ZipArchive.ts"
import { find } from "./ProjectHandlers.ts"

const text = (digest: BlobDigest, path: string) =>
  Effect.catchTag(textOfBlob(digest, path), "ContentMissing", (cause) =>
    Effect.fail(new StoreUnavailable({ operation: "read", cause }))
  )

export const layer = DeliverableOperations.toLayer({
  "deliverables.list": ({ project }) =>
    Effect.map(find(project), ({ state }) => rowsOf(state, "deliverable")),
  "deliverables.get": ({ path, project, version }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const deliverable = yield* Deliverables.get(state, path)
      const { digest } = yield* Deliverables.versionOf(project, state, path, version)
      const bytes = yield* FileReading.bytesOfFile({ path, digest, bytes: 0 })
      return { deliverable, ...FileReading.contentOf({ path, digest, bytes: bytes.length }, bytes) }
    }),
  "deliverables.versions": ({ path, project }) =>
    Effect.flatMap(find(project), ({ state }) => Deliverables.versions(project, state, path)),
  "deliverables.diff": ({ from, path, project, to }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const newer = yield* Deliverables.versionOf(project, state, path, to)
      const older =
        from === undefined && newer.version === 1
          ? undefined
          : yield* Deliverables.versionOf(project, state, path, from ?? newer.version - 1)
      const before = older === undefined ? "" : yield* text(older.digest, path)
      return {
        from: older?.version ?? 0,
        to: newer.version,
        ...lineChanges(before, yield* text(newer.digest, path))
      }
    }),
  "deliverables.export": ({ project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const files = rowsOf(state, "deliverable").flatMap(({ path }) => rowOf(state, "file", path) ?? [])
      const archived = yield* Effect.forEach(files, (file) =>
        Effect.map(FileReading.bytesOfFile(file), (content) => ({ path: file.path, content }))
      )
      return {
        name: `${project}-deliverables.zip`,
        files: files.map(({ path }) => path),
        zip: yield* ZipArchive.of(archived)
      }
    }),
  "deliverables.checklist": ({ project }) =>
    Effect.map(find(project), ({ row, state }) => Deliverables.checklist(state, row))
})
