/**
 * A team's server and the command line on another machine: the real binary on both sides, each with a home of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll } from "vitest"
import {
  type Ended,
  folderWith,
  layercake,
  type Running,
  start,
  startAtTerminal
} from "./LayercakeProcess.ts"
import { assertRefused, assertSentence, replay, tinyProject } from "./TinyProject.ts"

const password = "correct horse battery staple"
const host = folderWith(tinyProject)
const home = folderWith({ "halls.md": "# Halls\n\nBook a hall.\n" })
const profiles = join(home, ".config/layercake/profiles.json")

const anyJson = Schema.fromJsonString(Schema.Any)
const parse = Schema.decodeUnknownSync(anyJson)
const print = Schema.encodeSync(anyJson)
const stored = () => parse(readFileSync(profiles, "utf8"))

const asks = (...args: ReadonlyArray<string>) => layercake(home, args)

/** What it printed as JSON. */
const told = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const ended = yield* asks(...args, "--json")
  assert.strictEqual(ended.code, 0, ended.stderr)
  return parse(ended.stdout)
})

const assertHides = ({ stderr, stdout }: Ended, ...secrets: ReadonlyArray<string>) => {
  for (const secret of secrets) assert.notInclude(stdout + stderr, secret)
}

const heldSecrets = (): ReadonlyArray<string> => {
  const { accessToken, refreshToken } = stored().profiles.team.session
  return [accessToken, refreshToken]
}

/** As it would be a while later. */
const expire = Effect.sync(() => {
  const now = stored()
  now.profiles.team.session.accessExpiresAt = "2020-01-01T00:00:00.000Z"
  writeFileSync(profiles, print(now))
})

const refreshes = Effect.map(asks("events", "--all", "--json", "--profile", "team"), ({ stdout }) =>
  stdout.split("\n").filter((line) => line.includes('"SessionRefreshed"'))
)

let server: Running
let url = ""
let token = ""

afterAll(() => Effect.runPromise(server.signal("SIGKILL")))

