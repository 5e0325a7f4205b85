/**
 * Whether what is kept beside the log is what the log says: every stream is folded anew from its first event and
 * compared row by row with the read models, and every content that the log names is looked for.
 */
import type { VerifyReport } from "@layercake/core/operation/EventOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  initialState,
  projections,
  type ProjectionName,
  type ProjectState,
  evolve
} from "@layercake/core/project/ProjectState"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { Rows } from "@layercake/core/projection/Projection"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore, type ViewRow } from "@layercake/core/store/ReadModelStore"
import { Effect, Equal, Schema, Stream } from "effect"

type Difference = VerifyReport["differences"][number]

const isDigest = Schema.is(BlobDigest)

export const verify = Effect.fn("Verification.verify")(function* (only?: ProjectId) {
  const store = yield* EventStore
  const states = new Map<ProjectId, ProjectState>()
  const digests = new Map<BlobDigest, ProjectId>()
  let events = 0
  yield* store.readAll(only === undefined ? {} : { stream: only }).pipe(
    Stream.runForEach((stored) =>
      Effect.gen(function* () {
        const fact = yield* Effect.fromResult(EventCodec.decode(stored))
        states.set(stored.stream, evolve(states.get(stored.stream) ?? initialState, fact))
        if (!evidenceTypes.has(stored.type))
          for (const digest of digestsIn(stored.data)) digests.set(digest, stored.stream)
        events += 1
      })
    )
  )
  const compared = yield* Effect.forEach(Object.keys(projections) as ReadonlyArray<ProjectionName>, (name) =>
    compare(name, states, only)
  )
  const missing = yield* missingContents(digests)
  const differences = [...compared.flatMap((result) => result.differences), ...missing]
  const report: VerifyReport = {
    ok: differences.length === 0,
    projects: states.size,
    events,
    rows: compared.reduce((sum, result) => sum + result.rows, 0),
    blobs: digests.size,
    differences
  }
  return report
})

const compare = Effect.fnUntraced(function* (
  name: ProjectionName,
  states: ReadonlyMap<ProjectId, ProjectState>,
  only: ProjectId | undefined
) {
  const views = yield* ReadModelStore
  const stored = yield* views.list(name, only)
  const kept = new Map<string, ViewRow>(stored.map((row) => [`${row.project}/${row.key}`, row]))
  const differences: Array<Difference> = []
  let rows = 0
  for (const [project, state] of states)
    for (const [key, row] of state[name] as Rows<unknown>) {
      rows += 1
      const id = `${project}/${key}`
      const view = kept.get(id)
      kept.delete(id)
      if (view === undefined)
        differences.push({ project, what: `${name}/${key}`, detail: "the row is missing" })
      else if (!sameJson(view.row, row))
        differences.push({ project, what: `${name}/${key}`, detail: "the row is not what the log says" })
    }
  for (const row of kept.values())
    differences.push({
      project: row.project,
      what: `${name}/${row.key}`,
      detail: "the log knows no such row"
    })
  return { rows, differences }
})

const missingContents = Effect.fnUntraced(function* (digests: ReadonlyMap<BlobDigest, ProjectId>) {
  const blobs = yield* BlobStore
  const missing = yield* Effect.forEach(digests, ([digest, project]) =>
    Effect.map(blobs.has(digest), (has): ReadonlyArray<Difference> =>
      has ? [] : [{ project, what: `content ${digest}`, detail: "the content is missing" }]
    )
  )
  return missing.flat()
})

/** Fields that hold digests of contents; trees and evidence are digests of lists and have no content of their own. */
const contentFields = ["digest", "brief", "prompt", "answer", "output"]

/** What these bind was looked for where it was written; their own digest is that of a list. */
const evidenceTypes = new Set(["GateSubmitted", "GateApproved"])

const digestsIn = (value: unknown): ReadonlyArray<BlobDigest> => {
  if (Array.isArray(value)) return value.flatMap(digestsIn)
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([field, inner]) =>
    contentFields.includes(field) && isDigest(inner) ? [inner] : digestsIn(inner)
  )
}

const sameJson = (a: unknown, b: unknown): boolean => Equal.equals(a, b)
