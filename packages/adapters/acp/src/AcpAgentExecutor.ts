/**
 * The `AgentExecutor` on any program that speaks the Agent Client Protocol: it works in a copy of the project's files, and
 * what it leaves there is the answer. Knows no agent by name.
 */
import { AgentExecutor, type AgentExecutorError, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import type { Sandbox } from "@layercake/core/port/Sandbox"
import { type WorkingCopy, WorkingCopies } from "@layercake/core/port/WorkingCopies"
import type { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Layer, Option, type Scope } from "effect"
import * as AcpClient from "./AcpClient.ts"
import * as AcpConversation from "./AcpConversation.ts"
import { type Fail, failWith, isAway } from "./AcpFailure.ts"
import type { AcpPeer } from "./AcpPeer.ts"
import * as AcpProcess from "./AcpProcess.ts"

export interface AcpConnector<R> {
  /** For events and the screen. */
  readonly name: string
  /** The agent for one turn in the folder; it is gone with the scope. */
  readonly connect: (
    directory: string,
    fail: Fail
  ) => Effect.Effect<AcpPeer, AgentExecutorError, R | Scope.Scope>
}

/** A program in the sandbox. */
export const layer = (
  options: AcpProcess.AcpProgram
): Layer.Layer<AgentExecutor, never, Sandbox | WorkingCopies | BlobStore> =>
  layerWith({ name: `acp/${options.name}`, connect: AcpProcess.start(options) })

export const layerWith = <R>(
  connector: AcpConnector<R>
): Layer.Layer<AgentExecutor, never, R | WorkingCopies | BlobStore> =>
  Layer.effect(
    AgentExecutor,
    Effect.gen(function* () {
      const services = yield* Effect.context<R | WorkingCopies | BlobStore>()
      return AgentExecutor.of({
        name: connector.name,
        execute: (request) => Effect.provideContext(execute(connector, request), services)
      })
    })
  )

const execute = Effect.fn("AcpAgentExecutor.execute")(function* <R>(
  connector: AcpConnector<R>,
  request: AgentRequest
) {
  const fail = failWith(connector.name)
  const copies = yield* WorkingCopies
  const copy = yield* copies
    .open(request.call.project, request.files ?? [])
    .pipe(Effect.mapError((error) => fail("other", error.message)))
  // The agent is gone before its folder is read.
  const answer = yield* Effect.scoped(converse(connector, request, copy, fail))
  const files = yield* Effect.mapError(copy.changes, (error) => fail("other", error.message))
  return { ...answer, files }
}, Effect.scoped)

/** How long after the end of the program its last messages may take, and after a broken connection its end. */
const lastWords = "2 seconds"

const converse = Effect.fnUntraced(function* <R>(
  connector: AcpConnector<R>,
  request: AgentRequest,
  copy: WorkingCopy,
  fail: Fail
) {
  const { gone, target } = yield* connector.connect(copy.directory, fail)
  const heard = AcpClient.nothingHeard()
  const services = yield* Effect.context<never>()
  const client = AcpClient.make(copy, heard, (effect, signal) =>
    Effect.runPromiseExitWith(services)(effect, { signal })
  )
  const connection = yield* Effect.acquireRelease(
    Effect.sync(() => ("writable" in target ? client.connect(target) : client.connect(target))),
    (connection) => Effect.sync(() => connection.close())
  )
  const turn: AcpConversation.Turn = {
    agent: connection.agent,
    heard,
    directory: copy.directory,
    texts: [request.system, request.prompt, handOver],
    name: connector.name,
    fail
  }
  const answer = yield* AcpConversation.hold(turn).pipe(
    Effect.catchIf(isAway, (error) =>
      Effect.flatMap(Effect.timeoutOption(gone, lastWords), (end) => Option.getOrElse(end, () => error))
    ),
    Effect.raceFirst(Effect.flatMap(gone, (end) => Effect.delay(end, lastWords)))
  )
  yield* tell(heard)
  return answer
})

/** Agent templates ask for files in the text; this is about how the same is done with tools. */
const handOver = [
  "# How you hand over your work",
  "You are in the folder of the project. Where you were asked to send files, write them there with your tools instead: what stands in the folder when you are done is your answer, and no file is taken from your text. A file of the project that you cannot remove with your tools goes when you name it in a line `**Remove: path/to/file**` of your closing words.",
  "Work on files in this folder only; whatever else needs a permission is rejected, and nobody can be asked. Close with a few sentences about what you did and what is left open."
].join("\n")

const tell = Effect.fnUntraced(function* ({ allowed, rejected }: AcpClient.Heard) {
  yield* Effect.annotateCurrentSpan({ "acp.allowed": allowed.length, "acp.rejected": rejected.length })
  if (rejected.length > 0) yield* Effect.logInfo(`The agent was not allowed: ${rejected.join("; ")}`)
})
