/**
 * The servers that this user works with and what they are known by there: a file of the user's own, readable to nobody
 * else. Says nothing of how a server is asked.
 */
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Clock, Effect, Fiber, FileSystem, Option, Path, Redacted, Schedule, Schema } from "effect"
import { UserDirectories } from "effect/persistence"
import { failed } from "./CliFailure.ts"

const secret = Schema.RedactedFromValue(Schema.NonEmptyString)

/** Of a person who has logged in. */
export const StoredSession = Schema.Struct({
  accessToken: secret,
  accessExpiresAt: Timestamp,
  refreshToken: secret
})
export type StoredSession = typeof StoredSession.Type

export const Profile = Schema.Struct({
  server: Schema.NonEmptyString,
  /** An API token; where there is a session, that comes first. */
  token: Schema.optionalKey(secret),
  session: Schema.optionalKey(StoredSession)
})
export type Profile = typeof Profile.Type

export const Profiles = Schema.Struct({
  /** The one that counts when none is named; null for the data folder of this machine. */
  current: Schema.NullOr(Schema.String),
  profiles: Schema.Record(Schema.String, Profile)
})
export type Profiles = typeof Profiles.Type

/** What is said on a command line without quotes. */
export const isName = (text: string): boolean => /^[A-Za-z0-9][\w.-]{0,63}$/.test(text)

/** As a header can carry it. */
export const isToken = (text: Redacted.Redacted): boolean =>
  /^[\x21-\x7e]{1,4000}$/.test(Redacted.value(text))

export const find = ({ profiles }: Profiles, name: string): Profile | undefined =>
  Object.hasOwn(profiles, name) ? profiles[name] : undefined

/** The one in force, if it is of this server; else the first one of it. */
export const nameOf = ({ current, profiles }: Profiles, server: string): string | undefined => {
  const names = Object.keys(profiles).filter((name) => profiles[name]?.server === server)
  return names.find((name) => name === current) ?? names[0]
}

export const unknown = (name: string): string =>
  `There is no profile ${name}. \`layercake profile list\` shows them; \`layercake profile add\` makes one.`

export const empty: Profiles = { current: null, profiles: {} }

const json = Schema.fromJsonString(Profiles)
const decode = Schema.decodeUnknownEffect(json)
const encode = Schema.encodeEffect(json)

const place = Effect.gen(function* () {
  const directories = yield* UserDirectories.UserDirectories
  const path = yield* Path.Path
  const folder = yield* Effect.mapError(directories.config("layercake"), () =>
    failed("There is no folder for settings of this user. Set HOME.")
  )
  return { folder, file: path.join(folder, "profiles.json") }
}).pipe(Effect.provide(UserDirectories.layer))

export const read = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const { file } = yield* place
  const text = yield* files.readFileString(file).pipe(
    Effect.map(Option.some),
    Effect.catch((error) =>
      error.reason._tag === "NotFound"
        ? Effect.succeed(Option.none<string>())
        : Effect.fail(failed(`${file} cannot be read. Make it readable to you, or remove it.`))
    )
  )
  if (Option.isNone(text)) return empty
  return yield* Effect.mapError(decode(text.value), () =>
    failed(`${file} does not hold profiles. Mend it, or remove it and add the profiles again.`)
  )
})

/**
 * Changes the file while no other process does: two that used one refresh token would end the session. What is there is
 * replaced whole or not at all, and once begun it is not interrupted: a token that was asked for is kept. So an update
 * ends by itself within a few seconds.
 */
export const change = <E, R>(update: (profiles: Profiles) => Effect.Effect<Profiles, E, R>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { file, folder } = yield* place
    const unwritable = () => failed(`${file} cannot be written. Make its folder writable to you.`)
    yield* Effect.mapError(files.makeDirectory(folder, { recursive: true, mode: 0o700 }), unwritable)
    return yield* Effect.acquireUseRelease(
      Effect.mapError(lock(`${file}.lock`), unwritable),
      () =>
        Effect.gen(function* () {
          const before = yield* read
          const updating = yield* Effect.forkDetach(Effect.interruptible(update(before)))
          const after = yield* Fiber.join(updating)
          if (after === before) return after
          const text = yield* Effect.orDie(encode(after))
          const aside = `${file}.new`
          yield* files
            .writeFileString(aside, text, { mode: 0o600 })
            .pipe(
              Effect.andThen(files.chmod(aside, 0o600)),
              Effect.andThen(files.rename(aside, file)),
              Effect.mapError(unwritable)
            )
          return after
        }).pipe(Effect.uninterruptible),
      () => Effect.ignore(files.remove(`${file}.lock`, { recursive: true }))
    )
  })

/** Longer than any change takes. */
const abandoned = 30_000

/**
 * A folder can be made by one process only, so whoever makes it has the lock. One that its process left behind is moved
 * out of the way first, which only one process can do.
 */
const lock = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const clear = Effect.gen(function* () {
    const { mtime } = yield* files.stat(path)
    const now = yield* Clock.currentTimeMillis
    if (Option.isNone(mtime) || now - mtime.value.getTime() < abandoned) return
    const aside = `${path}.${process.pid}`
    yield* files.rename(path, aside)
    yield* files.remove(aside, { recursive: true })
  })
  yield* files.makeDirectory(path).pipe(
    Effect.tapError(() => Effect.ignore(clear)),
    Effect.retry({
      while: (error) => error.reason._tag === "AlreadyExists",
      schedule: Schedule.spaced("50 millis").pipe(Schedule.upTo({ times: 1200 }))
    })
  )
})

/** The text that goes into `Authorization`, of the session if there is one. */
export const bearerOf = (profile: Profile): Option.Option<Redacted.Redacted> =>
  Option.fromUndefinedOr(profile.session?.accessToken ?? profile.token)
