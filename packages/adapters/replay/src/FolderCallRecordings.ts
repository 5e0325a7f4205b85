/**
 * Recorded calls in a folder: one file for each answer, and an index with a line for each in order.
 *
 *     calls.jsonl                      { "digest", "number", "work" }, one a line
 *     calls/<digest>.<number>.json     the record
 *
 * A file is written beside its place, made durable, and linked there, so that it is whole or not there at all, and several
 * processes may record into one folder. The index follows the files: what it lacks after a crash is still found.
 */
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { CallRecordingError, CallRecordings } from "@layercake/core/port/CallRecordings"
import {
  CallRecord,
  isSameAnswer,
  type NewCallRecord,
  RequestDigest,
  workText
} from "@layercake/core/recording/CallRecord"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, FileSystem, Layer, Option, Random, Schema, Semaphore } from "effect"

export const indexName = "calls.jsonl"
export const callsName = "calls"

export const IndexLine = Schema.Struct({
  digest: RequestDigest,
  number: CallRecord.fields.number,
  /** As `gate/step/agent/purpose/attempt`, for people. */
  work: Schema.String
})
export type IndexLine = typeof IndexLine.Type

const decodeLine = Schema.decodeOption(Schema.fromJsonString(IndexLine))
const encodeLine = Schema.encodeSync(Schema.fromJsonString(IndexLine))
const decodeRecord = Schema.decodeUnknownEffect(Schema.fromJsonString(CallRecord))

export const fileOf = ({ digest, number }: Pick<IndexLine, "digest" | "number">): string =>
  `${callsName}/${digest}.${number}.json`

const parseName = (name: string): Option.Option<Pick<IndexLine, "digest" | "number">> => {
  const [, digest, number] = /^([0-9a-f]{64})\.([1-9]\d{0,8})\.json$/.exec(name) ?? []
  return digest === undefined
    ? Option.none()
    : Option.some({ digest: RequestDigest.make(digest), number: Number(number) })
}

/** The folder is made when something is recorded. */
export const layer = (folder: string): Layer.Layer<CallRecordings, never, FileSystem.FileSystem> =>
  Layer.effect(
    CallRecordings,
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const turn = yield* Semaphore.make(1)
      return CallRecordings.of({
        add: (record) => turn.withPermit(add(files, folder, record)),
        all: Effect.provideService(readAll(folder), FileSystem.FileSystem, files)
      })
    })
  )

const add = Effect.fn("FolderCallRecordings.add")(
  function* (files: FileSystem.FileSystem, folder: string, record: NewCallRecord) {
    const { digest } = record
    yield* files.makeDirectory(`${folder}/${callsName}`, { recursive: true })
    for (let number = 1; ; number++) {
      const place = `${folder}/${fileOf({ digest, number })}`
      const made = (yield* files.exists(place)) ? false : yield* write(files, place, { ...record, number })
      if (!made) {
        const there = yield* Effect.option(Effect.flatMap(files.readFileString(place), decodeRecord))
        if (Option.isNone(there) || !isSameAnswer(there.value.answer, record.answer)) continue
      }
      yield* indexed(files, folder, { digest, number, work: workText(record.work) })
      return number
    }
  },
  (effect, _files, folder) => Effect.mapError(effect, ({ message }) => failure(folder, "unwritable", message))
)

/** False when somebody else's is there. */
const write = Effect.fnUntraced(function* (files: FileSystem.FileSystem, place: string, record: CallRecord) {
  const beside = `${place}.${yield* Random.nextIntBetween(0, 2 ** 48)}.part`
  return yield* Effect.gen(function* () {
    const file = yield* files.open(beside, { flag: "wx", mode: 0o600 })
    yield* file.writeAll(bytesOf(`${canonicalJson(record as unknown as Schema.Json)}\n`))
    yield* file.sync
    yield* files.link(beside, place)
    return true
  }).pipe(
    Effect.scoped,
    Effect.catchIf(
      (error) => error.reason._tag === "AlreadyExists",
      () => Effect.succeed(false)
    ),
    Effect.ensuring(Effect.ignore(files.remove(beside)))
  )
})

/** One write, so that lines of several processes stay apart. */
const indexed = Effect.fnUntraced(function* (files: FileSystem.FileSystem, folder: string, line: IndexLine) {
  const place = `${folder}/${indexName}`
  const text = (yield* files.exists(place)) ? yield* files.readFileString(place) : ""
  if (linesOf(text).some(({ digest, number }) => digest === line.digest && number === line.number)) return
  const torn = text !== "" && !text.endsWith("\n") ? "\n" : ""
  yield* files.writeFileString(place, `${torn}${encodeLine(line)}\n`, { flag: "a", mode: 0o600 })
})

/** Lines that can be read; a torn one is left out. */
export const linesOf = (text: string): ReadonlyArray<IndexLine> =>
  text.split("\n").flatMap((line) => Option.toArray(decodeLine(line)))

/** Places in their order: as the index says, then what it lacks by name. */
export const readPlaces = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const index = `${folder}/${indexName}`
  const said = (yield* files.exists(index)) ? linesOf(yield* files.readFileString(index)) : []
  const calls = `${folder}/${callsName}`
  const names = (yield* files.exists(calls)) ? (yield* files.readDirectory(calls)).toSorted() : []
  const there = names.flatMap((name) => Option.toArray(parseName(name)))
  const known = new Set(said.map(fileOf))
  return { indexed: said, lacking: there.filter((place) => !known.has(fileOf(place))), names }
})

export const readRecord = Effect.fnUntraced(function* (folder: string, place: string) {
  const files = yield* FileSystem.FileSystem
  return yield* files.readFileString(`${folder}/${place}`).pipe(
    Effect.flatMap(decodeRecord),
    Effect.mapError((error) =>
      failure(
        `${folder}/${place}`,
        "damaged",
        `${error.message}. \`layercake recording check ${folder}\` lists what is`
      )
    )
  )
})

const readAll = Effect.fn("FolderCallRecordings.all")(function* (folder: string) {
  const { indexed, lacking } = yield* readPlaces(folder).pipe(
    Effect.mapError(({ message }) => failure(folder, "unreadable", message))
  )
  return yield* Effect.forEach([...indexed, ...lacking], (place) => readRecord(folder, fileOf(place)))
})

const failure = (place: string, reason: CallRecordingError["reason"], detail: string) =>
  new CallRecordingError({ place, reason, detail })
