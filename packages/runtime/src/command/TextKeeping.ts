/**
 * The texts of one command while it is tried: kept right before its events are appended, and taken away again when it
 * came to nothing.
 */
import type { EventMetadata } from "@layercake/core/event/EventMetadata"
import { referencesIn } from "@layercake/core/event/PersonalText"
import type { ProjectId } from "@layercake/core/project/Project"
import { type AppendReceipt, type EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import type { PersonalTexts, SealedCommand } from "../store/PersonalTexts.ts"

export type TextKeeping = ReturnType<typeof make>

export const make = (
  store: EventStore["Service"],
  texts: PersonalTexts["Service"],
  project: ProjectId,
  sealed: SealedCommand
) => {
  let isKept = false
  const discard = Effect.suspend(() =>
    // What stays because of a failure has its note.
    isKept ? Effect.ignore(texts.discard(project, sealed)) : Effect.void
  )
  return {
    command: sealed.command,
    /** Gives the rows to be written with the events. */
    keep: (metadata: EventMetadata) =>
      Effect.suspend(() => {
        isKept = sealed.contents.length > 0
        return texts.keep(project, sealed, metadata)
      }),
    discard,
    /**
     * After the answer that the command had been appended before: by somebody else with texts of their own, or by this
     * very try, when the store asked twice.
     */
    settle: Effect.fnUntraced(function* ({ positions, version }: AppendReceipt) {
      if (!isKept || positions.length === 0) return
      const from = StreamVersion.make(Math.max(1, version - positions.length + 1))
      const events = yield* Stream.runCollect(store.readStream(project, { from, to: version }))
      const referred = referencesIn(events.map(({ data }) => data))
      if (!sealed.contents.some(({ digest }) => referred.has(digest))) yield* discard
    })
  }
}
