/**
 * How the HTTP face of a host is set: where it listens, who may come from where, and how much anybody may ask.
 */
import type { Duration, Effect } from "effect"

export interface HttpLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number
  /** Bytes of a request's headers. */
  readonly headerBytes: number
  /** How deep JSON may be nested. */
  readonly jsonDepth: number
  /** Calls that one client address may have in flight. */
  readonly callsPerClient: number
  /** Streams and WebSockets that one client address may have open. */
  readonly streamsPerClient: number
  /** Tries to log in, register or refresh that one client address has in a minute. */
  readonly attemptsPerMinute: number
  /** How long a request may take to arrive. */
  readonly arrival: Duration.Input
  /** How long a reader of a stream may take nothing before it is disconnected. */
  readonly stall: Duration.Input
  /** Bytes that may wait for the reader of a WebSocket before it is disconnected. */
  readonly unsentBytes: number
  /** Time between two signs of life on a quiet stream. */
  readonly heartbeat: Duration.Input
  /** How long the end of the host waits for calls in flight. */
  readonly drain: Duration.Input
}

export interface HttpSetting {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Origins whose pages may call, as `https://app.example`; `*` for all. None: no page of another origin may. */
  readonly allowedOrigins: ReadonlyArray<string>
  /** Names besides those of this machine under which it is called while it listens on a loopback address. */
  readonly hostNames: ReadonlyArray<string>
  readonly limits: HttpLimits
  /** Told where it listens, as soon as it does. */
  readonly listening?: (url: string) => Effect.Effect<void>
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 8 * 1024 * 1024,
  headerBytes: 16 * 1024,
  jsonDepth: 64,
  callsPerClient: 256,
  streamsPerClient: 256,
  attemptsPerMinute: 30,
  arrival: "30 seconds",
  stall: "30 seconds",
  unsentBytes: 4 * 1024 * 1024,
  heartbeat: "15 seconds",
  drain: "10 seconds"
}

export const defaultSetting: HttpSetting = {
  host: "127.0.0.1",
  port: 4400,
  allowedOrigins: [],
  hostNames: [],
  limits: defaultLimits
}
