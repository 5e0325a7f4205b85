/**
 * How npm reaches its package registry from this machine, as far as a sandboxed `npm install` must know it. Holds no
 * credentials of registries; what it holds is given to commands with network `registry` only.
 */
import { join } from "node:path"
import { Effect, Option, Record, Schema } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { type NodeToolchain, npmPrograms } from "./NodeToolchain.ts"

export interface RegistryAccess {
  /** Environment variables, for example those of a proxy. A proxy's user and password stay in, as nothing passes without. */
  readonly env: Readonly<Record<string, string>>
  /** Lines of an npm configuration file. */
  readonly npmrc: string
  /** Certificates to trust besides the usual ones, PEM. */
  readonly caFile?: string
}

/** What npm does by itself: the public registry, no proxy. */
export const direct: RegistryAccess = { env: {}, npmrc: "" }

/**
 * Asks npm what it would use here, from its environment and its configuration files, and keeps registries, proxies and
 * certificates. For the composition root, which passes its own environment.
 */
export const readFromHost = Effect.fn("RegistryAccess.readFromHost")(function* (
  toolchain: NodeToolchain,
  environment: Readonly<Record<string, string | undefined>>
) {
  const env = Record.filter(
    environment,
    (value, name): value is string =>
      value !== undefined && value !== "" && proxyVariables.has(name.toLowerCase())
  )
  if (Option.isNone(toolchain.npm)) return { ...direct, env } satisfies RegistryAccess
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const listing = yield* spawner
    .string(
      ChildProcess.make(
        toolchain.node,
        [join(toolchain.npm.value, npmPrograms.npm), "config", "list", "--json"],
        { cwd: "/", env: environment, stdin: "ignore", stderr: "ignore" }
      )
    )
    .pipe(Effect.flatMap(decodeListing), Effect.timeout("20 seconds"), Effect.option)
  const settings = Option.getOrElse(listing, (): typeof Listing.Type => ({}))
  const caFile = [settings["cafile"], environment["NODE_EXTRA_CA_CERTS"]].find(isText)
  return {
    env,
    npmrc: npmrcOf(settings),
    ...(caFile === undefined ? {} : { caFile })
  } satisfies RegistryAccess
})

/** The environment of a command that installs, with the files where the sandbox shows them. */
export const environmentOf = (
  access: RegistryAccess,
  shown: { readonly caFile: string | undefined; readonly cache: string | undefined }
): Readonly<Record<string, string>> => ({
  ...access.env,
  ...(shown.caFile === undefined
    ? {}
    : { NODE_EXTRA_CA_CERTS: shown.caFile, npm_config_cafile: shown.caFile }),
  ...(shown.cache === undefined ? {} : { npm_config_cache: shown.cache })
})

/** The lines about registries and the way to them; an address loses its user and password. */
export const npmrcOf = (settings: Readonly<Record<string, unknown>>): string =>
  Object.entries(settings)
    .filter(([name]) => plainSettings.has(name) || /^@[^:]+:registry$/.test(name))
    .flatMap(([name, value]) => {
      const values = Array.isArray(value) ? value : [value]
      const plain = values.filter((value) => isText(value) || typeof value === "boolean")
      return plain.length === 0 ? [] : [`${name}=${plain.map(withoutUser).join(",")}\n`]
    })
    .join("")

const Listing = Schema.Record(Schema.String, Schema.Unknown)
const decodeListing = Schema.decodeUnknownEffect(Schema.fromJsonString(Listing))

const proxyVariables = new Set(["http_proxy", "https_proxy", "all_proxy", "no_proxy"])

const plainSettings = new Set([
  "registry",
  "proxy",
  "https-proxy",
  "noproxy",
  "strict-ssl",
  "replace-registry-host"
])

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const withoutUser = (value: string | boolean) => String(value).replace(/^(\w+:\/\/)[^/@]*@/, "$1")
