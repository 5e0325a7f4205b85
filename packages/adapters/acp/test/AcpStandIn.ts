/**
 * An agent on the SDK's own agent side that plays scenarios: the one in the prompt, and what it is made with. Runs in the
 * process of a test, or as a program of its own over standard streams.
 */
import * as acp from "@agentclientprotocol/sdk"

export interface StandIn {
  readonly answer: string
  /** Modes it offers; none when left out. */
  readonly modes?: ReadonlyArray<string>
  /** The same as an option of the session. */
  readonly modeOption?: ReadonlyArray<string>
  /** Fails when it is to change its mode. */
  readonly keepsMode?: boolean
  /** The mode it says it is in after it was set. */
  readonly slipsInto?: string
  readonly protocolVersion?: number
  readonly wantsLogin?: boolean
  /** Called when the prompt `silent` has come in, and when it is cancelled. */
  readonly onSilent?: () => void
  readonly onCancel?: () => void
  /** Called when the prompt `broken` has been half answered. */
  readonly onBroken?: () => void
  /** Everything that was asked of it, in order. */
  readonly log?: Array<string>
}

interface Session {
  readonly client: acp.AgentContext
  readonly sessionId: string
  readonly cwd: string
  readonly cancelled: Promise<void>
}

export const make = (standIn: StandIn): acp.AgentApp => {
  const log = standIn.log ?? []
  let cwd = ""
  let cancel = () => {}
  const cancelled = new Promise<void>((resolve) => (cancel = resolve))
  const options = (current: string) => [
    {
      id: "the-mode",
      name: "Mode",
      category: "mode",
      type: "select" as const,
      currentValue: current,
      options: (standIn.modeOption ?? []).map((value) => ({ value, name: value }))
    }
  ]
  return acp
    .agent({ name: "stand-in" })
    .onRequest(acp.methods.agent.initialize, ({ params }) => {
      const { fs, terminal } = params.clientCapabilities ?? {}
      log.push(`initialize ${fs?.readTextFile} ${fs?.writeTextFile} ${terminal}`)
      return {
        protocolVersion: standIn.protocolVersion ?? acp.PROTOCOL_VERSION,
        agentInfo: { name: "stand-in", version: "1.0.0" },
        agentCapabilities: {},
        authMethods: []
      }
    })
    .onRequest(acp.methods.agent.session.new, ({ params }) => {
      log.push("session/new")
      if (standIn.wantsLogin === true) throw acp.RequestError.authRequired()
      cwd = params.cwd
      const [current = "default"] = standIn.modes ?? []
      return {
        sessionId: "session-1",
        ...(standIn.modes === undefined
          ? {}
          : {
              modes: {
                currentModeId: current,
                availableModes: standIn.modes.map((id) => ({ id, name: id }))
              }
            }),
        ...(standIn.modeOption === undefined ? {} : { configOptions: options(standIn.modeOption[0] ?? "") })
      }
    })
    .onRequest(acp.methods.agent.session.setMode, async ({ client, params }) => {
      log.push(`set_mode ${params.modeId}`)
      if (standIn.keepsMode === true) throw acp.RequestError.internalError({}, "modes are locked")
      if (standIn.slipsInto !== undefined)
        await client.notify(acp.methods.client.session.update, {
          sessionId: params.sessionId,
          update: { sessionUpdate: "current_mode_update", currentModeId: standIn.slipsInto }
        })
      return {}
    })
    .onRequest(acp.methods.agent.session.setConfigOption, ({ params }) => {
      log.push(`set_config_option ${params.configId} ${String(params.value)}`)
      return { configOptions: options(standIn.keepsMode === true ? "yolo" : String(params.value)) }
    })
    .onNotification(acp.methods.agent.session.cancel, () => {
      log.push("cancel")
      standIn.onCancel?.()
      cancel()
    })
    .onRequest(acp.methods.agent.session.prompt, ({ client, params }) => {
      const text = params.prompt.map((block) => (block.type === "text" ? block.text : "")).join("\n")
      const scenario = /scenario: ([a-z-]+)/.exec(text)?.[1] ?? ""
      log.push(`prompt ${scenario}`)
      return play(scenario, standIn, { client, sessionId: params.sessionId, cwd, cancelled })
    })
}

