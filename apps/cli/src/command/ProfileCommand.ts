/**
 * `layercake profile`, `login` and `logout`: the servers that this user works with.
 */
import { Effect, Option, type Redacted } from "effect"
import { Argument, Command, Flag, Prompt } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import * as ProfileFile from "../ProfileFile.ts"
import { root, withOutput } from "../Root.ts"
import * as SecretInput from "../SecretInput.ts"
import * as ServerChoice from "../ServerChoice.ts"

const nameArgument = Argument.String("name").pipe(Argument.withDescription("Name of the profile"))

const list = Command.make("list", {}, () =>
  withOutput(
    Effect.gen(function* () {
      const output = yield* Output
      const { current, profiles } = yield* ProfileFile.read
      const rows = [
        { name: ServerChoice.local, server: null, known: "user of this machine", current: current === null },
        ...Object.entries(profiles).map(([name, { server, session, token }]) => ({
          name,
          server,
          known: session === undefined ? (token === undefined ? "nobody" : "token") : "session",
          current: name === current
        }))
      ]
      yield* output.result(rows, () =>
        table(
          rows.map(({ current, known, name, server }) => [
            current ? "*" : " ",
            harmless(name),
            known,
            server ?? "the data folder"
          ]),
          output.columns
        )
      )
    })
  )
).pipe(Command.withDescription("List the profiles; the one in force has a star"))

/** What is no single word could not be sent, and the message of whoever sends it would tell it. */
const tokenOf = (text: Redacted.Redacted) =>
  ProfileFile.isToken(text) ? Effect.succeed(text) : failed("An API token is one word without spaces.")

const add = Command.make(
  "add",
  {
    name: nameArgument,
    address: Argument.String("server").pipe(Argument.withDescription("Address of the server")),
    withToken: Flag.Boolean("with-token").pipe(
      Flag.withDescription("Ask for an API token, or read it from standard input"),
      Flag.withDefault(false)
    )
  },
  ({ address, name, withToken }) =>
    withOutput(
      Effect.gen(function* () {
        const output = yield* Output
        if (name === ServerChoice.local)
          return yield* failed("local is the data folder of this machine. Give the profile another name.")
        if (!ProfileFile.isName(name))
          return yield* failed(
            "The name of a profile has letters, digits and . _ - alone, and begins with a letter or a digit."
          )
        const server = yield* ServerChoice.addressOf(address)
        const token = withToken ? { token: yield* tokenOf(yield* SecretInput.read("API token")) } : {}
        yield* ProfileFile.change((now) =>
          Effect.succeed({ ...now, profiles: { ...now.profiles, [name]: { server, ...token } } })
        )
        yield* output.result({ name, server }, () =>
          [
            `Profile ${name} is ${server}.`,
            withToken ? "" : `Log in with \`layercake login --profile ${name}\`.`,
            `Use it with --profile ${name}, or always with \`layercake profile use ${name}\`.`
          ]
            .filter((line) => line !== "")
            .join("\n")
        )
      })
    )
).pipe(
  Command.withDescription("Add a server, or change one"),
  Command.withExamples([
    { command: "layercake profile add team https://layercake.example", description: "Then log in" },
    {
      command: "layercake profile add ci https://layercake.example --with-token < token.txt",
      description: "For a script"
    }
  ])
)

const use = Command.make("use", { name: nameArgument }, ({ name }) =>
  withOutput(
    Effect.gen(function* () {
      const output = yield* Output
      yield* ProfileFile.change((now) =>
        name === ServerChoice.local
          ? Effect.succeed({ ...now, current: null })
          : ProfileFile.find(now, name) === undefined
            ? Effect.fail(failed(ProfileFile.unknown(name)))
            : Effect.succeed({ ...now, current: name })
      )
      yield* output.result({ current: name }, () => `Commands go to ${harmless(name)} now.`)
    })
  )
).pipe(Command.withDescription("Make a profile the one in force; `local` is the data folder of this machine"))

