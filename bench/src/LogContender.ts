/**
 * What every log under measurement can do.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import type { Effect } from "effect"
import type { BenchFailed } from "./Bench.ts"

export interface LogContender {
  /** Appends so many sample events to a stream that has this version; done when they are durable. */
  readonly append: (stream: ProjectId, version: number, count: number) => Effect.Effect<unknown, BenchFailed>
  /** Reads the whole stream into memory; the number of its events. */
  readonly read: (stream: ProjectId) => Effect.Effect<number, BenchFailed>
}
