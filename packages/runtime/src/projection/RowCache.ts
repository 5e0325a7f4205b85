/**
 * The rows of one projection that a process folds on, by project: loaded once, held while there is room, written back in
 * one go. Right only while nobody else writes them; a share of the log that is lost ends it.
 */
import type { Fact } from "@layercake/core/event/EventCodec"
import type { ProjectId } from "@layercake/core/project/Project"
import { applyInto, type Projection, type RowChange, type Rows } from "@layercake/core/projection/Projection"
import { ReadModelStore, type ViewWrite } from "@layercake/core/store/ReadModelStore"
import { Effect, HashMap, type Schema } from "effect"

export interface ProjectFact {
  readonly project: ProjectId
  readonly fact: Fact
}

export interface RowCache {
  readonly projection: Projection<unknown>
  /** Name that the rows are stored under. */
  readonly target: string
  readonly rows: Map<ProjectId, Rows<unknown>>
  /** Whether a project that is not among the rows can have some in the store. */
  readonly mayHave: (project: ProjectId) => boolean
  readonly forgotten: Set<ProjectId>
}

/** Projects held at most. */
const capacity = 2000

/** `empty`: nothing is stored under the target yet. */
export const make = (projection: Projection<unknown>, target: string, empty: boolean): RowCache => {
  const forgotten = new Set<ProjectId>()
  return {
    projection,
    target,
    rows: new Map(),
    mayHave: (project) => !empty || forgotten.has(project),
    forgotten
  }
}

/** The same rows after they were renamed in the store. */
export const renamed = (cache: RowCache, target: string): RowCache => ({ ...cache, target })

export interface Folded {
  readonly writes: ReadonlyArray<ViewWrite>
  /** To be called when the writes are stored, and not before: until then the facts may be folded again. */
  readonly commit: () => void
}

/** Folds the facts into the rows of their projects. */
export const fold = Effect.fnUntraced(function* (cache: RowCache, facts: ReadonlyArray<ProjectFact>) {
  const { handlers } = cache.projection
  const handled = facts.filter(({ fact }) => handlers[fact.event._tag] !== undefined)
  const after = cache.projection.entries ? new Map() : yield* load(cache, handled)
  const written = new Map<ProjectId, Map<string, unknown>>()
  const changes: Array<RowChange> = []
  for (const { fact, project } of handled) {
    changes.length = 0
    const rows = after.get(project) ?? HashMap.empty()
    after.set(project, applyInto(cache.projection, rows, fact, changes))
    if (changes.length === 0) continue
    const last = written.get(project) ?? new Map<string, unknown>()
    written.set(project, last)
    for (const { key, row } of changes) last.set(key, row)
  }
  const folded: Folded = {
    writes: writesOf(cache.target, written),
    commit: () => {
      if (!cache.projection.entries) keep(cache, after)
    }
  }
  return folded
})

/** The rows before, of every project that the facts are about. */
const load = Effect.fnUntraced(function* (cache: RowCache, facts: ReadonlyArray<ProjectFact>) {
  const views = yield* ReadModelStore
  const before = new Map<ProjectId, Rows<unknown>>()
  const missing: Array<ProjectId> = []
  for (const { project } of facts) {
    if (before.has(project)) continue
    const rows = cache.rows.get(project)
    before.set(project, rows ?? HashMap.empty())
    if (rows === undefined && cache.mayHave(project)) missing.push(project)
  }
  yield* Effect.forEach(
    missing,
    (project) =>
      Effect.map(views.list(cache.target, project), (stored) =>
        before.set(project, HashMap.fromIterable(stored.map(({ key, row }) => [key, row as unknown])))
      ),
    { concurrency: 16, discard: true }
  )
  return before
})

const keep = (cache: RowCache, after: ReadonlyMap<ProjectId, Rows<unknown>>) => {
  for (const [project, rows] of after) {
    // The ones used last stand last; the ones not used for longest go first.
    cache.rows.delete(project)
    cache.rows.set(project, rows)
  }
  for (const project of cache.rows.keys()) {
    if (cache.rows.size <= capacity) break
    cache.rows.delete(project)
    cache.forgotten.add(project)
  }
}

const writesOf = (projection: string, written: ReadonlyMap<ProjectId, ReadonlyMap<string, unknown>>) => {
  const writes: Array<ViewWrite> = []
  for (const [project, rows] of written)
    for (const [key, row] of rows)
      // Rows are plain JSON, see `Projection.row`.
      writes.push({ projection, project, key, row: row === undefined ? null : (row as Schema.Json) })
  return writes
}
