/**
 * How npm on this machine reaches its registry, credentials included, so that packages are looked up where they will be
 * installed from. Reads npm's own configuration; changes nothing.
 */
import { Effect, FileSystem, Option, Redacted, Schema } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface NpmSettings {
  /** By npm's names: `registry`, `@scope:registry`, `https-proxy`, `strict-ssl`, ... Without credentials. */
  readonly plain: Readonly<Record<string, unknown>>
  /** By npm's names, for example `//host/:_authToken`. Given to the host they are for, and to nobody else. */
  readonly credentials: Readonly<Record<string, Redacted.Redacted<string>>>
  /** PEM; undefined when the usual ones will do. */
  readonly certificates: string | undefined
}

/** What npm does by itself: the public registry, no proxy. */
export const standard: NpmSettings = { plain: {}, credentials: {}, certificates: undefined }

/**
 * `npm`: program and arguments that call it; without it the environment's own way to a proxy is all that is known. For the
 * composition root, which passes its own environment.
 */
export const readFromHost = Effect.fn("NpmSettings.readFromHost")(function* (
  npm: readonly [string, ...ReadonlyArray<string>],
  environment: Readonly<Record<string, string | undefined>>
) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const files = yield* FileSystem.FileSystem
  const [program, ...args] = npm
  const plain = yield* spawner
    .string(
      ChildProcess.make(program, [...args, "config", "list", "--json"], {
        cwd: "/",
        env: environment,
        stdin: "ignore",
        stderr: "ignore"
      })
    )
    .pipe(
      Effect.flatMap(decodeListing),
      Effect.timeout("20 seconds"),
      Effect.orElseSucceed((): typeof Listing.Type => ({}))
    )
  const read = (path: unknown) =>
    isText(path) ? Effect.orElseSucceed(files.readFileString(path), () => "") : Effect.succeed("")
  const [globalText, userText, certificates] = yield* Effect.all([
    read(plain["globalconfig"]),
    read(plain["userconfig"]),
    read(plain["cafile"] ?? environment["NODE_EXTRA_CA_CERTS"])
  ])
  return {
    plain,
    credentials: { ...credentialsIn(globalText, environment), ...credentialsIn(userText, environment) },
    certificates: certificates === "" ? undefined : certificates
  } satisfies NpmSettings
})

/** Lines such as `//host/:_authToken=${TOKEN}` of an .npmrc; npm itself does not show them to anybody. */
export const credentialsIn = (
  text: string,
  environment: Readonly<Record<string, string | undefined>>
): NpmSettings["credentials"] =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = credentialLine.exec(line) ?? []
      if (name === undefined || value === undefined) return []
      const plain = value
        .replace(/^(["'])(.*)\1$/, "$2")
        .replace(/\$\{(\w+)\}/g, (whole, variable: string) => environment[variable] ?? whole)
      return plain === "" ? [] : [[name, Redacted.make(plain)] as const]
    })
  )

const credentialLine =
  /^\s*(\/\/[^\s=]+:(?:_authToken|_auth|username|_password|certfile|keyfile))\s*=\s*(.*?)\s*$/

const Listing = Schema.Record(Schema.String, Schema.Unknown)
const decodeListing = Schema.decodeUnknownEffect(Schema.fromJsonString(Listing))

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/** The address of the registry that npm is told to use; none when it is npm's own. */
export const configuredRegistry = ({ plain }: NpmSettings): Option.Option<URL> =>
  Option.filter(
    Option.flatMap(
      Option.filter(Option.some(plain["registry"]), isText),
      Option.liftThrowable((address) => new URL(address))
    ),
    (address) => address.protocol === "http:" || address.protocol === "https:"
  )
