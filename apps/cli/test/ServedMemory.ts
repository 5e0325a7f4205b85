/**
 * A server over memory alone, and people with an account there, each logged in from a home of their own.
 */
import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { afterAll } from "vitest"
import { type Ended, folderWith, layercake, start } from "./LayercakeProcess.ts"
import { tinyProject } from "./TinyProject.ts"

const anyJson = Schema.fromJsonString(Schema.Any)
const parse = Schema.decodeUnknownSync(anyJson)
const print = Schema.encodeSync(anyJson)
const password = "correct horse battery staple"

export interface Somebody {
  /** The folder in which they type, with `rooms.md`. */
  readonly home: string
  /** Registers and logs in; the account's id. The first who joins looks after the server. */
  readonly joins: Effect.Effect<string>
  readonly asks: (...args: ReadonlyArray<string>) => Effect.Effect<Ended>
  /** What it printed on stdout; it has to go well. */
  readonly says: (...args: ReadonlyArray<string>) => Effect.Effect<string>
  /** The same with `--json`, read. */
  readonly told: <A>(...args: ReadonlyArray<string>) => Effect.Effect<A>
}

export interface Served {
  /** Somebody at another machine; before any test begins, so that what they leave is taken away. */
  readonly person: (login: string) => Somebody
  /** Ends the server; everything that it printed. */
  readonly ends: Effect.Effect<string>
}

/** Before any test begins: it is ended after all of them. */
export const serve = (
  args: ReadonlyArray<string> = [],
  settings: Readonly<Record<string, string>> = {}
): Served => {
  const server = start(folderWith({}), ["serve", "--database", "memory", "--port", "0", ...args], {
    LAYERCAKE_REGISTRATION: "open",
    ...settings
  })
  afterAll(() => Effect.runPromise(server.signal("SIGKILL")))
  let url: string | undefined
  const address = Effect.gen(function* () {
    url ??= `http://127.0.0.1:${yield* server.after("Serving at http://127.0.0.1:", /^\d+/)}`
    return url
  })
  return {
    person: (login) => personOf(address, login),
    ends: Effect.andThen(
      server.signal("SIGTERM"),
      Effect.map(server.ended, ({ stderr, stdout }) => stdout + stderr)
    )
  }
}

const personOf = (address: Effect.Effect<string>, login: string): Somebody => {
  const home = folderWith(tinyProject)
  const asks = (...args: ReadonlyArray<string>) => layercake(home, args)
  const says = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
    const ended = yield* asks(...args)
    assert.strictEqual(ended.code, 0, `${args.join(" ")}\n${ended.stderr}`)
    return ended.stdout
  })
  const joins = Effect.gen(function* () {
    const url = yield* address
    const registered = yield* says("call", "accounts.register", print({ login, password }), "--server", url)
    yield* says("profile", "add", "team", url)
    yield* says("profile", "use", "team")
    const entered = yield* layercake(home, ["login", "--login", login], {}, `${password}\n`)
    assert.strictEqual(entered.code, 0, entered.stderr)
    return String(parse(registered).account)
  })
  return {
    home,
    joins,
    asks,
    says,
    told: <A>(...args: ReadonlyArray<string>) =>
      Effect.map(says(...args, "--json"), (stdout): A => parse(stdout))
  }
}
