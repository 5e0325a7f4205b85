/**
 * What real scenarios stand on: a Postgres with a database to copy, an embedded database to copy, a small disk. Made
 * when the first scenario asks for it.
 */
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import { Effect, Layer, Schema, Scope } from "effect"
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import * as PostgresServer from "./PostgresServer.ts"

/** The ground could not be made. */
export class GroundFailed extends Schema.TaggedError<GroundFailed>()("GroundFailed", {
  cause: Schema.Defect()
}) {
  override get message() {
    return `What the scenario stands on could not be made: ${String(this.cause)}`
  }
}

export interface RealGround {
  readonly server: Effect.Effect<PostgresServer.PostgresServer, GroundFailed>
  /** Copies an embedded database, closed in good order and with all tables, into the folder. */
  readonly embedded: (directory: string) => Effect.Effect<void, GroundFailed>
}

/** The database that scenarios copy: every table, no event. */
export const template = "layercake_template"

export const make: Effect.Effect<RealGround, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const server = yield* Effect.cached(
    Effect.gen(function* () {
      const server = yield* PostgresServer.make
      yield* server.database(template)
      yield* built(
        PgStore.layer.pipe(
          Layer.provide(PgServerClient.layer({ url: PostgresServer.url(server.port, template) }))
        )
      )
      return server
    }).pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.mapError((cause) => new GroundFailed({ cause }))
    )
  )
  const original = yield* Effect.cached(
    Effect.gen(function* () {
      const directory = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync("/tmp/layercake-faults-original-")),
        (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
      )
      yield* built(PgStore.layerEmbedded({ directory }))
      return directory
    }).pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.mapError((cause) => new GroundFailed({ cause }))
    )
  )
  return {
    server,
    embedded: (directory) =>
      Effect.flatMap(original, (from) =>
        Effect.try({
          try: () => cpSync(from, directory, { recursive: true }),
          catch: (cause) => new GroundFailed({ cause })
        })
      )
  }
})

/** Makes what the layer makes, and lets go of it. */
const built = <A, E>(layer: Layer.Layer<A, E>) => Effect.scoped(Effect.asVoid(Layer.build(layer)))

/** A file system in memory with little more room than an embedded database needs. */
export const smallDisk: Effect.Effect<string, GroundFailed, Scope.Scope> = Effect.acquireRelease(
  Effect.try({
    try: () => {
      const directory = mkdtempSync("/tmp/layercake-faults-disk-")
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m", "tmpfs", directory])
      return directory
    },
    catch: (cause) => new GroundFailed({ cause })
  }),
  (directory) =>
    Effect.sync(() => {
      execFileSync("umount", ["-l", directory])
      rmSync(directory, { recursive: true, force: true })
    })
)
