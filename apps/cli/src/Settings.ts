/**
 * Flags that every command shares. Each can also come from the environment.
 */
import { embedded, memory, type StoreSetting } from "@layercake/server/StoreSetting"
import { Config, Option, Redacted } from "effect"
import { Flag } from "effect/cli"
import { defaultData } from "./output/Output.ts"

export const settings = {
  data: Flag.String("data").pipe(
    Flag.withDescription("Folder that holds the database and the workspaces"),
    Flag.withMetavar("folder"),
    Flag.withFallbackConfig(Config.String("LAYERCAKE_DATA").pipe(Config.withDefault(defaultData)))
  ),
  database: Flag.Redacted("database").pipe(
    Flag.withDescription(
      "Postgres server that several machines share, instead of the embedded database; better given as LAYERCAKE_DATABASE_URL. `memory`: nothing is kept"
    ),
    Flag.withMetavar("postgres://..."),
    Flag.withFallbackConfig(Config.Redacted("LAYERCAKE_DATABASE_URL")),
    Flag.optional
  ),
  redis: Flag.Redacted("redis").pipe(
    Flag.withDescription(
      "Redis server for the queue, beside --database; better given as LAYERCAKE_REDIS_URL"
    ),
    Flag.withMetavar("redis://..."),
    Flag.withFallbackConfig(Config.Redacted("LAYERCAKE_REDIS_URL")),
    Flag.optional
  ),
  server: Flag.String("server").pipe(
    Flag.withDescription(
      "Ask this server instead of a data folder; the token comes from LAYERCAKE_TOKEN or a profile"
    ),
    Flag.withMetavar("https://..."),
    Flag.withFallbackConfig(Config.NonEmptyString("LAYERCAKE_SERVER")),
    Flag.optional
  ),
  profile: Flag.String("profile").pipe(
    Flag.withDescription("Ask the server of this profile; `local` is the data folder"),
    Flag.withMetavar("name"),
    Flag.withFallbackConfig(Config.NonEmptyString("LAYERCAKE_PROFILE")),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print JSON, one value a line"),
    Flag.withDefault(false)
  ),
  model: Flag.String("model").pipe(
    Flag.withDescription(
      "anthropic:<model>, openai:<model>, claude-code, acp:<command>, replay:<folder>, claim, or auto"
    ),
    Flag.withMetavar("model"),
    Flag.withFallbackConfig(Config.String("LAYERCAKE_MODEL").pipe(Config.withDefault("auto")))
  ),
  record: Flag.String("record").pipe(
    Flag.withDescription("Record every answer of the model there, for --model replay:<folder>"),
    Flag.withMetavar("folder"),
    Flag.withFallbackConfig(Config.NonEmptyString("LAYERCAKE_RECORD")),
    Flag.optional
  ),
  sandbox: Flag.Literals("sandbox", [
    "auto",
    "bubblewrap",
    "sandbox-runtime",
    "docker",
    "podman",
    "process"
  ]).pipe(
    Flag.withDescription("Where builds run; process protects nothing and has to be asked for"),
    Flag.withDefault("auto" as const)
  )
}

export interface SharedSettings {
  readonly data: string
  readonly database: Option.Option<Redacted.Redacted>
  readonly redis: Option.Option<Redacted.Redacted>
  readonly server: Option.Option<string>
  readonly profile: Option.Option<string>
  readonly json: boolean
  readonly model: string
  readonly record: Option.Option<string>
  readonly sandbox: "auto" | "tolerant" | "bubblewrap" | "sandbox-runtime" | "docker" | "podman" | "process"
}

/** Where the log is. Redis alone is no place for it. */
export const storesOf = ({ database, redis }: Pick<SharedSettings, "database" | "redis">) =>
  Option.match(database, {
    onNone: () => embedded,
    onSome: (database): StoreSetting =>
      Redacted.value(database) === "memory"
        ? memory
        : { _tag: "Server", database, redis: Option.getOrUndefined(redis) }
  })
