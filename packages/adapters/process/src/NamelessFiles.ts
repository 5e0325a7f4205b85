/**
 * Space held by files that were deleted and are still open: no walk of a folder finds them. Decides nothing.
 */
import { readdirSync, statSync } from "node:fs"
import { Effect } from "effect"

/** Bytes on disk of such files that these processes have open, each counted once. */
export const bytesOf = (pids: ReadonlyArray<number>): Effect.Effect<number> =>
  Effect.gen(function* () {
    const seen = new Set<string>()
    let bytes = 0
    for (const pid of pids) {
      const folder = `/proc/${pid}/fd`
      const names = yield* Effect.orElseSucceed(
        Effect.try(() => readdirSync(folder)),
        () => []
      )
      for (const name of names) {
        const file = yield* Effect.orElseSucceed(
          Effect.try(() => statSync(`${folder}/${name}`)),
          () => undefined
        )
        if (file === undefined || file.nlink > 0 || !file.isFile() || seen.has(`${file.dev}:${file.ino}`)) {
          continue
        }
        seen.add(`${file.dev}:${file.ino}`)
        bytes += file.blocks * 512
      }
      yield* Effect.yieldNow
    }
    return bytes
  })
