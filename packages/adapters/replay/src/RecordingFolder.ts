/**
 * Reads a recording from its folder, all answers at once, so that what is missing shows before anything is played.
 */
import { Effect, FileSystem, Schema } from "effect"
import { keyText, type RecordedAnswers, Recording } from "./Recording.ts"
import { RecordingError } from "./RecordingError.ts"

const decode = Schema.decodeEffect(Schema.fromJsonString(Recording))

export const read = Effect.fn("RecordingFolder.read")(function* (
  folder: string
): Effect.fn.Return<RecordedAnswers, RecordingError, FileSystem.FileSystem> {
  const index = `${folder}/recording.json`
  const recording = yield* Effect.mapError(
    decode(yield* readText(index)),
    (error) => new RecordingError({ path: index, reason: "invalid", detail: error.message })
  )

  const keys = recording.entries.map(keyText)
  const twice = keys.find((key, position) => keys.indexOf(key) !== position)
  if (twice !== undefined) {
    return yield* new RecordingError({
      path: index,
      reason: "ambiguous",
      detail: `two entries answer ${twice}; keep one`
    })
  }

  const entries = yield* Effect.forEach(recording.entries, (entry) =>
    Effect.map(readText(`${folder}/${entry.answer}`), (answer) => ({ ...entry, answer }))
  )
  return { ...recording, entries }
})

const readText = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  return yield* Effect.mapError(
    files.readFileString(path),
    (error) => new RecordingError({ path, reason: "unreadable", detail: error.message })
  )
})
