/**
 * The one way out of a sandbox: an HTTP proxy on a unix socket that connects to hosts on a list and notes what it refused.
 * Speaks no HTTP of its own (`proxy-chain` does) and looks into no TLS connection.
 */
import type * as Dns from "node:dns"
import { lookup } from "node:dns/promises"
import * as Http from "node:http"
import * as Net from "node:net"
import { Effect, FileSystem } from "effect"
import type { Server } from "proxy-chain"
import * as HostRule from "./HostRule.ts"
import * as PublicAddress from "./PublicAddress.ts"
import * as UpstreamProxy from "./UpstreamProxy.ts"

export interface AllowList {
  /** Hosts by name; they must lead to public addresses. */
  readonly rules: ReadonlyArray<HostRule.HostRule>
  /** Hosts that the person who runs LayerCake has configured, wherever they lead to; addresses too. */
  readonly configured: ReadonlyArray<{ readonly host: string; readonly port: number }>
  /** What this machine goes through itself, if anything. */
  readonly upstream: UpstreamProxy.ProxyVariables
}

export interface AllowListProxy {
  /** Absolute path of the socket. Its folder is closed to other users, and the socket itself is not. */
  readonly socket: string
  /** `host:port: why`, each once, in order. */
  readonly refused: Effect.Effect<ReadonlyArray<string>>
}

/** Closed with its scope, and all connections with it. `isPublic` says which addresses a listed name may lead to. */
export const open = Effect.fn("AllowListProxy.open")(function* (
  list: AllowList,
  isPublic: (address: string) => boolean = PublicAddress.isPublic
) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped({ prefix: "layercake-" })
  const socket = `${folder}/proxy.sock`
  const refused = new Set<string>()
  const agent = yield* Effect.acquireRelease(
    Effect.sync(() => new Http.Agent()),
    (agent) => Effect.sync(() => agent.destroy())
  )
  const runPromise = Effect.runPromiseWith(yield* Effect.context<never>())
  const { RequestError, Server } = yield* Effect.promise(() => import("proxy-chain"))
  const proxy = new Server({
    prepareRequestFunction: ({ hostname, isHttp, port }) =>
      runPromise(
        decide(list, isPublic, { host: HostRule.plainName(hostname), port, isHttp }).pipe(
          Effect.map((way) => ({ ...way, httpAgent: agent })),
          Effect.tapError(({ reason }) => Effect.sync(() => refused.add(reason))),
          Effect.mapError(({ reason, status }) => new RequestError(reason, status))
        )
      )
  })
  yield* Effect.acquireRelease(listen(proxy, socket), (listener) =>
    Effect.sync(() => {
      listener.close()
      proxy.closeConnections()
    })
  )
  // The folder above lets in the user of LayerCake only, or whom a sandbox shows the socket to.
  yield* files.chmod(socket, 0o666)
  return { socket, refused: Effect.sync(() => [...refused]) } satisfies AllowListProxy
})

interface Target {
  readonly host: string
  readonly port: number
  readonly isHttp: boolean
}

/** The way to a target, or why there is none. The address that was checked is the one that is connected to. */
const decide = Effect.fnUntraced(function* (
  list: AllowList,
  isPublic: (address: string) => boolean,
  target: Target
) {
  const { host, port } = target
  const refuse = (why: string, status = 403) => Effect.fail({ reason: `${nameOf(target)}: ${why}`, status })
  const upstreamProxyUrl = UpstreamProxy.find(list.upstream, target) ?? null
  const isConfigured = list.configured.some((known) => known.host === host && known.port === port)
  if (isConfigured) return { upstreamProxyUrl }
  if (Net.isIP(host) !== 0 || HostRule.endsInNumber(host)) {
    return yield* refuse("an address in place of a name is never let through")
  }
  if (!HostRule.admits(list.rules, host, port)) return yield* refuse("it is not on the list of hosts")
  const found = yield* Effect.orElseSucceed(
    Effect.tryPromise(() => lookup(host, { all: true })),
    () => []
  )
  const hidden = found.find(({ address }) => !isPublic(address))
  if (hidden !== undefined) {
    return yield* refuse(`it leads to ${hidden.address}, which is not an address of the public internet`)
  }
  // Where only the proxy above knows names, it decides.
  if (upstreamProxyUrl !== null) return { upstreamProxyUrl }
  if (found.length === 0) return yield* refuse("there is no such host", 502)
  return { upstreamProxyUrl, dnsLookup: answering(found) }
})

/** Answers every question for a name with what was checked. */
const answering = (found: ReadonlyArray<{ address: string; family: number }>) => {
  const answer: Net.LookupFunction = (_, options, callback) => {
    const first = found[0] ?? { address: "", family: 0 }
    if (options.all === true) callback(null, [...found])
    else callback(null, first.address, first.family)
  }
  // Node's connections, who alone call it, ask for no more than the type above.
  return answer as typeof Dns.lookup
}

const nameOf = ({ host, port }: Target) => `${host.includes(":") ? `[${host}]` : host}:${port}`

/** `proxy-chain` serves connections that have a remote address; those of a unix socket have none. */
const listen = (proxy: Server, path: string) =>
  Effect.callback<Net.Server, Error>((resume) => {
    const listener = Net.createServer((connection) => {
      Object.defineProperty(connection, "remoteAddress", { value: "sandbox" })
      proxy.server.emit("connection", connection)
    })
    listener.once("error", (error) => resume(Effect.fail(error)))
    listener.listen(path, () => resume(Effect.succeed(listener)))
  })
