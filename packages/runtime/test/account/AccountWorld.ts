/**
 * A memory factory seen by different people: with no credential, with one, and as the operating system's user. Hosts over
 * the same world are servers over one database.
 */
import { Login } from "@layercake/core/account/Login"
import { everything, nothing } from "@layercake/core/account/Grant"
import { automation, person } from "@layercake/core/actor/Actor"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Cause, Effect, Exit as Exits, Layer, Option, Redacted } from "effect"
import { RpcTest } from "effect/rpc"
import * as AccountCredentials from "../../src/account/AccountCredentials.ts"
import { Credentials } from "../../src/account/Credentials.ts"
import * as Handlers from "../../src/operation/Handlers.ts"
import { HostInfo } from "../../src/operation/HostInfo.ts"
import { Session } from "../../src/operation/Session.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const host = Layer.succeed(HostInfo, {
  version: "1.0.0",
  pid: 1,
  startedAt: Timestamp.make("2026-11-22T10:00:00.000Z"),
  works: false,
  model: null
})

/** A server that does no work. */
export const serverOver = (world: MemoryFactory.World) =>
  AccountCredentials.layer.pipe(
    Layer.provideMerge(MemoryFactory.layer({ world, workers: { concurrency: {} } }))
  )

export const server = Layer.suspend(() => serverOver(MemoryFactory.makeWorld()))

/** The catalogue as whoever has this session sees it. */
export const clientWith = (session: Session["Service"]) =>
  RpcTest.makeClient(Catalogue).pipe(
    Effect.provide(Handlers.layer.pipe(Layer.provide(Layer.merge(host, Layer.succeed(Session, session)))))
  )

/** Without any credential, as it comes over a network. */
export const nobody = clientWith({ actor: automation("anonymous"), grant: nothing })

/** At a terminal. */
export const owner = clientWith({ actor: person("root"), grant: everything })

export const sessionOf = (bearer: Redacted.Redacted) =>
  Effect.flatMap(Credentials, (credentials) => credentials.sessionOf(bearer))

/** With a bearer credential, through the port that faces use. */
export const holder = (bearer: Redacted.Redacted) => Effect.flatMap(sessionOf(bearer), clientWith)

export const password = Redacted.make("correct horse battery staple")
export const login = (name: string) => Login.make(name)

/** An account and a session of it. */
export const join = Effect.fnUntraced(function* (name: string) {
  const client = yield* owner
  yield* client["accounts.register"]({ login: login(name), password })
  const session = yield* (yield* nobody)["accounts.login"]({ login: name, password })
  return { ...session, client: yield* holder(session.accessToken) }
})

/** The tag of what a call failed with; "" when it did not. */
export const failure = <R>(effect: Effect.Effect<unknown, { readonly _tag: string }, R>) =>
  Effect.map(Effect.exit(effect), (exit) =>
    Exits.isSuccess(exit)
      ? ""
      : Option.match(Cause.findErrorOption(exit.cause), { onNone: () => "died", onSome: ({ _tag }) => _tag })
  )
