/**
 * Removes a folder that a build may have filled with anything: links, names that are no text, folders without rights or
 * nested thousands deep. Links are removed, never followed.
 */
import { mkdir, readdir, rename, rmdir, unlink } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Option } from "effect"
import { openRoot } from "./OpenFolder.ts"
import { attempt, type PathFailure } from "./PathFailure.ts"

/**
 * Moves the folder into `bin`, which makes it vanish at once, and empties the bin. Inner folders are moved into the bin
 * too before they are emptied, so that no depth is too deep. A removal that was cut short is finished by the next one.
 */
export const discard = Effect.fnUntraced(function* (location: string, bin: string) {
  yield* attempt(".", () => mkdir(bin, { recursive: true, mode: 0o700 }))
  const left = yield* attempt(".", () => readdir(bin))
  let count = left.reduce((highest, name) => Math.max(highest, Number(name) + 1), 0)

  const place = () => join(bin, String(count++))
  const queue = left.map((name) => join(bin, name))
  const first = place()
  const there = yield* attempt(".", () => rename(location, first)).pipe(
    Effect.as(true),
    Effect.catchIf(isMissing, () => Effect.succeed(false))
  )
  if (there) queue.push(first)
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    queue.push(...(yield* empty(next, place)))
  }
})

/** Removes one folder of the bin; returns where the folders that were in it lie now. */
const empty = Effect.fnUntraced(function* (location: string, place: () => string) {
  const moved = yield* Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* openRoot(location)
      yield* attempt(".", () => folder.handle.chmod(0o700))
      const items = yield* attempt(".", () =>
        readdir(folder.location, { withFileTypes: true, encoding: "buffer" })
      )
      const within = items.map((item) => Buffer.concat([Buffer.from(`${folder.location}/`), item.name]))
      return yield* Effect.forEach(
        items,
        (item, index) => {
          const location = within[index]!
          return item.isDirectory()
            ? Effect.asSome(move(location, place()))
            : Effect.as(
                attempt(".", () => unlink(location)),
                Option.none<string>()
              )
        },
        { concurrency: 16 }
      )
    })
  )
  yield* attempt(".", () => rmdir(location))
  return moved.flatMap(Option.toArray)
})

/** A folder that may not be written cannot be moved either, unless by root. */
const move = (from: Buffer, to: string): Effect.Effect<string, PathFailure> =>
  attempt(".", () => rename(from, to)).pipe(
    Effect.catchIf(
      (failure) => failure.reason === "io",
      () =>
        Effect.andThen(
          Effect.scoped(
            Effect.flatMap(openRoot(from), (folder) => attempt(".", () => folder.handle.chmod(0o700)))
          ),
          attempt(".", () => rename(from, to))
        )
    ),
    Effect.as(to)
  )

const isMissing = (failure: PathFailure) => failure.reason === "missing"