const play = async (scenario: string, standIn: StandIn, session: Session): Promise<acp.PromptResponse> => {
  const { client, cwd, sessionId } = session
  const update = (change: acp.SessionUpdate) =>
    client.notify(acp.methods.client.session.update, { sessionId, update: change })
  const says = (text: string) =>
    update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } })
  const write = (path: string, content: string) =>
    client.request(acp.methods.client.fs.writeTextFile, { sessionId, path, content })
  const read = (path: string, part: { line?: number; limit?: number } = {}) =>
    client.request(acp.methods.client.fs.readTextFile, { sessionId, path, ...part })
  const refusal = (request: Promise<unknown>) =>
    request.then(
      () => "let through",
      (error: Error) => error.message
    )
  const ask = async (
    toolCall: Partial<acp.ToolCallUpdate>,
    kinds: ReadonlyArray<acp.PermissionOptionKind>
  ) => {
    const question: acp.RequestPermissionRequest = {
      sessionId,
      toolCall: { toolCallId: "call-1", ...toolCall },
      options: kinds.map((kind) => ({ optionId: `${kind}!`, name: kind, kind }))
    }
    const { outcome } = await client.request(acp.methods.client.session.requestPermission, question)
    return outcome.outcome === "selected" ? outcome.optionId : outcome.outcome
  }
  const all = ["allow_always", "allow_once", "reject_once", "reject_always"] as const

  switch (scenario) {
    case "answer": {
      for (const piece of standIn.answer.match(/[^]{1,5}/gu) ?? []) await says(piece)
      const usage = {
        totalTokens: 65,
        inputTokens: 10,
        outputTokens: 5,
        cachedReadTokens: 30,
        cachedWriteTokens: 20
      }
      const response: acp.PromptResponse & { readonly usage: object } = { stopReason: "end_turn", usage }
      return response
    }
    case "cut":
      await says("export const half = ")
      return { stopReason: "max_tokens" }
    case "turns":
      return { stopReason: "max_turn_requests" }
    case "refused":
      await says("I cannot.")
      return { stopReason: "refusal" }
    case "cancelled":
      return { stopReason: "cancelled" }
    case "unauthorised":
      throw acp.RequestError.authRequired()
    case "failed":
      throw acp.RequestError.internalError({ details: "the model is on holiday" })
    case "nonsense": {
      const nonsense: object = { stopReason: 7 }
      return nonsense as acp.PromptResponse
    }
    case "broken":
      await says("export const half = ")
      standIn.onBroken?.()
      return new Promise(() => {})
    case "silent":
      standIn.onSilent?.()
      await session.cancelled
      return { stopReason: "cancelled" }
    case "files": {
      await says("I begin.")
      await update({ sessionUpdate: "tool_call", toolCallId: "c1", title: "Write", kind: "edit" })
      const before = (await read(`${cwd}/kept.txt`)).content
      await write(`${cwd}/kept.txt`, `${before}and more\n`)
      await write(`${cwd}/src/deep/new.ts`, "export const made = true\n")
      await says("**Remove: gone.txt**")
      await update({
        sessionUpdate: "usage_update",
        used: 1,
        size: 2,
        cost: { amount: 0.0123456, currency: "USD" }
      })
      return { stopReason: "end_turn" }
    }
    case "part":
      await write(`${cwd}/lines.txt`, "1\n2\n3\n4\n")
      await says((await read(`${cwd}/lines.txt`, { line: 2, limit: 2 })).content)
      return { stopReason: "end_turn" }
    case "outside":
      for (const path of [
        "/etc/passwd",
        `${cwd}/../other`,
        cwd,
        `${cwd}/.git/config`,
        `${cwd}/a/.npmrc`,
        "a.txt"
      ]) {
        await says(`${await refusal(read(path))}\n`)
        await says(`${await refusal(write(path, "x"))}\n`)
      }
      return { stopReason: "end_turn" }
    case "missing":
      await says(await refusal(read(`${cwd}/nowhere.txt`)))
      return { stopReason: "end_turn" }
    case "terminal":
      await says(
        await refusal(
          client.request(acp.methods.client.terminal.create, { sessionId, command: "rm", args: ["-rf", "/"] })
        )
      )
      return { stopReason: "end_turn" }
    case "permissions": {
      const inside = [{ path: `${cwd}/a.txt` }]
      await update({
        sessionUpdate: "tool_call",
        toolCallId: "earlier",
        title: "t",
        kind: "edit",
        locations: inside
      })
      const answers = [
        await ask({ kind: "edit", locations: inside }, all),
        await ask({ toolCallId: "earlier" }, all),
        await ask(
          { toolCallId: "d", kind: "edit", content: [{ type: "diff", path: `${cwd}/b.ts`, newText: "b" }] },
          all
        ),
        await ask({ toolCallId: "d2", kind: "edit", locations: [...inside, { path: "/etc/passwd" }] }, all),
        await ask({ toolCallId: "d3", kind: "edit" }, all),
        await ask({ toolCallId: "d4", kind: "execute", title: "rm -rf /", locations: inside }, all),
        await ask({ toolCallId: "d5", kind: "fetch", locations: inside }, all),
        await ask({ toolCallId: "d6", kind: "edit", locations: inside }, ["allow_always"]),
        await ask({ toolCallId: "d7", kind: "execute" }, ["allow_once", "reject_always"]),
        await ask({ toolCallId: "d8", kind: "execute" }, ["allow_once"])
      ]
      await says(answers.join(" "))
      return { stopReason: "end_turn" }
    }
    case "slips":
      await write(`${cwd}/a.txt`, "x")
      await update({ sessionUpdate: "current_mode_update", currentModeId: "bypassPermissions" })
      return { stopReason: "end_turn" }
    default:
      await says(scenario)
      return { stopReason: "end_turn" }
  }
}
