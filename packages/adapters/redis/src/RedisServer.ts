/**
 * The connection to Redis that the queue speaks through, and whether that server may be trusted with jobs. Knows nothing
 * of jobs.
 */
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { RedisConnection } from "bullmq"
import { Duration, Effect, Predicate, Redacted, Schema, type Scope } from "effect"
import { Redis, type RedisOptions } from "ioredis"

/** This Redis could lose jobs, or lacks what the queue needs; nothing was written to it. */
export class RedisUnfit extends Schema.TaggedError<RedisUnfit>()("RedisUnfit", {
  setting: Schema.String,
  found: Schema.String,
  wanted: Schema.String
}) {
  override get message() {
    return `Redis cannot carry the job queue: ${this.setting} is ${this.found}, and must be ${this.wanted}. Change it and start again.`
  }
}

export interface RedisServer {
  readonly client: Redis
  /** The same connection as BullMQ sees it. */
  readonly connection: RedisConnection
  /** The texts of BullMQ's scripts, by name, so that one of ours can run one of its several times. */
  readonly bullScripts: ReadonlyMap<string, string>
}

/** An answer that takes longer counts as none. */
const answerLimit = Duration.seconds(10)

/** A wait that ends so much later than it should counts as lost. */
const graceLimit = Duration.seconds(2)

/** Connects, refuses a server that is unfit, and disconnects with the scope. Later on it reconnects by itself. */
export const open: (
  url: Redacted.Redacted
) => Effect.Effect<RedisServer, RedisUnfit | StoreUnavailable, Scope.Scope> = Effect.fn("RedisServer.open")(
  function* (url) {
    if (!/^rediss?:\/\/./.test(Redacted.value(url)))
      return yield* new RedisUnfit({
        setting: "the address",
        found: "something else",
        wanted: "redis://host:port or rediss://host:port"
      })
    const bullScripts = new Map<string, string>()
    const client = yield* Effect.acquireRelease(
      Effect.sync(() => clientOf(url, bullScripts)),
      (client) => Effect.sync(() => client.disconnect())
    )
    yield* ask("connect to Redis", () => client.connect()).pipe(
      Effect.mapError((error) =>
        client.trouble === undefined ? error : unavailable("connect to Redis", client.trouble)
      )
    )
    yield* check(readInfo(yield* ask("connect", () => client.info())))
    const connection = yield* Effect.acquireRelease(
      Effect.sync(() => new RedisConnection(client, { shared: true, blocking: false }).on("error", () => {})),
      (open) => Effect.ignore(ask("close", () => open.close(true)))
    )
    yield* ask("connect", () => connection.client)
    return { client, connection, bullScripts }
  }
)

/**
 * A connection of its own for waiting, since whoever waits on a connection holds up everything else on it. No single wait
 * may be longer than given. It does not reconnect: once it has failed, another one is opened.
 */
export const openBlocking = (
  client: Redis,
  longestWait: Duration.Duration
): Effect.Effect<Redis, StoreUnavailable, Scope.Scope> =>
  Effect.tap(
    Effect.acquireRelease(
      Effect.sync(() =>
        client
          .duplicate({
            lazyConnect: true,
            retryStrategy: () => null,
            commandTimeout: Duration.toMillis(Duration.sum(longestWait, graceLimit))
          })
          .on("error", () => {})
      ),
      (duplicate) => Effect.sync(() => duplicate.disconnect())
    ),
    (duplicate) => ask("connect", () => duplicate.connect())
  )

/** What a failed call leaves is its message alone: the error of the client also holds the command, and that may hold secrets. */
export const ask = <A>(operation: string, call: () => Promise<A>): Effect.Effect<A, StoreUnavailable> =>
  Effect.tryPromise({ try: call, catch: (cause) => unavailable(operation, cause) })

export const unavailable = (operation: string, cause: unknown): StoreUnavailable =>
  new StoreUnavailable({ operation, cause: new Error(messageOf(cause)) })

const messageOf = (cause: unknown): string => {
  if (Predicate.hasProperty(cause, "name") && cause.name === "MaxRetriesPerRequestError")
    return "The connection to Redis is lost"
  return Predicate.hasProperty(cause, "message") ? String(cause.message) : String(cause)
}

/** Commands fail as soon as the connection does, so that whoever asks can decide what to do. */
const clientOf = (url: Redacted.Redacted, bullScripts: Map<string, string>) =>
  new ScriptedRedis(
    Redacted.value(url),
    {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      commandTimeout: Duration.toMillis(answerLimit),
      connectTimeout: Duration.toMillis(answerLimit),
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 5), 1000)
    },
    bullScripts
  )

/** BullMQ defines its scripts, as `name:version`, on the client that it is given; this one remembers them. */
class ScriptedRedis extends Redis {
  /** What the connection failed with last. */
  trouble: Error | undefined
  private readonly texts: Map<string, string>

  constructor(url: string, options: RedisOptions, texts: Map<string, string>) {
    super(url, options)
    this.texts = texts
    // A lost connection shows in the commands that fail by it; without a listener it would also be printed.
    this.on("error", (error: Error) => {
      this.trouble = error
    })
  }

  override defineCommand(name: string, definition: Parameters<Redis["defineCommand"]>[1]): void {
    this.texts.set(name.slice(0, name.indexOf(":")), definition.lua)
    super.defineCommand(name, definition)
  }
}

/** The answer to INFO: `name:value` on lines. */
const readInfo = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split("\r\n").flatMap((line) => {
      const at = line.indexOf(":")
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
    })
  )

const check = Effect.fnUntraced(function* (info: ReadonlyMap<string, string>) {
  const version = info.get("redis_version") ?? "unknown"
  if (!(Number.parseInt(version, 10) >= 7))
    return yield* new RedisUnfit({ setting: "its version", found: version, wanted: "7.0 or later" })
  const policy = info.get("maxmemory_policy") ?? "noeviction"
  if (policy !== "noeviction")
    return yield* new RedisUnfit({ setting: "maxmemory-policy", found: policy, wanted: "noeviction" })
  if (info.get("aof_enabled") === "0")
    yield* Effect.logWarning(
      "Redis keeps no append-only file: jobs are lost when it ends. Set appendonly yes, with appendfsync everysec or always."
    )
})
