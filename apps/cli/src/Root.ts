/**
 * The root command with the shared flags, and how a subcommand gets its client.
 */
import { automation, person } from "@layercake/core/actor/Actor"
import type { SharingNews } from "@layercake/server/owner/FolderHolder"
import * as ClientChoice from "@layercake/server/owner/ClientChoice"
import type { HttpSetting } from "@layercake/server/http/HttpSetting"
import type { WorkSetting } from "@layercake/server/WorkSetting"
import * as NetworkClient from "@layercake/server/remote/NetworkClient"
import { Config, Effect, FileSystem, Layer, Option, Redacted } from "effect"
import { Command } from "effect/cli"
import { failed, fromError } from "./CliFailure.ts"
import * as LiveLine from "./output/LiveLine.ts"
import * as Output from "./output/Output.ts"
import { settings, type SharedSettings, storesOf } from "./Settings.ts"
import * as ProfileFile from "./ProfileFile.ts"
import * as ServerChoice from "./ServerChoice.ts"
import { Terminal } from "./Terminal.ts"

export const root = Command.make("layercake").pipe(
  Command.withSharedFlags(settings),
  Command.withDescription(
    "A software factory you can audit: from a brief through ten gates to a running program."
  )
)

export interface ClientOptions {
  /** Do due work meanwhile; as is said here instead of in the standard way. */
  readonly workers?: boolean | Pick<WorkSetting, "concurrency" | "grace">
  /** Act as the account's automation also at a terminal: for what a script begins and a person ends, or the other way. */
  readonly automated?: boolean
  /** Make the data folder when there is none; without it, nothing is made. */
  readonly begins?: boolean
  /** Needs the store itself, so that a server that is chosen is refused. */
  readonly isHere?: boolean
  /** Serve over HTTP meanwhile. */
  readonly http?: HttpSetting
}

/** Printing alone, for commands that need no store. */
export const withOutput = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const shared = yield* root
    return yield* effect.pipe(Effect.provide(yield* output(shared)))
  })

/** Opens the data folder for as long as the effect runs. */
export const withClient = <A, E, R>(effect: Effect.Effect<A, E, R>, options: ClientOptions = {}) =>
  Effect.gen(function* () {
    const shared = yield* root
    return yield* withClientAt(shared, effect, options)
  })

export const withClientAt = <A, E, R>(
  shared: SharedSettings,
  effect: Effect.Effect<A, E, R>,
  options: ClientOptions = {}
) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    const { workers = false } = options
    const server = yield* serverOf(shared)
    if (Option.isSome(server)) return yield* withServer(shared, server.value, effect, options)
    const stores = storesOf(shared)
    if (stores._tag !== "Server" && Option.isSome(shared.redis))
      return yield* failed("--redis is for the queue beside a Postgres server; give --database too.")
    if (stores._tag === "Embedded" && options.begins !== true && !(yield* hasData(shared.data)))
      return yield* failed(noData(shared.data))
    const printing = yield* output(shared)
    const { say } = yield* Output.Output.pipe(Effect.provide(printing))
    const client = ClientChoice.layer({
      dataDirectory: shared.data,
      stores,
      ...(options.http === undefined ? {} : { http: options.http }),
      tell: (news) => Effect.asVoid(Effect.forEach(newsText(news, workers !== false), say)),
      ...(workers === false
        ? {}
        : {
            work: {
              model: shared.model,
              ...Option.match(shared.record, { onNone: () => ({}), onSome: (record) => ({ record }) }),
              sandbox: shared.sandbox,
              ...(workers === true ? {} : workers)
            }
          }),
      // Nobody at a terminal means that no person is asking, so nothing here may be recorded as one.
      actor:
        terminal.interactive && options.automated !== true
          ? person(terminal.user)
          : automation(`cli:${terminal.user}`)
    })
    const opened = yield* Layer.build(client).pipe(
      Effect.mapError((error) => (isTagged(error) ? unopened(shared.data, error) : failed(String(error)))),
      LiveLine.during(stores._tag === "Server" ? "connecting to the database" : `opening ${shared.data}`)
    )
    return yield* effect.pipe(Effect.provide(opened), Effect.provide(printing))
  }).pipe(Effect.scoped)

