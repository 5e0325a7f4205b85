/**
 * Runs of the memory factory for tests about prompts: keeps what each agent was sent, and finds the state from which it
 * was sent.
 */
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import type { AgentRunId } from "@layercake/core/agent/AgentCall"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import type { MemoryAgentReply } from "@layercake/memory/MemoryAgentExecutor"
import { Effect, Stream } from "effect"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

/** The script, and the first request of each run in the order in which they came. */
export const listening = (reply: (request: AgentRequest) => MemoryAgentReply = MemoryFactory.diligent) => {
  const requests = new Map<AgentRunId, AgentRequest>()
  const answer = (request: AgentRequest) => {
    if (!requests.has(request.call.runId)) requests.set(request.call.runId, request)
    return reply(request)
  }
  return { requests, answer }
}

/** The state just before the command that began the run. */
export const stateBefore = Effect.fnUntraced(function* (runId: string) {
  const store = yield* EventStore
  const states = yield* ProjectStates
  const events = yield* store.readStream(rooms, { from: StreamVersion.make(1) }).pipe(Stream.runCollect)
  const start = events.find(
    (event) => event.type === "AgentRunStarted" && (event.data as { runId?: string }).runId === runId
  )
  const first = events.find((event) => event.metadata.commandId === start?.metadata.commandId)
  return yield* states.at(rooms, StreamVersion.make((first?.version ?? 1) - 1))
})
