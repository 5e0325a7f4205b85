/**
 * Tells a worker that the agent run that it is calling for was ended by somebody else.
 */
import type { AgentRunId } from "@layercake/core/agent/AgentCall"
import { AgentRunCancelled } from "@layercake/core/agent/AgentRunEvent"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Schema, Stream } from "effect"

const isCancelled = Schema.is(Schema.Struct({ runId: AgentRunCancelled.fields.runId }))

/** Ends with undefined when the run is cancelled, and never otherwise. */
export const stopped = Effect.fn("RunStopping.stopped")(function* (project: ProjectId, run: AgentRunId) {
  const store = yield* EventStore
  const types = [AgentRunCancelled.fields._tag.schema.literal]
  return yield* store.subscribe({ stream: project, types }).pipe(
    Stream.filter(({ data }) => isCancelled(data) && data.runId === run),
    Stream.take(1),
    Stream.runDrain,
    Effect.as(undefined),
    // The call goes on; an answer to a cancelled run is let go of in any case.
    Effect.catch(() => Effect.never)
  )
})
