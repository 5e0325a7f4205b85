/**
 * What is appended to every log that is measured: events of ordinary size, and for ours the rows, the receipt and the
 * job that come with them.
 */
import { agent } from "@layercake/core/actor/Actor"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { EntryId } from "@layercake/core/register/Register"
import { NoteAdded } from "@layercake/core/register/RegisterEvent"
import { type AppendRequest, type NewEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { JobId, type NewJob } from "@layercake/core/store/JobQueue"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"

const at = Timestamp.make("2026-11-22T10:00:00.000Z")
const text =
  "The customer wants every booking to be confirmed by mail within a minute, with the invoice attached; " +
  "a booking that is cancelled up to a day before costs nothing, after that half of the price. " +
  "Two people may never get the same room for the same night, whatever happens at the same time."

let serial = 0

/** About 330 bytes of data and 140 of metadata. */
export const sampleEvents = (count: number): ReadonlyArray<NewEvent> => {
  const commandId = CommandId.make(`command-${process.pid}-${++serial}`)
  const metadata = { actor: agent("requirements-analyst"), at, commandId, correlationId: "job-1f0c8a72" }
  return Array.from({ length: count }, (_, index) =>
    EventCodec.encode(new NoteAdded({ id: EntryId.make(`note-${serial}-${index}`), text }), metadata)
  )
}

/** With three rows (two that are there from the second append on, one new), the receipt and one job that is due. */
export const sampleAppend = (stream: ProjectId, version: number, count: number): AppendRequest => {
  const events = sampleEvents(count)
  return {
    stream,
    expected: StreamVersion.make(version),
    events,
    commandId: events[0]!.metadata.commandId,
    views: sampleViews(stream, version),
    jobs: [sampleJob(stream, version)]
  }
}

const sampleViews = (project: ProjectId, version: number): ReadonlyArray<ViewWrite> => [
  {
    projection: "project",
    project,
    key: "project",
    row: { title: "Booking", status: "active", version, at }
  },
  {
    projection: "task",
    project,
    key: `G1/step-${version % 20}`,
    row: { gate: "G1", step: `step-${version % 20}`, status: "doing", runs: version, updatedAt: at }
  },
  {
    projection: "timeline",
    project,
    key: String(version).padStart(9, "0"),
    row: { version, at, actor: { kind: "agent", id: "requirements-analyst" }, type: "NoteAdded", text }
  }
]

const sampleJob = (project: ProjectId, version: number): NewJob => ({
  id: JobId.make(`${project}/run-agent/G1/step/${version}`),
  tier: "medium",
  project,
  kind: "run-agent",
  payload: { gate: "G1", step: "step", attempt: version }
})

/** A stream that nobody has appended to. */
export const freshStream = (): ProjectId => ProjectId.make(`p-${process.pid}-${++serial}`)
