/**
 * The connections to a Postgres server, as the stores want them. Says at once when the server cannot be used.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { rootOf } from "@layercake/core/store/StoreUnavailable"
import { Effect, Layer, Redacted, Result, Schema } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/** The address is none, nobody answers there, or the server refuses. Never tells the password. */
export class DatabaseUnusable extends Schema.TaggedError<DatabaseUnusable>()("DatabaseUnusable", {
  /** Without user and password. */
  server: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The database at ${this.server} cannot be used: ${this.detail}. Check the address, that the server runs, and that this user may connect.`
  }
}

export interface PgServerOptions {
  /** `postgres://user:password@host:port/database`; a socket directory goes into `host`: `postgres:///name?host=/run/postgresql`. */
  readonly url: Redacted.Redacted
  /** Connections at most, besides the one that listens; 10 when left out. */
  readonly maxConnections?: number
}

export const layer = ({
  url,
  maxConnections = 10
}: PgServerOptions): Layer.Layer<PgClient.PgClient | SqlClient, DatabaseUnusable> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const server = yield* Effect.fromResult(serverOf(Redacted.value(url)))
      const unusable = (cause: unknown) =>
        new DatabaseUnusable({ server, detail: withoutSecret(rootOf(cause), Redacted.value(url)) })
      const client = PgClient.layer({
        url,
        maxConnections,
        applicationName: "layercake",
        connectTimeout: "10 seconds"
      })
      return Layer.effectDiscard(Effect.flatMap(SqlClient, (sql) => sql`select 1`)).pipe(
        Layer.provideMerge(client),
        Layer.catchTag("SqlError", (cause) => Layer.effectContext(Effect.fail(unusable(cause))))
      )
    })
  )

const schemes = new Set(["postgres:", "postgresql:"])

const serverOf = (url: string): Result.Result<string, DatabaseUnusable> => {
  const parsed = URL.parse(url)
  if (parsed === null || !schemes.has(parsed.protocol))
    return Result.fail(
      new DatabaseUnusable({
        server: "the address given",
        detail: "it is not of the form postgres://user:password@host:port/database"
      })
    )
  const host = parsed.searchParams.get("host") ?? parsed.host
  return Result.succeed(`${host === "" ? "localhost" : host}${parsed.pathname}`)
}

const withoutSecret = (text: string, url: string): string => {
  const password = decodeURIComponent(URL.parse(url)?.password ?? "")
  return password === "" ? text : text.replaceAll(password, "***")
}