const remove = Command.make("remove", { name: nameArgument }, ({ name }) =>
  withOutput(
    Effect.gen(function* () {
      const output = yield* Output
      yield* ProfileFile.change((now) => {
        if (ProfileFile.find(now, name) === undefined) return Effect.fail(failed(ProfileFile.unknown(name)))
        const { [name]: _gone, ...profiles } = now.profiles
        return Effect.succeed({ current: now.current === name ? null : now.current, profiles })
      })
      yield* output.result({ removed: name }, () => `Profile ${harmless(name)} is gone from this machine.`)
    })
  )
).pipe(Command.withDescription("Forget a profile and what it was known by; a session goes on until it ends"))

export const profileCommand = Command.make("profile").pipe(
  Command.withDescription("The servers that you work with"),
  Command.withSubcommands([list, add, use, remove])
)

const chosen = Effect.gen(function* () {
  const shared = yield* root
  const server = yield* ServerChoice.choose({ ...shared, isHere: false, token: Option.none() })
  if (Option.isNone(server) || server.value.profile === null)
    return yield* failed(
      "Sessions are kept with a profile. Make one with `layercake profile add <name> <server>`, then name it with --profile."
    )
  yield* ServerChoice.warnIfReadable(server.value.server)
  return { ...server.value, profile: server.value.profile }
})

export const loginCommand = Command.make(
  "login",
  {
    login: Flag.String("login").pipe(
      Flag.withDescription("What you log in with; asked for when left out"),
      Flag.optional
    )
  },
  ({ login }) =>
    withOutput(
      Effect.gen(function* () {
        const output = yield* Output
        const { profile, server } = yield* chosen
        const client = yield* ServerChoice.clientOf({ server, bearer: Effect.succeed(Option.none()) })
        const name = Option.isSome(login)
          ? login.value
          : output.interactive
            ? yield* Prompt.run(Prompt.String({ message: "Login" }))
            : yield* failed("Say who you are with --login. The password comes from standard input.")
        const password = yield* SecretInput.read("Password")
        const session = yield* client["accounts.login"]({ login: name, password }).pipe(
          Effect.mapError(fromError)
        )
        yield* ProfileFile.change((now) =>
          Effect.succeed(ServerChoice.withSession(now, profile, server, session))
        )
        yield* output.result(
          { profile, server, account: session.account },
          () => `Logged in to ${server} as ${harmless(session.account.login ?? name)}.`
        )
      }).pipe(Effect.scoped)
    )
).pipe(
  Command.withDescription("Log in to the server of a profile with login and password"),
  Command.withExamples([
    { command: "layercake login --profile team", description: "Asks for login and password" }
  ])
)

export const logoutCommand = Command.make("logout", {}, () =>
  withOutput(
    Effect.gen(function* () {
      const output = yield* Output
      const { profile, server } = yield* chosen
      const held = ProfileFile.find(yield* ProfileFile.read, profile)?.session
      if (held !== undefined) {
        const client = yield* ServerChoice.clientOf({ server, bearer: Effect.succeed(Option.none()) })
        yield* client["accounts.logout"]({ refreshToken: held.refreshToken }).pipe(
          Effect.timeout("10 seconds"),
          Effect.mapError(({ message }) =>
            failed(
              `${message} The session is kept here; \`layercake profile remove ${profile}\` forgets it on this machine alone.`
            )
          )
        )
      }
      yield* ProfileFile.change((now) => {
        const { session: _ended, ...rest } = ProfileFile.find(now, profile) ?? { server }
        return Effect.succeed({ ...now, profiles: { ...now.profiles, [profile]: rest } })
      })
      yield* output.result({ profile, server, ended: held !== undefined }, () =>
        held === undefined ? `Nobody was logged in to ${server}.` : `Logged out of ${server}.`
      )
    }).pipe(Effect.scoped)
  )
).pipe(Command.withDescription("End the session of a profile, on the server too"))
