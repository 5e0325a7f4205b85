/**
 * How npm reaches its package registry from this machine, as far as a sandboxed `npm install` must know it, and which
 * hosts that means. Holds no credentials of registries; what it holds is given to commands with network `registry` only.
 */
import { join } from "node:path"
import { Effect, Option, Record, Schema } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { plainName } from "./HostRule.ts"
import { type NodeToolchain, npmPrograms } from "./NodeToolchain.ts"

export interface RegistryAccess {
  /**
   * The variables of the machine's proxy, for example HTTPS_PROXY. A proxy's user and password stay in, as nothing passes
   * without; an isolating sandbox does not show them to the command.
   */
  readonly env: Readonly<Record<string, string>>
  /** Lines of an npm configuration file. */
  readonly npmrc: string
  /** Certificates to trust besides the usual ones, PEM. */
  readonly caFile?: string
}

/** No registry is known, so a command with network `registry` reaches none; `readFromHost` knows them. */
export const none: RegistryAccess = { env: {}, npmrc: "" }

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
  if (Option.isNone(toolchain.npm)) return { ...none, env } satisfies RegistryAccess
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
    // npm's own settings win over the environment, as they do for npm.
    env: { ...env, ...proxiesOf(settings) },
    npmrc: npmrcOf(settings),
    ...(caFile === undefined ? {} : { caFile })
  } satisfies RegistryAccess
})

/** The environment of a command that installs, with the files where the sandbox shows them; without proxies. */
export const environmentOf = (shown: {
  readonly caFile: string | undefined
  readonly cache: string | undefined
}): Readonly<Record<string, string>> => ({
  ...(shown.caFile === undefined
    ? {}
    : { NODE_EXTRA_CA_CERTS: shown.caFile, npm_config_cafile: shown.caFile }),
  ...(shown.cache === undefined ? {} : { npm_config_cache: shown.cache })
})

/** Hosts that packages come from: those of the configured registries. npm names its own even where nobody set one. */
export const hostsOf = (
  access: RegistryAccess
): ReadonlyArray<{ readonly host: string; readonly port: number }> =>
  access.npmrc
    .split("\n")
    .flatMap((line) => /^(?:@[^:]+:)?registry=(.*)$/.exec(line)?.[1] ?? [])
    .flatMap((address) => Option.toArray(hostOf(address)))

const hostOf = (address: string) =>
  Option.map(Option.liftThrowable((text: string) => new URL(text))(address), (url) => ({
    host: plainName(url.hostname),
    port: url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port)
  }))

/** The lines about registries; an address loses its user and password. */
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

const plainSettings = new Set(["registry", "strict-ssl", "replace-registry-host"])

const proxiesOf = (settings: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => {
  const exempt = [settings["noproxy"]].flat().filter(isText)
  const { "https-proxy": secure, proxy } = settings
  return {
    ...(isText(proxy) ? { http_proxy: proxy, https_proxy: proxy } : {}),
    ...(isText(secure) ? { https_proxy: secure } : {}),
    ...(exempt.length === 0 ? {} : { no_proxy: exempt.join(",") })
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const withoutUser = (value: string | boolean) => String(value).replace(/^(\w+:\/\/)[^/@]*@/, "$1")
