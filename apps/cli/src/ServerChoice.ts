/**
 * Which server a command goes to, if it goes to one, and what it is known by there: named, from the environment, or from
 * the profile in force. Keeps a session of a person alive.
 */
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { SessionReport } from "@layercake/core/operation/AccountReport"
import * as NetworkClient from "@layercake/server/remote/NetworkClient"
import { Console, DateTime, Duration, Effect, Option, type Redacted } from "effect"
import { failed, fromError } from "./CliFailure.ts"
import * as ProfileFile from "./ProfileFile.ts"

/** Name of what is no profile: the data folder of this machine. */
export const local = "local"

export interface ChosenServer {
  readonly server: string
  /** The profile that it comes from; null when the server was named alone. */
  readonly profile: string | null
  readonly bearer: Effect.Effect<Option.Option<Redacted.Redacted>>
}

export interface ServerWish {
  /** A data folder or a database is named, which counts more than the profile in force. */
  readonly isHere: boolean
  readonly server: Option.Option<string>
  readonly profile: Option.Option<string>
  readonly token: Option.Option<Redacted.Redacted>
}

/** Plain HTTP that leaves this machine. */
export const isReadable = (server: string): boolean => {
  const { hostname, protocol } = new URL(server)
  return protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** Said before anything is sent. */
export const warnIfReadable = (server: string) =>
  isReadable(server)
    ? Console.error(
        `Warning: ${server} is asked without encryption, so others on the way can read what you send and the credential you send it with. Use https.`
      )
    : Effect.void

/** None when the command is about this machine. */
export const choose = Effect.fnUntraced(function* ({ isHere, profile, server: named, token }: ServerWish) {
  if (Option.isSome(named) && Option.isSome(profile))
    return yield* failed(
      "Give --server or --profile, not both, also in LAYERCAKE_SERVER and LAYERCAKE_PROFILE."
    )
  if (Option.isSome(named)) {
    const server = yield* addressOf(named.value)
    if (Option.isSome(token))
      return Option.some<ChosenServer>({ server, profile: null, bearer: Effect.succeed(token) })
    const known = yield* ProfileFile.read
    const name = ProfileFile.nameOf(known, server)
    return Option.some<ChosenServer>(
      name === undefined
        ? { server, profile: null, bearer: Effect.succeed(Option.none()) }
        : yield* ofProfile(known, name, token)
    )
  }
  if (Option.isNone(profile) && isHere) return Option.none<ChosenServer>()
  if (Option.getOrUndefined(profile) === local) return Option.none<ChosenServer>()
  const known = yield* ProfileFile.read
  const name = Option.getOrElse(profile, () => known.current ?? local)
  return name === local
    ? Option.none<ChosenServer>()
    : Option.some<ChosenServer>(yield* ofProfile(known, name, token))
})

const ofProfile = Effect.fnUntraced(function* (
  known: ProfileFile.Profiles,
  name: string,
  token: Option.Option<Redacted.Redacted>
) {
  const found = ProfileFile.find(known, name)
  if (found === undefined) return yield* failed(ProfileFile.unknown(name))
  const context = yield* Effect.context<Effect.Services<typeof ProfileFile.read>>()
  const chosen: ChosenServer = {
    server: found.server,
    profile: name,
    bearer: Option.isSome(token)
      ? Effect.succeed(token)
      : Effect.provideContext(
          Effect.orElseSucceed(fresh(name), () => ProfileFile.bearerOf(found)),
          context
        )
  }
  return chosen
})

/** Without a slash at its end, so that one server has one address. Anything with a name and a password in it is refused. */
export const addressOf = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return failed(`"${text}" is no address of a server. Give one such as https://layercake.example.`)
  return url.username === "" && url.password === "" && url.search === "" && url.hash === ""
    ? Effect.succeed(`${url.origin}${url.pathname.replace(/\/+$/, "")}`)
    : failed(
        "The address of a server has no password, question mark or number sign in it. Give one such as https://layercake.example."
      )
}

/** For a refresh; shorter than others wait for the file. */
const patience = Duration.seconds(10)

/** What is left of an access token's time when another one is asked for. */
const margin = Duration.seconds(30)

/** The credential of a profile; a session that is about to end is refreshed first, by one process at a time. */
const fresh = Effect.fnUntraced(function* (name: string) {
  const profile = ProfileFile.find(yield* ProfileFile.read, name)
  if (profile === undefined) return Option.none<Redacted.Redacted>()
  if (!(yield* isEnding(profile))) return ProfileFile.bearerOf(profile)
  const after = yield* ProfileFile.change((now) =>
    Effect.gen(function* () {
      const held = ProfileFile.find(now, name)
      // Another process may have been first.
      if (held?.session === undefined || !(yield* isEnding(held))) return now
      const client = yield* NetworkClient.make({
        server: held.server,
        bearer: Effect.succeed(Option.none())
      })
      const report = yield* client["accounts.refresh"]({ refreshToken: held.session.refreshToken }).pipe(
        Effect.timeout(patience)
      )
      return withSession(now, name, held.server, report)
    }).pipe(Effect.scoped)
  )
  const renewed = ProfileFile.find(after, name)
  return renewed === undefined ? Option.none() : ProfileFile.bearerOf(renewed)
})

const isEnding = (profile: ProfileFile.Profile) =>
  Effect.map(DateTime.now, (now) => {
    const until = Timestamp.make(DateTime.formatIso(DateTime.addDuration(now, margin)))
    return profile.session !== undefined && profile.session.accessExpiresAt <= until
  })

export const withSession = (
  now: ProfileFile.Profiles,
  name: string,
  server: string,
  { accessExpiresAt, accessToken, refreshToken }: SessionReport
): ProfileFile.Profiles => ({
  ...now,
  profiles: {
    ...now.profiles,
    [name]: { ...now.profiles[name], server, session: { accessToken, accessExpiresAt, refreshToken } }
  }
})

/** A client for the server alone, outside of any command's own. */
export const clientOf = ({ bearer, server }: Pick<ChosenServer, "bearer" | "server">) =>
  Effect.mapError(NetworkClient.make({ server, bearer }), fromError)
