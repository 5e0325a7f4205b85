/**
 * A model provider on this machine, as seen by the language model suite: it is told what to reply next and tells what
 * it was asked. The adapter's test brings the HTTP server and writes the replies in the provider's wire format.
 */
import { Context, type Effect } from "effect"

export interface ReplyUsage {
  /** All of them, the cached ones too. */
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
}

/**
 * - `Text`: a whole answer, in several pieces when it is streamed.
 * - `Cut`: stopped at the token limit after `text`.
 * - `Refusal`: declined in the words of `text`.
 * - `ToolCall`: asks for one tool.
 * - `CutToolCall`: stopped at the token limit in the middle of the tool's arguments.
 * - `Failure`: an error as the provider writes it, with this HTTP status.
 * - `FailureInStream`: the provider reports that it is overloaded after some of the answer; only for streams.
 * - `Malformed`: the provider's content type, but no JSON.
 * - `NotTheApi`: a web page with status 200.
 * - `Reset`: the connection is reset in the middle of the answer.
 * - `EndsEarly`: the connection is closed cleanly in the middle of the answer.
 * - `Silence`: not even a status line.
 * - `Stall`: the beginning of an answer, and then nothing.
 */
export type Reply =
  | { readonly _tag: "Text" | "Cut" | "Refusal"; readonly text: string; readonly usage?: ReplyUsage }
  | { readonly _tag: "ToolCall"; readonly name: string; readonly params: unknown }
  | { readonly _tag: "CutToolCall"; readonly name: string }
  | {
      readonly _tag: "Failure"
      readonly status: number
      readonly kind: FailureKind
      readonly message: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | {
      readonly _tag:
        | "FailureInStream"
        | "Malformed"
        | "NotTheApi"
        | "Reset"
        | "EndsEarly"
        | "Silence"
        | "Stall"
    }

export type FailureKind =
  | "rate-limit"
  | "quota"
  | "overloaded"
  | "authentication"
  | "permission"
  | "request"
  | "server"

/** What goes over the wire, and what the server does with the connection after it. */
export interface WireReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly chunks: ReadonlyArray<string>
  readonly afterwards: "end" | "reset" | "wait"
}

export interface ReceivedRequest {
  readonly path: string
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | ReadonlyArray<string> | undefined }
  /** Decoded JSON. */
  readonly body: unknown
}

export class ProviderServer extends Context.Service<
  ProviderServer,
  {
    /** Without a trailing slash and without a path. */
    readonly url: string
    /** The reply to the next request; each is used once, in order. */
    readonly next: (reply: Reply) => Effect.Effect<void>
    /** Since the last time this was asked, oldest first. */
    readonly received: Effect.Effect<ReadonlyArray<ReceivedRequest>>
    /** Waits until a request that gets no whole answer has arrived. */
    readonly arrived: Effect.Effect<void>
    /** Waits until the client of such a request has closed the connection. */
    readonly hungUp: Effect.Effect<void>
  }
>()("@layercake/conformance/ProviderServer") {}
