/**
 * A corpus of answers and the files that should come out of them, as folders:
 *
 *     <case>/answer.md        the answer, byte for byte
 *     <case>/expected/**      the files that it holds, by their paths; a name may end in `.expected`, which is no part
 *                             of it, so that tools leave the file alone
 *     <case>/expected.json    where something else is expected: see `Expectation`
 *
 * A case needs `expected/` or `expected.json`. A folder without `answer.md` may hold cases below it.
 */
import { Effect, FileSystem, Path, Schema } from "effect"

export const Expectation = Schema.Struct({
  /** True when nothing of the answer may be applied. */
  refused: Schema.optionalKey(Schema.Boolean),
  /** Codes of findings, each of which has to be among those that refuse it. */
  codes: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Files that the answer takes away. */
  removed: Schema.optionalKey(Schema.Array(Schema.String)),
  /** How the call ended; `stop` when left out. */
  finishReason: Schema.optionalKey(Schema.Literals(["stop", "length", "refusal", "other"]))
})
export type Expectation = typeof Expectation.Type

export interface ExtractCase {
  /** Its folder below the corpus, with `/`. */
  readonly name: string
  readonly answer: string
  readonly files: ReadonlyMap<string, string>
  readonly expectation: Expectation
}

/** The corpus cannot be used; nothing was measured. */
export class CorpusInvalid extends Schema.TaggedError<CorpusInvalid>()("CorpusInvalid", {
  path: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.path}: ${this.detail}`
  }
}

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Expectation), { onExcessProperty: "error" })

/** In order of their names. */
export const readCorpus = Effect.fn("ExtractCorpus.readCorpus")(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const invalid = (path: string, detail: string) => new CorpusInvalid({ path, detail })
  const text = (path: string) =>
    Effect.mapError(files.readFileString(path), (error) => invalid(path, `cannot be read (${error.message})`))
  const has = (path: string) => Effect.orElseSucceed(files.exists(path), () => false)

  const names = yield* Effect.mapError(files.readDirectory(folder, { recursive: true }), () =>
    invalid(folder, "there is no such folder. Give one with `<case>/answer.md` and `<case>/expected/`")
  )
  const cases = names
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /(?:^|\/)answer\.md$/.test(name) && !/(?:^|\/)expected\//.test(name))
    .map((name) => name.slice(0, -"/answer.md".length))
    .filter((name) => name !== "")
    .toSorted()
  if (cases.length === 0)
    return yield* invalid(folder, "it holds no case. A case is a folder with `answer.md` and `expected/`")

  return yield* Effect.forEach(
    cases,
    Effect.fnUntraced(function* (name) {
      const at = paths.join(folder, name)
      const note = paths.join(at, "expected.json")
      const hasNote = yield* has(note)
      const below = names
        .map((path) => path.replaceAll("\\", "/"))
        .filter((path) => path.startsWith(`${name}/expected/`))
      const read = yield* Effect.forEach(below, (path) =>
        Effect.gen(function* () {
          const full = paths.join(folder, path)
          const { type } = yield* Effect.mapError(files.stat(full), () =>
            invalid(full, "cannot be looked at")
          )
          if (type !== "File") return []
          const own = path.slice(`${name}/expected/`.length).replace(/\.expected$/, "")
          return [[own, yield* text(full)] as const]
        })
      )
      if (!hasNote && read.flat().length === 0)
        return yield* invalid(at, "it says nothing of what is expected. Add `expected/` or `expected.json`")
      const expectation: Expectation = hasNote
        ? yield* Effect.mapError(decode(yield* text(note)), (error) => invalid(note, error.message))
        : {}
      return {
        name,
        answer: yield* text(paths.join(at, "answer.md")),
        files: new Map(read.flat()),
        expectation
      } satisfies ExtractCase
    })
  )
})
