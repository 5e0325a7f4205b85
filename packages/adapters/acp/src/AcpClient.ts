/**
 * LayerCake's side of a connection: serves files of the agent's folder and nothing else, answers questions for
 * permission, and listens to what the agent says. Offers no terminal.
 */
import * as acp from "@agentclientprotocol/sdk"
import type { WorkingCopy } from "@layercake/core/port/WorkingCopies"
import type { WorkspaceError } from "@layercake/core/port/Workspace"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Effect, type Exit, Cause } from "effect"
import * as AcpPermission from "./AcpPermission.ts"
import { placeIn } from "./AcpPath.ts"

/** What was heard so far. Changed by the handlers as messages come in. */
export interface Heard {
  text: string
  /** Something else happened since the last words, so the next ones begin a new paragraph. */
  isInterrupted: boolean
  /** The last mode that the agent told of by itself. */
  mode: string | null
  microUsd: number | null
  readonly allowed: Array<string>
  readonly rejected: Array<string>
  readonly calls: Map<string, AcpPermission.ToolCallSeen>
}

export const nothingHeard = (): Heard => ({
  text: "",
  isInterrupted: false,
  mode: null,
  microUsd: null,
  allowed: [],
  rejected: [],
  calls: new Map()
})

/** Handlers are promises to the SDK; `run` is how an Effect becomes one. */
export const make = (
  copy: WorkingCopy,
  heard: Heard,
  run: <A>(
    effect: Effect.Effect<A, WorkspaceError>,
    signal: AbortSignal
  ) => Promise<Exit.Exit<A, WorkspaceError>>
): acp.ClientApp => {
  const serve = <A>(
    path: string,
    signal: AbortSignal,
    use: (place: FilePath) => Effect.Effect<A, WorkspaceError>
  ): Promise<A> => {
    const place = placeIn(copy.directory, path)
    return place === undefined
      ? Promise.reject(
          acp.RequestError.invalidParams({ path }, `${path} is no file of the folder ${copy.directory}`)
        )
      : run(use(place), signal).then((exit) =>
          exit._tag === "Success" ? exit.value : Promise.reject(refusal(path, exit.cause))
        )
  }
  return acp
    .client({ name: "layercake" })
    .onRequest(acp.methods.client.fs.readTextFile, ({ params, signal }) =>
      serve(params.path, signal, (place) =>
        Effect.map(copy.read(place), (text) => ({ content: part(text, params.line, params.limit) }))
      )
    )
    .onRequest(acp.methods.client.fs.writeTextFile, ({ params, signal }) =>
      serve(params.path, signal, (place) => Effect.as(copy.write(place, params.content), {}))
    )
    .onRequest(acp.methods.client.session.requestPermission, ({ params }) => {
      const call = learn(heard, params.toolCall.toolCallId, params.toolCall)
      const isAllowed = AcpPermission.mayGoOn(copy.directory, call)
      const answer = AcpPermission.answer(params.options, isAllowed)
      const isGranted = isAllowed && answer.outcome.outcome === "selected"
      const title = call.title === "" ? (call.kind ?? "a tool") : call.title
      if (isGranted) heard.allowed.push(title)
      else heard.rejected.push(title)
      return answer
    })
    .onNotification(acp.methods.client.session.update, ({ params }) => listen(heard, params.update))
}

const listen = (heard: Heard, update: acp.SessionUpdate): void => {
  switch (update.sessionUpdate) {
    case "agent_message_chunk":
      if (update.content.type !== "text") return
      heard.text += `${heard.isInterrupted && heard.text !== "" ? "\n\n" : ""}${update.content.text}`
      heard.isInterrupted = false
      return
    case "tool_call":
    case "tool_call_update":
      heard.isInterrupted = true
      learn(heard, update.toolCallId, update)
      return
    case "current_mode_update":
      heard.mode = update.currentModeId
      return
    case "usage_update":
      // The cost of the whole session so far.
      if (update.cost?.currency === "USD") heard.microUsd = Math.ceil(update.cost.amount * 1_000_000)
      return
    default:
  }
}

const learn = (
  heard: Heard,
  id: string,
  update: Pick<acp.ToolCallUpdate, "kind" | "title" | "locations" | "content">
): AcpPermission.ToolCallSeen => {
  const call = AcpPermission.seen(heard.calls.get(id) ?? AcpPermission.nothingSeen, update)
  heard.calls.set(id, call)
  return call
}

/** From a line, counted from 1, and no more than so many of them. */
const part = (text: string, line: number | null | undefined, limit: number | null | undefined): string => {
  if (line == null && limit == null) return text
  const from = Math.max(0, (line ?? 1) - 1)
  return text
    .split("\n")
    .slice(from, limit == null ? undefined : from + limit)
    .join("\n")
}

const refusal = (path: string, cause: Cause.Cause<WorkspaceError>): acp.RequestError => {
  const error = Cause.squash(cause)
  return error instanceof Error && "reason" in error && error.reason === "missing"
    ? acp.RequestError.resourceNotFound(path)
    : acp.RequestError.internalError({ path }, error instanceof Error ? error.message : "interrupted")
}
