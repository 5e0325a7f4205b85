/**
 * What a verification of the log compared and found.
 */
import { Schema } from "effect"
import { EventHash } from "../event/EventChain.ts"
import { ProjectId } from "../project/Project.ts"
import { StreamVersion } from "../store/EventStore.ts"

const about = (description: string) => ({ description })

export const Difference = Schema.Struct({
  project: Schema.String,
  what: Schema.String,
  detail: Schema.String
})
export type Difference = typeof Difference.Type

/** Noted somewhere else, a head shows later that nothing before it was cut off or written anew. */
export const ProjectHead = Schema.Struct({ project: ProjectId, version: StreamVersion, hash: EventHash })
export type ProjectHead = typeof ProjectHead.Type

export const VerifyReport = Schema.Struct({
  ok: Schema.Boolean.annotate(about("Nothing differs and nothing is missing")),
  projects: Schema.Int.annotate(about("Streams folded anew")),
  events: Schema.Int.annotate(about("Events read")),
  rows: Schema.Int.annotate(about("Read-model rows compared")),
  blobs: Schema.Int.annotate(about("Contents that the log names and that were looked for")),
  erased: Schema.Int.annotate(about("Of these, how many are gone because they were erased, as the log says")),
  heads: Schema.Array(ProjectHead).annotate(about("The last event of each project and its hash")),
  differences: Schema.Array(Difference).annotate(
    about("Each event, row or content that is not what it should be")
  )
})
export type VerifyReport = typeof VerifyReport.Type

/** How far a verification has come; the last one has the report. */
export const VerifyStep = Schema.Struct({
  events: Schema.Int.annotate(about("Events whose chain was checked so far")),
  projects: Schema.Int.annotate(about("Projects compared so far")),
  report: Schema.NullOr(VerifyReport).annotate(about("Null until the end"))
})
export type VerifyStep = typeof VerifyStep.Type
