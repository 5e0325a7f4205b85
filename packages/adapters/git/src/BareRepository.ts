/**
 * Makes a bare repository whole or not at all: in a scratch folder, with the given settings, then renamed into place.
 */
import { appendFile, lstat, mkdir, rename, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { run } from "./GitProcess.ts"
import * as GitScratch from "./GitScratch.ts"

/** The branch a new repository starts with, and that commits go to. */
export const branch = "main"

export interface BareRepositoryOptions {
  /** Settings as git writes them in a file, added to those that it makes itself. */
  readonly config: string
  /** Text of `info/attributes`, which outranks every `.gitattributes`. */
  readonly attributes: string
  /** Rights of the folder that holds it, when that has to be made. */
  readonly mode: number
}

export const exists = (repository: string): Effect.Effect<boolean> =>
  Effect.isSuccess(Effect.tryPromise(() => lstat(join(repository, "HEAD"))))

/** Harmless when there is one, also when another process makes it at the same time. */
export const ensure = Effect.fnUntraced(function* (repository: string, options: BareRepositoryOptions) {
  if (yield* exists(repository)) return
  const parent = dirname(repository)
  const step = <A>(use: () => Promise<A>) => GitScratch.step("init", use)
  yield* step(() => mkdir(parent, { recursive: true, mode: options.mode }))
  const scratch = yield* GitScratch.make(parent)
  const draft = join(scratch, "repository.git")
  yield* run({
    directory: scratch,
    args: ["init", "--bare", "--template=", `--initial-branch=${branch}`, draft]
  })
  yield* step(() => appendFile(join(draft, "config"), options.config))
  yield* step(() => mkdir(join(draft, "info")))
  yield* step(() => writeFile(join(draft, "info/attributes"), options.attributes))
  yield* step(() => rename(draft, repository)).pipe(
    Effect.catchIf(
      () => true,
      (failure) =>
        Effect.filterOrFail(
          exists(repository),
          (there) => there,
          () => failure
        )
    )
  )
}, Effect.scoped)
