/**
 * Looks through a folder of recordings: what it holds, what is damaged, and what nothing plays. Changes nothing.
 */
import { digestOf, workText } from "@layercake/core/recording/CallRecord"
import { Effect, FileSystem, Option, Schema } from "effect"
import { Digest } from "effect/crypto"
import * as FolderCallRecordings from "./FolderCallRecordings.ts"
import { keyText, Recording } from "./Recording.ts"
import { RecordingError } from "./RecordingError.ts"

export interface RecordingFound {
  /** Relative to the folder. */
  readonly path: string
  /** `gate/step/agent/purpose/attempt`. */
  readonly work: string
  /** Digest of the request; null where answers are found by their work. */
  readonly digest: string | null
  /** Which answer to that request, from 1. */
  readonly number: number
  readonly model: string
  /** Characters of the answer. */
  readonly characters: number
}

export interface RecordingProblem {
  readonly path: string
  /** `damaged`: it cannot be played. `unused`: nothing leads to it. */
  readonly kind: "damaged" | "unused"
  readonly detail: string
}

export interface RecordingReport {
  /** `calls`: found by the digest of the request. `work`: by the piece of work, from `recording.json`. */
  readonly form: "calls" | "work"
  readonly entries: ReadonlyArray<RecordingFound>
  readonly problems: ReadonlyArray<RecordingProblem>
}

/** Fails where there is no folder, or none with a recording in it. */
export const check = Effect.fn("RecordingCheck.check")(
  function* (folder: string) {
    const files = yield* FileSystem.FileSystem
    const has = (name: string) => files.exists(`${folder}/${name}`)
    const isCalls =
      (yield* has(FolderCallRecordings.indexName)) || (yield* has(FolderCallRecordings.callsName))
    const isWork = yield* has("recording.json")
    if (!isCalls && !isWork)
      return yield* new RecordingError({
        path: folder,
        reason: "unreadable",
        detail: `there is neither recording.json nor ${FolderCallRecordings.indexName} in it. Name a folder that --record wrote`
      })
    return yield* isCalls ? checkCalls(folder) : checkWork(folder)
  },
  Effect.catchTag("PlatformError", ({ message }) =>
    Effect.fail(new RecordingError({ path: "the folder", reason: "unreadable", detail: message }))
  )
)

const checkCalls = Effect.fnUntraced(function* (folder: string) {
  const { indexed, lacking, names } = yield* FolderCallRecordings.readPlaces(folder)
  const problems: Array<RecordingProblem> = []
  const entries: Array<RecordingFound> = []
  for (const place of [...indexed, ...lacking]) {
    const path = FolderCallRecordings.fileOf(place)
    const read = yield* Effect.result(FolderCallRecordings.readRecord(folder, path))
    if (read._tag === "Failure") {
      problems.push({ path, kind: "damaged", detail: read.failure.detail })
      continue
    }
    const record = read.success
    const digest = yield* digestOf(record.request)
    if (digest !== place.digest || record.digest !== digest)
      problems.push({
        path,
        kind: "damaged",
        detail: `its request has the digest ${digest}, so nothing finds it`
      })
    if (record.number !== place.number)
      problems.push({ path, kind: "damaged", detail: `it says that it is number ${record.number}` })
    entries.push({
      path,
      work: workText(record.work),
      digest: place.digest,
      number: place.number,
      model: record.answer.model,
      characters: record.answer.text.length
    })
  }
  for (const place of lacking)
    problems.push({
      path: FolderCallRecordings.fileOf(place),
      kind: "unused",
      detail: `${FolderCallRecordings.indexName} does not name it; it is played all the same, after the others`
    })
  const known = new Set([...indexed, ...lacking].map(FolderCallRecordings.fileOf))
  for (const name of names)
    if (!known.has(`${FolderCallRecordings.callsName}/${name}`))
      problems.push({
        path: `${FolderCallRecordings.callsName}/${name}`,
        kind: "unused",
        detail: "it is no recorded call; take it away"
      })
  return { form: "calls", entries, problems } satisfies RecordingReport
}, Effect.provide(Digest.layerWebCrypto))

const decode = Schema.decodeEffect(Schema.fromJsonString(Recording))

const checkWork = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const index = "recording.json"
  const recording = yield* files.readFileString(`${folder}/${index}`).pipe(
    Effect.flatMap(decode),
    Effect.mapError(
      ({ message }) => new RecordingError({ path: `${folder}/${index}`, reason: "invalid", detail: message })
    )
  )
  const problems: Array<RecordingProblem> = []
  const entries: Array<RecordingFound> = []
  const seen = new Set<string>()
  for (const entry of recording.entries) {
    const work = keyText(entry)
    const text = yield* Effect.option(files.readFileString(`${folder}/${entry.answer}`))
    if (seen.has(work))
      problems.push({ path: entry.answer, kind: "damaged", detail: `a second answer to ${work}; keep one` })
    seen.add(work)
    if (Option.isNone(text))
      problems.push({
        path: entry.answer,
        kind: "damaged",
        detail: `${index} names it, and it cannot be read`
      })
    entries.push({
      path: entry.answer,
      work,
      digest: null,
      number: 1,
      model: recording.model,
      characters: Option.match(text, { onNone: () => 0, onSome: ({ length }) => length })
    })
  }
  const named = new Set<string>([index, ...recording.entries.map(({ answer }) => answer)])
  const names = yield* files.readDirectory(folder, { recursive: true })
  for (const path of names.toSorted()) {
    const info = yield* files.stat(`${folder}/${path}`)
    if (info.type === "File" && !named.has(path))
      problems.push({ path, kind: "unused", detail: `${index} does not name it` })
  }
  return { form: "work", entries, problems } satisfies RecordingReport
})
