/**
 * A `PackageRegistry` on the npm registry that this machine's npm is configured with: the same address, proxy,
 * certificates and credentials. Documents are as the registry's `GET /<package>` gives them.
 */
import { isPackageName } from "@layercake/core/build/PackageSpec"
import { PackageRegistry, RegistryUnavailable } from "@layercake/core/port/PackageRegistry"
import { Effect, Layer, Option, Redacted, Result } from "effect"
import { configuredRegistry, type NpmSettings, standard } from "./NpmSettings.ts"
import { readDocument, readDownloads } from "./PackageDocument.ts"
import { pick } from "./PackageRange.ts"

export interface NpmPackageRegistryOptions {
  /** Read when the first package is looked up; npm's own defaults when left out. */
  readonly settings?: Effect.Effect<NpmSettings>
  /** How long one lookup may take, a second try included; 20 seconds when left out. */
  readonly timeoutMillis?: number
  /** Answers `GET <address><package>` with `{ "downloads": <a week's> }`; nobody is asked when left out. */
  readonly downloads?: string
}

export const layerWith = (options: NpmPackageRegistryOptions): Layer.Layer<PackageRegistry> =>
  Layer.effect(
    PackageRegistry,
    Effect.gen(function* () {
      const settings = yield* Effect.cached(options.settings ?? Effect.succeed(standard))
      const timeout = options.timeoutMillis ?? 20_000
      const ask = askWith(Effect.map(settings, optionsOf), timeout)
      const downloadsOf = (name: string) =>
        options.downloads === undefined
          ? Effect.succeed(null)
          : Effect.orElseSucceed(
              Effect.map(ask(`${options.downloads}${name}`, name), readDownloads),
              () => null
            )
      return PackageRegistry.of({
        describe: Effect.fn("NpmPackageRegistry.describe")(function* (name) {
          if (!isPackageName(name)) return Option.none()
          const answer = yield* Effect.result(ask(pathOf(name), name))
          if (Result.isFailure(answer)) {
            return answer.failure === notFound ? Option.none() : yield* answer.failure
          }
          const document = readDocument(answer.success)
          if (Option.isNone(document)) {
            return yield* unavailable(name, "unreadable", "the answer does not describe a package")
          }
          return document.value.versions.length === 0
            ? Option.none()
            : Option.some({ ...document.value, name, weeklyDownloads: yield* downloadsOf(name) })
        }),
        pick,
        environment: Effect.map(settings, environmentOf)
      })
    })
  )

export const layer: Layer.Layer<PackageRegistry> = Layer.suspend(() => layerWith({}))

const askWith =
  (options: Effect.Effect<ReturnType<typeof optionsOf>>, timeout: number) => (path: string, name: string) =>
    Effect.flatMap(options, (shared) =>
      Effect.tryPromise({
        try: async (signal) =>
          (await import("npm-registry-fetch")).default.json(path, {
            ...shared,
            timeout,
            signal,
            spec: name,
            headers: { accept: "application/json" }
          } as typeof shared),
        catch: (cause) => failureOf(name, cause)
      })
    ).pipe(
      Effect.timeoutOrElse({
        duration: timeout,
        orElse: () =>
          Effect.fail(unavailable(name, "unreachable", `no answer within ${Math.ceil(timeout / 1000)} s`))
      })
    )

/** `@scope/name` is one part of the address. */
const pathOf = (name: string) => `/${name.replace("/", "%2f")}`

/** npm's names as `npm-registry-fetch` knows them. */
const optionsOf = (settings: NpmSettings) => {
  const { certificates, credentials, plain } = settings
  const text = (name: string) => (typeof plain[name] === "string" ? plain[name] : undefined)
  const proxy = text("https-proxy") ?? text("proxy")
  const exempt = [plain["noproxy"]].flat().filter((host) => typeof host === "string" && host !== "")
  const registry = Option.getOrUndefined(configuredRegistry(settings))?.href
  const ca = certificates ?? plain["ca"]
  return {
    ...Object.fromEntries(Object.entries(plain).filter(([name]) => /^@[^:]+:registry$/.test(name))),
    ...Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, Redacted.value(value)])),
    ...(registry === undefined ? {} : { registry }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(exempt.length === 0 ? {} : { noProxy: exempt.join(",") }),
    ...(typeof ca === "string" || Array.isArray(ca) ? { ca } : {}),
    strictSSL: plain["strict-ssl"] !== false,
    fetchRetries: 1,
    fetchRetryMintimeout: 200,
    fetchRetryMaxtimeout: 1_000
  }
}

/** Stands for the one failure that is an answer. */
const notFound = new RegistryUnavailable({ package: "", reason: "refused", detail: "404" })

const unavailable = (name: string, reason: RegistryUnavailable["reason"], detail: string) =>
  new RegistryUnavailable({ package: name, reason, detail })

/** The code alone: messages of the vendor hold addresses, and those may hold a password. */
const failureOf = (name: string, cause: unknown): RegistryUnavailable => {
  const { code, statusCode, type } = (typeof cause === "object" && cause !== null ? cause : {}) as {
    readonly code?: unknown
    readonly statusCode?: unknown
    readonly type?: unknown
  }
  if (statusCode === 404 || statusCode === 410 || statusCode === 451) return notFound
  if (statusCode === 401 || statusCode === 403 || code === "E401" || code === "E403") {
    return unavailable(name, "refused", String(statusCode ?? code))
  }
  if (type === "invalid-json" || cause instanceof SyntaxError) {
    return unavailable(name, "unreadable", "the answer is no JSON")
  }
  const known = typeof code === "string" ? code : typeof type === "string" ? type : "no reason given"
  return unavailable(name, "unreachable", known)
}

/** What tells pnpm and Yarn of the registry, in the words of each; a user and password in the address stay behind. */
const environmentOf = (settings: NpmSettings): Readonly<Record<string, string>> =>
  Option.match(configuredRegistry(settings), {
    onNone: () => ({}),
    onSome: (configured) => {
      const address = new URL(configured)
      address.username = ""
      address.password = ""
      return {
        npm_config_registry: address.href,
        pnpm_config_registry: address.href,
        YARN_REGISTRY: address.href,
        YARN_NPM_REGISTRY_SERVER: address.href.replace(/\/$/, ""),
        ...(address.protocol === "http:" ? { YARN_UNSAFE_HTTP_WHITELIST: address.hostname } : {})
      }
    }
  })
