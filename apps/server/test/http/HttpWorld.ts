/**
 * A host as `layercake serve` starts it, in a folder of its own, with credentials that a test knows.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { AccountId } from "@layercake/core/account/Account"
import { everything, type Grant } from "@layercake/core/account/Grant"
import { automation, person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import { CredentialRefused, Credentials } from "@layercake/runtime/account/Credentials"
import type { Session } from "@layercake/runtime/operation/Session"
import { Context, Effect, FileSystem, Layer, Redacted } from "effect"
import * as Composition from "../../src/Composition.ts"
import {
  defaultLimits,
  defaultSetting,
  type HttpLimits,
  type HttpSetting
} from "../../src/http/HttpSetting.ts"
import { LayercakeClient } from "../../src/LayercakeClient.ts"

const memberOf = (account: string): Grant => ({
  _tag: "Account",
  account: AccountId.make(account),
  administrator: false,
  scope: null
})

/** By token. */
export const sessions: Readonly<Record<string, Session["Service"]>> = {
  ada: { actor: person("ada"), grant: everything },
  robot: { actor: automation("robot"), grant: everything },
  mallory: { actor: person("mallory"), grant: memberOf("mallory") }
}

const credentials = Layer.succeed(Credentials, {
  sessionOf: (bearer) => {
    const session = sessions[Redacted.value(bearer)]
    return session === undefined
      ? Effect.fail(new CredentialRefused({ reason: "unknown" }))
      : Effect.succeed(session)
  }
})

export class HttpWorld extends Context.Service<HttpWorld, { readonly url: string; readonly port: number }>()(
  "@layercake/server/test/http/HttpWorld"
) {}

export const brief = bytesOf("# Room booking\n\nBook a room.\n")
export const rooms = ProjectId.make("rooms")

/** With the project `rooms` in it, in a folder that is gone afterwards. */
export const layer = (
  limits: Partial<HttpLimits> = {},
  setting: Partial<Pick<HttpSetting, "allowedOrigins" | "hostNames">> = {}
) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped({ prefix: "layercake-http-" })
      return layerAt(folder, limits, setting)
    })
  ).pipe(Layer.provide(NodeServices.layer))

/** In a folder where a host may have been before. */
export const layerAt = (
  dataDirectory: string,
  limits: Partial<HttpLimits> = {},
  setting: Partial<Pick<HttpSetting, "allowedOrigins" | "hostNames">> = {}
) =>
  Layer.unwrap(
    Effect.sync(() => {
      let url = ""
      const host = Composition.layer({
        dataDirectory,
        stores: { _tag: "Embedded" },
        actor: person("ada"),
        credentials,
        http: {
          ...defaultSetting,
          ...setting,
          port: 0,
          limits: { ...defaultLimits, ...limits },
          listening: (at) => Effect.sync(() => void (url = at))
        }
      })
      return Layer.effect(
        HttpWorld,
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          // A host that was here before has made it.
          yield* Effect.ignore(client["projects.create"]({ brief, project: rooms }))
          return { url, port: Number(new URL(url).port) }
        })
      ).pipe(Layer.provideMerge(host))
    })
  ).pipe(Layer.provide(NodeServices.layer))

export interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // What came is looked at member by member.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
}

export interface Asking {
  readonly method?: string
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string
}

/** As a browser or a script asks. */
export const ask = Effect.fnUntraced(function* (path: string, asking: Asking = {}) {
  const { url } = yield* HttpWorld
  return yield* askAt(url, path, asking)
})

export const askAt = (url: string, path: string, asking: Asking = {}) =>
  Effect.promise((signal) => asked(`${url}${path}`, asking, signal))

/** Without a body to be read yet. */
export const opened = (url: string, headers: Readonly<Record<string, string>>) =>
  Effect.promise((signal) => fetchWith(url, { headers, signal }))

// As scripts and pages ask, and not as Effect's own client does.
// @effect-diagnostics-next-line globalFetch:off
const fetchWith = (url: string, init: RequestInit) => fetch(url, init)

const asked = async (
  url: string,
  { as, body, headers, json, method }: Asking,
  signal: AbortSignal
): Promise<Asked> => {
  const sent = json === undefined ? body : JSON.stringify(json)
  const response = await fetchWith(url, {
    method: method ?? (sent === undefined ? "GET" : "POST"),
    signal,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...(sent === undefined ? {} : { "content-type": "application/json" }),
      ...headers
    },
    ...(sent === undefined ? {} : { body: sent })
  })
  const text = await response.text()
  const isOne = /[/+]json/.test(response.headers.get("content-type") ?? "") && text !== ""
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isOne ? parsed(text) : {}
  }
}

/** What came as JSON. */
export const parsed = (text: string): Asked["json"] => JSON.parse(text)
