/**
 * The `AgentExecutor` on the user's own installed Claude Code: it works in a copy of the project's files, in the sandbox,
 * and what it leaves there is the answer. Installs nothing, logs in nowhere and holds no subscription of its own.
 */
import { AgentExecutor, type AgentRequest, type CallPricing } from "@layercake/core/port/AgentExecutor"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { WorkingCopies } from "@layercake/core/port/WorkingCopies"
import type { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Clock, Duration, Effect, Layer, Option, Stream } from "effect"
import * as ClaudeCodeCommand from "./ClaudeCodeCommand.ts"
import { executor, fail, outcomeOf, type Surroundings, unsafe } from "./ClaudeCodeOutcome.ts"
import * as ClaudeCodeSession from "./ClaudeCodeSession.ts"

export interface ClaudeCodeOptions {
  /** Absolute path of the program, links resolved. */
  readonly program: string
  readonly credential: ClaudeCodeCommand.ClaudeCodeCredential
  /** Claude Code's own choice when left out. */
  readonly model?: string | undefined
  /** Folders and files the program needs besides itself and the system. */
  readonly readable?: ReadonlyArray<string> | undefined
  /** Anthropic's own address when left out. */
  readonly baseURL?: string | undefined
  /** Rounds of asking the model and using tools; 200 when left out. */
  readonly maxTurns?: number | undefined
  /** 30 minutes when left out. */
  readonly timeout?: Duration.Duration | undefined
}

export const layer = (
  options: ClaudeCodeOptions
): Layer.Layer<AgentExecutor, never, Sandbox | WorkingCopies | BlobStore> =>
  Layer.effect(
    AgentExecutor,
    Effect.gen(function* () {
      const services = yield* Effect.context<Sandbox | WorkingCopies | BlobStore>()
      return AgentExecutor.of({
        name: executor,
        pricing: pricingOf(options),
        execute: (request) => Effect.provideContext(execute(options, request), services)
      })
    })
  )

/** A subscription is not paid by the token. */
const pricingOf = ({ credential, model }: ClaudeCodeOptions): CallPricing => {
  if (credential._tag !== "ApiKey") return { model: null }
  return { ...(model === undefined ? {} : { model: `anthropic/${model}` }), openEnded: true }
}

const execute = Effect.fn("ClaudeCodeAgentExecutor.execute")(function* (
  options: ClaudeCodeOptions,
  request: AgentRequest
) {
  const copies = yield* WorkingCopies
  const copy = yield* copies
    .open(request.call.project, request.files ?? [])
    .pipe(Effect.mapError((error) => fail("other", error.message)))
  const call = callOf(options, request)
  const { around, session } = yield* Effect.scoped(work(options, call, request.prompt, copy.directory))
  const answer = yield* Effect.fromResult(outcomeOf(session, around))
  yield* tell(session)
  const files = yield* Effect.mapError(copy.changes, (error) => fail("other", error.message))
  return { ...answer, files }
}, Effect.scoped)

/** How long it may take to end after its last message. */
const farewell = Duration.seconds(2)

/** When this returns, and the scope is closed, nothing works in the folder any more. */
const work = Effect.fnUntraced(function* (
  options: ClaudeCodeOptions,
  call: ClaudeCodeCommand.ClaudeCodeCall,
  prompt: string,
  directory: string
) {
  const sandbox = yield* Sandbox
  const process = yield* Effect.mapError(sandbox.start(commandOf(options, call, directory)), (error) =>
    fail("not-installed", ClaudeCodeCommand.withoutSecrets(call, error.message))
  )
  yield* Effect.forkScoped(
    Effect.andThen(process.write(bytesOf(`${prompt}\n\n${handOver}\n`)), process.endInput)
  )
  const session = yield* process.output.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.mapAccumEffect(
      () => ClaudeCodeSession.initialSession,
      (before, line) => {
        const after = ClaudeCodeSession.read(before, line)
        const refused = after.init === before.init || after.init === null ? undefined : unsafe(after.init)
        return refused === undefined ? Effect.succeed([after, [after]] as const) : Effect.fail(refused)
      }
    ),
    Stream.takeUntil((session) => session.result !== null),
    Stream.runLast,
    Effect.map(Option.getOrElse(() => ClaudeCodeSession.initialSession))
  )
  const end =
    session.result === null
      ? yield* process.ended
      : Option.getOrNull(yield* Effect.timeoutOption(process.ended, farewell))
  const around: Surroundings = {
    end,
    errors: ClaudeCodeCommand.withoutSecrets(call, yield* process.errors),
    now: yield* Clock.currentTimeMillis,
    isPaidByUse: options.credential._tag === "ApiKey"
  }
  return { session, around }
})

/** Agent templates ask for files in the text; this is about how the same is done with tools. */
const handOver = [
  "# How you hand over your work",
  "You are in the folder of the project. Where you were asked to send files, write them there with your tools instead: what stands in the folder when you are done is your answer, and no file is taken from your text. To remove a file of the project, tell so in a line `**Remove: path/to/file**` of your closing words, since no tool removes files.",
  "You cannot run anything and nobody can be asked. Close with a few sentences about what you did and what is left open."
].join("\n")

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const callOf = (options: ClaudeCodeOptions, request: AgentRequest): ClaudeCodeCommand.ClaudeCodeCall => ({
  program: options.program,
  credential: options.credential,
  model: request.model ?? options.model,
  system: request.system,
  maxTurns: options.maxTurns ?? 200,
  ceilingMicroUsd: request.ceilingMicroUsd,
  sessionId: uuid.test(request.call.idempotencyKey) ? request.call.idempotencyKey : undefined,
  baseURL: options.baseURL
})

const megabyte = 1_000_000

const commandOf = (
  options: ClaudeCodeOptions,
  call: ClaudeCodeCommand.ClaudeCodeCall,
  directory: string
): SandboxCommand => ({
  directory,
  argv: ClaudeCodeCommand.argvOf(call),
  env: ClaudeCodeCommand.envOf(call),
  readable: [...ClaudeCodeCommand.readableOf(call), ...(options.readable ?? [])],
  network: { hosts: [hostOf(options.baseURL)] },
  timeout: options.timeout ?? Duration.minutes(30),
  outputLimit: 100 * megabyte,
  diskLimit: 200 * megabyte,
  memoryLimit: 4_000 * megabyte
})

/** With its port, where that is not the usual one. */
const hostOf = (baseURL: string | undefined): string =>
  baseURL === undefined ? "api.anthropic.com" : (/^[a-z]+:\/\/([^/?#]+)/i.exec(baseURL)?.[1] ?? baseURL)

/** Denials are worth knowing: the template may ask for what no agent may do. */
const tell = Effect.fnUntraced(function* ({ init, result }: ClaudeCodeSession.ClaudeCodeSession) {
  const denied = (result?.permission_denials ?? []).map((denial) => denial.tool_name)
  yield* Effect.annotateCurrentSpan({
    "claude_code.version": init?.claude_code_version ?? "",
    "claude_code.turns": result?.num_turns ?? 0,
    "claude_code.denied": denied.length
  })
  if (denied.length > 0) yield* Effect.logInfo(`Claude Code was denied ${denied.join(", ")}`)
})
