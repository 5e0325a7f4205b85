/**
 * A note that a text is about to be kept: a row of its own that is written before the text and taken away with the events
 * that refer to it. One that stays behind names a text that no event names.
 */
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobDigest } from "@layercake/core/store/Blob"
import { ReadModelStore, type ViewWrite, writeRows } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, Schema } from "effect"

const projection = "personalText"

const Note = Schema.Struct({ person: Schema.NonEmptyString, at: Timestamp })
const decode = Schema.decodeUnknownOption(Note)
const isDigest = Schema.is(BlobDigest)

export const write = (project: ProjectId, digest: BlobDigest, note: typeof Note.Type): ViewWrite => ({
  projection,
  project,
  key: digest,
  row: note
})

export const removal = (project: ProjectId, digest: BlobDigest): ViewWrite => ({
  projection,
  project,
  key: digest,
  row: null
})

/** Those of one person, in every project. */
export const ofPerson = Effect.fnUntraced(function* (person: string) {
  const views = yield* ReadModelStore
  const rows = yield* views.list(projection)
  return rows.flatMap(({ key, project, row }) =>
    Option.match(decode(row), {
      onNone: () => [],
      onSome: (note) =>
        note.person === person && isDigest(key) ? [{ project, digest: key, at: note.at }] : []
    })
  )
})

export const remove = Effect.fnUntraced(function* (
  notes: ReadonlyArray<{ readonly project: ProjectId; readonly digest: BlobDigest }>
) {
  const views = yield* ReadModelStore
  yield* writeRows(
    views,
    notes.map(({ digest, project }) => removal(project, digest))
  )
})
