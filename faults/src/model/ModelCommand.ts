/**
 * What the small model worlds write: commands that say of themselves how many events they are, so that the log alone
 * shows whether one was kept whole, once, or not at all.
 */
import { system } from "@layercake/core/actor/Actor"
import { CommandId } from "@layercake/core/event/EventMetadata"
import * as Timestamp from "@layercake/core/event/Timestamp"
import type { ProjectId } from "@layercake/core/project/Project"
import type { AppendRequest, ExpectedVersion, NewEvent } from "@layercake/core/store/EventStore"
import { JobId, type NewJob, type Tier } from "@layercake/core/store/JobQueue"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import { DateTime, Effect, Schema } from "effect"

export type Expectation = "exact" | "any" | "none" | "exists"

export interface ModelCommand {
  readonly id: CommandId
  readonly stream: ProjectId
  readonly expectation: Expectation
  /** Events. */
  readonly size: number
  /** Characters that each event carries along. */
  readonly weight: number
}

/** The data of one event of a command. */
export const ModelData = Schema.Struct({
  command: CommandId,
  index: Schema.Int,
  size: Schema.Int,
  expectation: Schema.Literals(["exact", "any", "none", "exists"]),
  filler: Schema.String
})
export type ModelData = typeof ModelData.Type

export const jobOf = (command: ModelCommand, tier: Tier): NewJob => ({
  id: JobId.make(`job of ${command.id}`),
  tier,
  project: command.stream,
  kind: "model",
  payload: { command: command.id }
})

/** Rows: one for the command, and the stream's version where the command knows which it will be. */
export const viewsOf = (command: ModelCommand, version: number | undefined): ReadonlyArray<ViewWrite> => [
  { projection: "command", project: command.stream, key: command.id, row: { events: command.size } },
  ...(version === undefined
    ? []
    : [{ projection: "head", project: command.stream, key: "head", row: { version } }])
]

export const requestOf = Effect.fnUntraced(function* (
  command: ModelCommand,
  expected: ExpectedVersion,
  jobs: ReadonlyArray<NewJob>
) {
  const at = Timestamp.fromDateTime(yield* DateTime.now)
  const event = (_: unknown, index: number): NewEvent => ({
    type: types[index % types.length] ?? types[0],
    schemaVersion: 1,
    data: {
      command: command.id,
      index,
      size: command.size,
      expectation: command.expectation,
      filler: "x".repeat(command.weight)
    } satisfies ModelData,
    metadata: { actor: system, at, commandId: command.id }
  })
  const request: AppendRequest = {
    stream: command.stream,
    expected,
    events: Array.from({ length: command.size }, event),
    commandId: command.id,
    views: viewsOf(command, typeof expected === "number" ? expected + command.size : undefined),
    jobs
  }
  return request
})

/** Event types of the model. */
export const types = ["ModelOpened", "ModelChanged", "ModelClosed"] as const
