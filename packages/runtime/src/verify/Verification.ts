/**
 * Whether the log is what was appended, and what is kept beside it is what the log says: the chain of every stream is
 * computed anew, every stream is folded from its first event and compared row by row with the read models, and every
 * content that the log names is looked for. Holds one project at a time.
 */
import type { EventHash } from "@layercake/core/event/EventChain"
import type { Difference, VerifyReport } from "@layercake/core/history/VerifyReport"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { stateNames } from "@layercake/core/project/ProjectState"
import { Effect, Stream } from "effect"
import * as ErasedContents from "../erasure/ErasedContents.ts"
import * as ChainCheck from "./ChainCheck.ts"
import * as ProjectCheck from "./ProjectCheck.ts"

export interface VerifyOptions {
  /** Hashes noted earlier that some event must still have. */
  readonly heads?: ReadonlyArray<EventHash>
  /** Told now and then how far it has come. */
  readonly onStep?: (step: { readonly events: number; readonly projects: number }) => Effect.Effect<void>
}

const hashedAtOnce = 32

/** Events between two reports of how far it has come. */
const stepEvery = 1000

export const verify = Effect.fn("Verification.verify")(function* (
  only?: ProjectId,
  { heads = [], onStep = () => Effect.void }: VerifyOptions = {}
) {
  const store = yield* EventStore
  const chain = ChainCheck.make(heads)
  const differences: Array<Difference> = []
  let events = 0
  yield* store.readAll(only === undefined ? {} : { stream: only }).pipe(
    Stream.map(chain.place),
    Stream.mapArrayEffect((placed) =>
      Effect.forEach(placed, ChainCheck.check, { concurrency: hashedAtOnce })
    ),
    Stream.runForEachArray(
      Effect.fnUntraced(function* (found) {
        for (const difference of found) differences.push(...difference)
        const before = events
        events += found.length
        if (Math.floor(before / stepEvery) < Math.floor(events / stepEvery))
          yield* onStep({ events, projects: 0 })
      })
    )
  )
  differences.push(...chain.lost())
  yield* onStep({ events, projects: 0 })

  const projects = new Set(chain.streams())
  const strangers = only === undefined ? yield* rowsWithoutStream(projects) : []
  const gone = yield* ErasedContents.read()
  let [rows, blobs, erased, done] = [0, 0, 0, 0]
  for (const project of projects) {
    const found = yield* ProjectCheck.check(project, gone)
    differences.push(...found.differences)
    rows += found.rows
    blobs += found.blobs
    erased += found.erased
    done += 1
    yield* onStep({ events, projects: done })
  }
  differences.push(...strangers)
  const report: VerifyReport = {
    ok: differences.length === 0,
    projects: projects.size,
    events,
    rows,
    blobs,
    erased,
    heads: chain.heads(),
    differences
  }
  return report
})

/** Rows of projects that the log does not know. A row of another kind is found with its project. */
const rowsWithoutStream = Effect.fnUntraced(function* (known: ReadonlySet<ProjectId>) {
  const views = yield* ReadModelStore
  const differences: Array<Difference> = []
  for (const name of stateNames)
    for (const project of yield* views.projects(name))
      if (!known.has(project))
        for (const { key } of yield* views.list(name, project))
          differences.push({ project, what: `${name}/${key}`, detail: ProjectCheck.unknownRow })
  return differences
})
