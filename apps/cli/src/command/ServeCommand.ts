/**
 * `layercake serve`: answers over HTTP until it is stopped, as the owner of the data folder or over a database that several
 * machines share.
 */
import { defaultLimits, defaultSetting } from "@layercake/server/http/HttpSetting"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { failed } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { withClient } from "../Root.ts"

const listOf = (text: string): ReadonlyArray<string> =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")

export const serveCommand = Command.make(
  "serve",
  {
    host: Flag.String("host").pipe(
      Flag.withDescription("Address to listen at; 0.0.0.0 for every one of this machine"),
      Flag.withMetavar("address"),
      Flag.withDefault(defaultSetting.host)
    ),
    port: Flag.Int("port").pipe(
      Flag.withDescription("Port to listen at; 0 for any that is free"),
      Flag.withMetavar("number"),
      Flag.withDefault(defaultSetting.port)
    ),
    work: Flag.Boolean("work").pipe(
      Flag.withDescription("Do due work, too, as `layercake worker` does"),
      Flag.withDefault(false)
    ),
    origins: Flag.String("allow-origin").pipe(
      Flag.withDescription("Origins whose pages may call, joined by commas; none when left out"),
      Flag.withMetavar("https://..."),
      Flag.optional
    ),
    hostNames: Flag.String("host-name").pipe(
      Flag.withDescription("Names besides localhost that it goes by behind a proxy, joined by commas"),
      Flag.withMetavar("name"),
      Flag.optional
    )
  },
  ({ host, hostNames, origins, port, work }) =>
    Effect.gen(function* () {
      if (port < 0 || port > 65_535)
        return yield* failed(`--port ${port}: give a number from 0 to 65535; 0 for any that is free.`)
      const allowedOrigins = yield* Effect.forEach(listOf(Option.getOrElse(origins, () => "")), originOf)
      let at = ""
      return yield* withClient(
        Effect.gen(function* () {
          const output = yield* Output
          yield* output.result(
            { type: "ready", url: at, works: work },
            () => `Serving at ${at}, described at ${at}/docs. Ctrl-C stops.`
          )
          return yield* Effect.never.pipe(
            Effect.onInterrupt(() => Effect.andThen(endOnSecondSignal, output.say(stopping)))
          )
        }),
        {
          begins: true,
          isHere: true,
          ...(work ? { workers: { grace: defaultLimits.drain } } : {}),
          http: {
            ...defaultSetting,
            host,
            port,
            allowedOrigins,
            hostNames: listOf(Option.getOrElse(hostNames, () => "")),
            listening: (url) => Effect.sync(() => void (at = url))
          }
        }
      )
    })
).pipe(
  Command.withDescription("Answer over HTTP, WebSocket and RPC until stopped; --work does due work, too"),
  Command.withExamples([
    { command: "layercake serve", description: "For programs of this machine, at http://127.0.0.1:4400" },
    { command: "layercake serve --work --port 8080", description: "Serve, and do the due work" },
    {
      command: "LAYERCAKE_DATABASE_URL=postgres://... layercake serve --host 0.0.0.0",
      description: "For a team, over a database that several machines share"
    }
  ])
)

const stopping = "Stopping. Calls in flight have 10s to come to their end; Ctrl-C again ends at once."

/** The first signal has begun the stop, which is how this ends well; the second one cuts off what is in flight. */
const endOnSecondSignal = Effect.sync(() => {
  process.exitCode = 0
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))
})

/** As browsers send it: scheme, host and port, and nothing after. */
const originOf = (text: string) =>
  text === "*" || (URL.canParse(text) && new URL(text).origin === text)
    ? Effect.succeed(text)
    : Effect.fail(
        failed(`--allow-origin ${text}: give scheme, host and port alone, as in https://app.example.`)
      )
