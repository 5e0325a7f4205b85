/**
 * How much has been added to a folder since a moment, without walking the folder all the time: the free space of the
 * file system says when it is worth a look. Does not decide what is too much.
 */
import { lstatSync, readdirSync } from "node:fs"
import { statfs } from "node:fs/promises"
import { join } from "node:path"
import { Clock, Effect, Option } from "effect"

export interface FolderGrowth {
  readonly directory: string
  readonly since: number
  readonly freeAtStart: number
  /** What the last walk found. */
  measured: number
  /** Space the whole file system had lost at the last walk. */
  lostAtMeasure: number
  measuredAt: number
  /** How long the last walk took. */
  cost: number
}

export const start = Effect.fnUntraced(function* (directory: string) {
  const now = yield* Clock.currentTimeMillis
  const growth: FolderGrowth = {
    directory,
    // File times come from a clock that may be a tick behind.
    since: now - 10,
    freeAtStart: yield* freeBytes(directory),
    measured: 0,
    lostAtMeasure: 0,
    measuredAt: now,
    cost: 0
  }
  return growth
})

/** Whether more than `limit` bytes were added. Cheap enough to be asked ten times a second. */
export const exceeds = Effect.fnUntraced(function* (growth: FolderGrowth, limit: number) {
  const now = yield* Clock.currentTimeMillis
  const waited = now - growth.measuredAt
  const lost = growth.freeAtStart - (yield* freeBytes(growth.directory))
  const mayHaveGrown = lost - growth.lostAtMeasure > (limit - growth.measured) / 2
  // The space others give back at the same time hides growth, so a walk is due every now and then in any case.
  if (waited < growth.cost * 20 || !(mayHaveGrown || waited > 2_000)) return false
  return yield* exceedsNow(growth, limit)
})

/** Whether the whole file system has lost more than this since the start, whoever took it. */
export const hasLost = (growth: FolderGrowth, limit: number): Effect.Effect<boolean> =>
  Effect.map(freeBytes(growth.directory), (free) => growth.freeAtStart - free > limit)

/** The same, by a walk of the folder. */
export const exceedsNow = Effect.fnUntraced(function* (growth: FolderGrowth, limit: number) {
  const begin = yield* Clock.currentTimeMillis
  const lost = growth.freeAtStart - (yield* freeBytes(growth.directory))
  const { bytes, complete } = yield* written(growth.directory, growth.since)
  const end = yield* Clock.currentTimeMillis
  growth.measured = bytes
  growth.lostAtMeasure = lost
  growth.measuredAt = end
  growth.cost = end - begin
  // A folder that was made unreadable hides what is in it; then the loss of the file system is all there is to go by.
  return bytes > limit || (!complete && lost > limit)
})

/** Bytes on disk of all files that were made or changed since then. The change time cannot be set by hand. */
const written = Effect.fnUntraced(function* (directory: string, since: number) {
  let bytes = 0
  let complete = true
  const seen = new Set<number>()
  const folders = [directory]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const here = folder
    const entries = yield* Effect.option(Effect.try(() => readdirSync(here, { withFileTypes: true })))
    if (Option.isNone(entries)) complete = false
    for (const entry of Option.getOrElse(entries, () => [])) {
      const path = join(here, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile()) {
        const file = yield* Effect.option(Effect.try(() => lstatSync(path)))
        if (Option.isNone(file) || file.value.ctimeMs < since || seen.has(file.value.ino)) continue
        if (file.value.nlink > 1) seen.add(file.value.ino)
        bytes += file.value.blocks * 512
      }
    }
    yield* Effect.yieldNow
  }
  return { bytes, complete }
})

const freeBytes = (directory: string) =>
  Effect.tryPromise(() => statfs(directory)).pipe(
    Effect.map((system) => system.bfree * system.bsize),
    Effect.orElseSucceed(() => 0)
  )
