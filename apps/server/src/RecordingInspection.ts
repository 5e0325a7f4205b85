/**
 * Looks through a folder of recordings for whoever speaks to a person about it.
 */
import * as RecordingCheck from "@layercake/replay/RecordingCheck"
import { Effect } from "effect"

export type { RecordingProblem, RecordingReport } from "@layercake/replay/RecordingCheck"

export const inspect = Effect.fn("RecordingInspection.inspect")((folder: string) =>
  RecordingCheck.check(folder)
)
