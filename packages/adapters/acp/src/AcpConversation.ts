/**
 * One turn with an agent: initialize, a session in its folder, a mode in which it asks, and only then the prompt.
 */
import * as acp from "@agentclientprotocol/sdk"
import type { AgentAnswer, AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { Effect, Schema } from "effect"
import * as AcpAnswer from "./AcpAnswer.ts"
import type { Heard } from "./AcpClient.ts"
import { type Fail, ofThrown } from "./AcpFailure.ts"
import * as AcpMode from "./AcpMode.ts"

export interface Turn {
  readonly agent: acp.ClientContext
  readonly heard: Heard
  readonly directory: string
  readonly texts: ReadonlyArray<string>
  /** For the log: who answers, until the agent says its name. */
  readonly name: string
  readonly fail: Fail
}

export const hold = Effect.fnUntraced(function* (turn: Turn) {
  const { directory, fail, heard } = turn
  const started = yield* call(turn, "initialize", acp.methods.agent.initialize, AcpAnswer.Initialized, {
    protocolVersion: acp.PROTOCOL_VERSION,
    clientInfo: { name: "layercake", version: "0.1.0" },
    clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: false }
  })
  if (started.protocolVersion !== acp.PROTOCOL_VERSION)
    return yield* fail(
      "not-installed",
      `the agent speaks version ${started.protocolVersion} of the protocol and not ${acp.PROTOCOL_VERSION}; install another version of it`
    )
  const session = yield* call(turn, "a new session", acp.methods.agent.session.new, AcpAnswer.NewSession, {
    cwd: directory,
    mcpServers: []
  })
  yield* askFirst(turn, session)
  const prompted = yield* prompt(turn, session.sessionId)
  if (heard.mode !== null && !AcpMode.isAsking(heard.mode)) return yield* unsafe(turn, heard.mode)
  const finishReason = AcpAnswer.finishReasonOf(prompted)
  if (finishReason === undefined) return yield* fail("other", "the agent says that its turn was cancelled")
  return {
    text: heard.text,
    model: started.agentInfo == null ? turn.name : `acp/${started.agentInfo.name}`,
    finishReason,
    usage: AcpAnswer.usageOf(prompted),
    recorded: false,
    ...(heard.microUsd === null ? {} : { microUsd: heard.microUsd })
  } satisfies AgentAnswer
})

/** Agents begin in whatever mode they like, and some of those run anything. */
const askFirst = Effect.fnUntraced(function* (turn: Turn, session: AcpAnswer.NewSession) {
  const { fail, heard } = turn
  const { sessionId } = session
  const choice = AcpMode.choose(session)
  switch (choice._tag) {
    case "NoModes":
      return
    case "OnlyUnsafe":
      return yield* fail(
        "unsafe",
        `the agent has no mode that is known to ask before it acts, only ${choice.modes.join(", ")}; use another agent`
      )
    case "Mode":
      yield* call(turn, `the mode ${choice.mode}`, acp.methods.agent.session.setMode, Schema.Unknown, {
        sessionId,
        modeId: choice.mode
      }).pipe(Effect.mapError((error) => fail("unsafe", error.detail)))
      break
    case "Option": {
      const { configOptions } = yield* call(
        turn,
        `the mode ${choice.mode}`,
        acp.methods.agent.session.setConfigOption,
        AcpAnswer.Configured,
        { sessionId, configId: choice.option, value: choice.mode }
      ).pipe(Effect.mapError((error) => fail("unsafe", error.detail)))
      const now = configOptions.find((option) => option.id === choice.option)?.currentValue
      if (now !== choice.mode) return yield* unsafe(turn, String(now))
      break
    }
  }
  if (heard.mode !== null && !AcpMode.isAsking(heard.mode)) return yield* unsafe(turn, heard.mode)
})

const unsafe = ({ fail }: Turn, mode: string) =>
  fail(
    "unsafe",
    `the agent is in the mode ${mode}, which may not ask before it acts; nothing of it was taken`
  )

/** Interrupted, it tells the agent to stop before the connection goes. */
const prompt = (turn: Turn, sessionId: string) =>
  call(turn, "the prompt", acp.methods.agent.session.prompt, AcpAnswer.Prompted, {
    sessionId,
    prompt: turn.texts.filter((text) => text !== "").map((text) => ({ type: "text" as const, text }))
  }).pipe(
    Effect.onInterrupt(() =>
      Effect.ignore(
        Effect.tryPromise(() => turn.agent.notify(acp.methods.agent.session.cancel, { sessionId }))
      )
    )
  )

const call = <A, Method extends acp.AgentRequestMethod>(
  { agent, fail }: Turn,
  step: string,
  method: Method,
  schema: Schema.Codec<A, unknown>,
  params: acp.AgentRequestParamsByMethod[Method]
): Effect.Effect<A, AgentExecutorError> =>
  Effect.tryPromise({ try: () => agent.request(method, params), catch: ofThrown(fail, step) }).pipe(
    // The SDK hands an answer over before its handlers have seen what the agent told just before it.
    Effect.tap(() => Effect.yieldNow),
    Effect.flatMap((answer) =>
      Effect.mapError(Schema.decodeUnknownEffect(schema)(answer), (error) =>
        fail("malformed-response", `the answer to ${step} is not of the protocol: ${error.message}`)
      )
    )
  )