describe("a server of a team", { timeout: 240_000 }, () => {
  it.live("gets its first administrator at the data folder, and is served", () =>
    Effect.gen(function* () {
      const added = yield* layercake(host, ["account", "add", "ada"], {}, `${password}\n`)
      assert.strictEqual(added.code, 0, added.stderr)
      assert.include(added.stdout, "ada is an account now, and an administrator")
      assertHides(added, password)
      assert.strictEqual((yield* layercake(host, ["new", "rooms.md"])).code, 0)
      assert.strictEqual((yield* layercake(host, ["run", ...replay])).code, 3)
      server = start(host, ["serve", "--port", "0"])
      url = `http://127.0.0.1:${yield* server.after("Serving at http://127.0.0.1:", /^\d+/)}`
    })
  )

  it.live("is kept as a profile, in a file of the user's own", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* told("profile", "add", "team", `${url}/`), { name: "team", server: url })
      assertRefused(yield* asks("profile", "use", "toString"), "There is no profile toString.")
      assertRefused(yield* asks("profile", "add", "local", url), "Give the profile another name.")
      assertRefused(yield* asks("profile", "add", "a b", url), "name of a profile")
      assertRefused(yield* asks("profile", "add", "x", "ftp://host"), '"ftp://host" is no address')
      const withPassword = yield* asks("profile", "add", "x", "https://ada:hidden@host")
      assertRefused(withPassword, "has no password")
      assertHides(withPassword, "hidden")
      assert.strictEqual(statSync(profiles).mode & 0o777, 0o600)
      assert.strictEqual(statSync(join(home, ".config/layercake")).mode & 0o777, 0o700)
    })
  )

  it.live("is logged in to from standard input, and shows no secret", () =>
    Effect.gen(function* () {
      const login = ["login", "--profile", "team", "--login", "ada"]
      assertRefused(yield* layercake(home, login), "read from standard input")
      assertRefused(yield* layercake(home, login, {}, "some other words\n"), "password is wrong")
      const ended = yield* layercake(home, login, {}, `${password}\n`)
      assert.strictEqual(ended.stdout, `Logged in to ${url} as ada.\n`)
      assertHides(ended, password, ...heldSecrets())
      assert.strictEqual(statSync(profiles).mode & 0o777, 0o600)
      const listed = yield* asks("profile", "list", "--json")
      assert.include(listed.stdout, '"known":"session"')
      assertHides(listed, ...heldSecrets())
    })
  )

  it.live("is asked by name, by profile, and by the profile in force", () =>
    Effect.gen(function* () {
      const [rooms] = yield* told("status", "--server", url)
      assert.strictEqual(rooms.waiting, "G1 Scope waits for approval")
      assert.deepStrictEqual(yield* told("status", "--profile", "team"), [rooms])
      assert.deepStrictEqual(yield* told("status"), [])
      yield* told("profile", "use", "team")
      assert.deepStrictEqual(yield* told("status"), [rooms])
      assert.deepStrictEqual(yield* told("status", "--profile", "local"), [])
      assert.deepStrictEqual(yield* told("status", "--data", "elsewhere"), [])
      assertRefused(yield* asks("serve", "--port", "0"), "--profile local")
      yield* told("profile", "use", "local")
      assert.deepStrictEqual(yield* told("status"), [])
      assertRefused(yield* asks("status", "--server", url, "--profile", "team"), "not both")
      assertRefused(yield* asks("status", "--profile", "nobody"), "There is no profile nobody.")
    })
  )

  it.live("says why it does not answer", () =>
    Effect.gen(function* () {
      const free = start(folderWith({}), ["serve", "--port", "0"])
      const gone = `http://127.0.0.1:${yield* free.after("Serving at http://127.0.0.1:", /^\d+/)}`
      yield* free.signal("SIGTERM")
      yield* free.ended
      assertRefused(yield* asks("status", "--server", gone), gone, "could not be reached")
      const wrong = yield* layercake(home, ["status", "--server", url], { LAYERCAKE_TOKEN: "no-such-token" })
      assertRefused(wrong, "does not take the credential")
      assertHides(wrong, "no-such-token")
      const broken = yield* layercake(home, ["status", "--server", url], { LAYERCAKE_TOKEN: "two\nlines" })
      assertRefused(broken, "LAYERCAKE_TOKEN does not hold a token")
      assertHides(broken, "lines\n  at")
    })
  )

  it.live("lets what stands in a gate's way through, one to a line", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* asks("new", "halls.md", "--name", "halls", "--profile", "team")).code, 0)
      yield* asks("call", "gates.open", '{"project":"halls","gate":"G0"}', "--profile", "team")
      const ended = yield* asks(
        "call",
        "gates.submit",
        '{"project":"halls","gate":"G0"}',
        "--profile",
        "team"
      )
      assertRefused(ended, "G0 cannot pass:\n")
      assert.match(ended.stderr, /^ *- /m)
    })
  )

  it.live("takes an API token, with which nobody approves", () =>
    Effect.gen(function* () {
      token = (yield* told("token", "create", "ci", "--account", "ada", "--profile", "team")).secret
      const settings = { LAYERCAKE_TOKEN: token, LAYERCAKE_SERVER: url }
      const status = yield* layercake(home, ["status"], settings)
      assert.include(status.stdout, "rooms  active  G1")
      const review = parse(
        (yield* asks("call", "gates.review", '{"project":"rooms","gate":"G1"}', "--profile", "team")).stdout
      ).review
      const approval = print({
        project: "rooms",
        gate: "G1",
        review: review.review,
        accept: false,
        comment: "",
        design: null
      })
      const refused = yield* layercake(home, ["call", "gates.approve", approval], settings)
      assertRefused(refused, "only a person may ask for it")
      assertHides(refused, token)
      const typed = startAtTerminal(home, ["approve", "G1", "--project", "rooms"], settings)
      yield* typed.saw("only a person may ask for it")
      assert.strictEqual((yield* typed.ended).code, 1)
      assertRefused(
        yield* asks("approve", "G1", "--project", "rooms", "--profile", "team"),
        "no person is at a terminal"
      )
    })
  )

  it.live("lets a person who is logged in approve, as that account", () =>
    Effect.gen(function* () {
      const terminal = startAtTerminal(home, ["approve", "G1", "--project", "rooms", "--profile", "team"])
      yield* terminal.saw("Approve G1, exactly as shown?")
      yield* terminal.type("y")
      const { code, stdout } = yield* terminal.ended
      assert.strictEqual(code, 0, stdout)
      assert.include(stdout, "layercake --profile team run rooms")
      const { stdout: log } = yield* asks(
        "log",
        "--type",
        "GateApproved",
        "--project",
        "rooms",
        "--profile",
        "team"
      )
      assert.match(log, /person u-[0-9a-f]{16}: .*G1/)
    })
  )

  it.live("refreshes a session that is about to end once, whoever asks at once", () =>
    Effect.gen(function* () {
      const before = yield* refreshes
      const old = heldSecrets()
      yield* expire
      const both = yield* Effect.all(
        [asks("status", "--profile", "team"), asks("gates", "--project", "rooms", "--profile", "team")],
        { concurrency: "unbounded" }
      )
      for (const { code, stderr } of both) assert.strictEqual(code, 0, stderr)
      const now = heldSecrets()
      assert.notStrictEqual(now[1], old[1])
      assert.lengthOf(yield* refreshes, before.length + 1)
      assert.strictEqual(statSync(profiles).mode & 0o777, 0o600)
      assert.strictEqual((yield* asks("status", "--profile", "team")).code, 0)
    })
  )

  it.live("is followed until it goes away, which is no good end", () =>
    Effect.gen(function* () {
      const settings = { LAYERCAKE_TOKEN: token }
      const follower = start(home, ["events", "--project", "rooms", "--follow", "--server", url], settings)
      yield* follower.saw("ProjectCreated")
      const note = print({ project: "rooms", text: "Two doors." })
      const noted = yield* asks("call", "notes.add", note, "--profile", "team")
      assert.strictEqual(noted.code, 0, noted.stderr)
      yield* follower.saw("NoteAdded")
      const stopped = start(home, ["events", "--all", "--follow", "--profile", "team"])
      yield* stopped.saw("NoteAdded")
      yield* stopped.signal("SIGINT")
      assert.strictEqual((yield* stopped.ended).code, 130)
      yield* server.signal("SIGKILL")
      const { code, stderr } = yield* follower.ended
      assert.strictEqual(code, 1)
      assertSentence(stderr)
      assert.include(stderr, "broke off its answer to events.stream")
      assertHides({ code, stderr, stdout: "" }, token)
    })
  )

  it.live("is logged out of, also when it was stopped meanwhile", () =>
    Effect.gen(function* () {
      assertRefused(yield* asks("logout", "--profile", "team"), "layercake profile remove team")
      server = start(host, ["serve", "--port", new URL(url).port])
      yield* server.saw("Serving at")
      const [access] = heldSecrets()
      assert.strictEqual((yield* asks("logout", "--profile", "team")).stdout, `Logged out of ${url}.\n`)
      assert.notProperty(stored().profiles.team, "session")
      const after = yield* layercake(home, ["status", "--server", url], { LAYERCAKE_TOKEN: access ?? "" })
      assertRefused(after, "does not take the credential")
      yield* told("profile", "remove", "team")
      assert.deepStrictEqual(stored(), { current: null, profiles: {} })
    })
  )
})

describe("a setting of the server that is wrong", () => {
  it.live("is told in one line", () =>
    Effect.gen(function* () {
      const ended = yield* layercake(folderWith({}), ["serve", "--port", "0"], {
        LAYERCAKE_WEBHOOK_REACH: "anywhere"
      })
      assertRefused(ended, 'LAYERCAKE_WEBHOOK_REACH is "anywhere"', "public", "loopback", "private")
    })
  )
})
