/**
 * A host on Postgres as `layercake serve --database` starts one, with projects to ask about and a credential that is known.
 */
import { everything } from "@layercake/core/account/Grant"
import { person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import { CredentialRefused, Credentials } from "@layercake/runtime/account/Credentials"
import * as Composition from "@layercake/server/Composition"
import { defaultLimits, defaultSetting } from "@layercake/server/http/HttpSetting"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Context, Effect, Layer, Redacted } from "effect"
import { failsAs } from "../Bench.ts"
import * as BenchPostgres from "../BenchPostgres.ts"
import * as LocalServer from "../LocalServer.ts"

/** The token that every load sends. */
export const token = "bench"

const credentials = Layer.succeed(Credentials, {
  sessionOf: (bearer) =>
    Redacted.value(bearer) === token
      ? Effect.succeed({ actor: person("bench"), grant: everything })
      : Effect.fail(new CredentialRefused({ reason: "unknown" }))
})

export const projectAt = (index: number) => ProjectId.make(`bench-${index}`)

export interface BenchHost {
  readonly url: string
  readonly client: LayercakeClient["Service"]
}

/** Has so many projects; gone with the scope. */
export const open = Effect.fn("BenchHost.open")(function* (projects: number) {
  const database = yield* BenchPostgres.emptyDatabase("server")
  const dataDirectory = yield* LocalServer.folder("server")
  let url = ""
  const context = yield* Layer.build(
    Composition.layer({
      dataDirectory,
      stores: { _tag: "Server", database: Redacted.make(database) },
      actor: person("bench"),
      credentials,
      http: {
        ...defaultSetting,
        port: 0,
        limits: { ...defaultLimits, callsPerClient: 10_000, streamsPerClient: 10_000, drain: "1 second" },
        listening: (at) => Effect.sync(() => void (url = at))
      }
    })
  )
  const client = Context.get(context, LayercakeClient)
  yield* Effect.forEach(
    Array.from({ length: projects }, (_, index) => projectAt(index)),
    (project) => client["projects.create"]({ brief: bytesOf("# Bench\n\nA brief.\n"), project }),
    { discard: true }
  )
  return { client, url } satisfies BenchHost as BenchHost
}, failsAs("a host"))