/** A server does the work itself, so that nothing is done here. */
const withServer = <A, E, R>(
  shared: SharedSettings,
  server: ServerChoice.ChosenServer,
  effect: Effect.Effect<A, E, R>,
  { isHere = false, workers = false }: ClientOptions
) =>
  Effect.gen(function* () {
    if (isHere)
      return yield* failed(
        `This is done at a data folder or a database, and not at ${server.server}. Give --profile local, or --data.`
      )
    const printing = yield* output(shared, server)
    const { say } = yield* Output.Output.pipe(Effect.provide(printing))
    if (workers !== false) yield* say(`${server.server} does the work, as it is set up. This one follows it.`)
    yield* ServerChoice.warnIfReadable(server.server)
    const opened = yield* Layer.build(NetworkClient.layer(server))
    return yield* effect.pipe(Effect.provide(opened), Effect.provide(printing))
  })

/** The server that it goes to; none for a data folder or a database. */
export const serverOf = Effect.fnUntraced(function* (shared: SharedSettings) {
  return yield* ServerChoice.choose({
    ...shared,
    isHere: shared.data !== Output.defaultData || Option.isSome(shared.database),
    token: yield* tokenOf
  })
})

const tokenOf = Config.option(Config.Redacted("LAYERCAKE_TOKEN")).pipe(
  Effect.map(Option.filter((token) => Redacted.value(token) !== "")),
  Effect.filterOrFail(Option.match({ onNone: () => true, onSome: ProfileFile.isToken })),
  Effect.mapError(() => failed("LAYERCAKE_TOKEN does not hold a token: that is one word without spaces."))
)

/** What a person is told of other processes; a command that only asks need not say whom. */
const newsText = (news: SharingNews, works: boolean): ReadonlyArray<string> => {
  switch (news._tag) {
    case "Attached":
      return works
        ? [
            `Process ${news.owner.pid} does the work here, with --model ${news.owner.model}. This one follows it.`
          ]
        : []
    case "Waiting":
      return [`Process ${news.owner.pid} has the data folder and does no work. Waiting until it ends.`]
    case "TakenOver":
      return works ? ["The process that did the work has ended. This one goes on."] : []
  }
}

export const hasData = Effect.fnUntraced(function* (data: string) {
  const files = yield* FileSystem.FileSystem
  return yield* files.stat(data).pipe(
    // Something else in its place is for the opening to refuse.
    Effect.flatMap((info) =>
      info.type === "Directory" ? files.exists(`${data}/database`) : Effect.succeed(true)
    ),
    Effect.catch((error) => Effect.succeed(error.reason._tag !== "NotFound"))
  )
})

export const noData = (data: string): string =>
  `There is no project in ${data} yet. Begin one with \`layercake new <brief.md>\`, or name another data folder with --data.`

const isTagged = (
  error: unknown
): error is { readonly _tag: string; readonly message: string; readonly pid?: unknown } =>
  error instanceof Error && "_tag" in error

/** Why the data folder could not be opened, in the words of this command line. */
const unopened = (
  data: string,
  error: { readonly _tag: string; readonly message: string; readonly pid?: unknown }
) => {
  switch (error._tag) {
    case "DirectoryInUse":
      return failed(
        `${data} is in use by ${typeof error.pid === "number" ? `process ${error.pid}` : "another process"}. ` +
          "Wait until it ends or stop it, or name another data folder with --data."
      )
    case "PlatformError":
    case "DirectoryUnusable":
      return failed(
        `${data} cannot be used as the data folder: it must be a folder on a local disk that you may write to.`
      )
    default:
      return fromError(error)
  }
}

const output = Effect.fnUntraced(function* (shared: SharedSettings, server?: ServerChoice.ChosenServer) {
  const terminal = yield* Terminal
  return Output.layer({
    json: shared.json,
    colour: terminal.colour,
    stderrColour: terminal.liveColour,
    interactive: terminal.interactive,
    columns: terminal.columns,
    data: shared.data,
    ...(server === undefined
      ? {}
      : { at: server.profile === null ? `--server ${server.server}` : `--profile ${server.profile}` })
  })
})
