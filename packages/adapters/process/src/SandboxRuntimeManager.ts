/**
 * The manager of `@anthropic-ai/sandbox-runtime`, of which there is one in a process: begun for the first who needs it and
 * ended after the last. Decides nothing about commands.
 */
import { createRequire } from "node:module"
import { dirname } from "node:path"
import type { FilesystemConfig } from "@anthropic-ai/sandbox-runtime"
import { Effect, Semaphore } from "effect"
import * as UpstreamProxy from "./UpstreamProxy.ts"

/** Loaded for whoever needs it: it is large, and most sandboxes are others. */
const manager = Effect.map(
  Effect.promise(() => import("@anthropic-ai/sandbox-runtime")),
  ({ SandboxManager }) => SandboxManager
)

/** What is missing on this machine; empty when it can run. */
export const missing = Effect.gen(function* () {
  const library = yield* manager
  const { errors } = yield* Effect.tryPromise(() => library.checkDependenciesAsync())
  return errors
})

/** Where its programs lie; a sandbox has to show them. */
export const folder = dirname(
  dirname(createRequire(import.meta.url).resolve("@anthropic-ai/sandbox-runtime"))
)

const turn = Semaphore.makeUnsafe(1)
let users = 0

/** Held as long as the scope. Whoever is first says which proxy the machine goes through. */
export const hold = Effect.fnUntraced(function* (variables: UpstreamProxy.ProxyVariables) {
  const library = yield* manager
  const upstream = (isHttp: boolean) =>
    UpstreamProxy.find(variables, { host: "upstream.invalid", port: isHttp ? 80 : 443, isHttp })
  const http = upstream(true)
  const https = upstream(false)
  const begin = Effect.suspend(() =>
    users > 0
      ? Effect.void
      : Effect.tryPromise(() =>
          library.initialize({
            network: {
              allowedDomains: [],
              deniedDomains: [],
              parentProxy: {
                ...(http === undefined ? {} : { http }),
                ...(https === undefined ? {} : { https }),
                noProxy: variables["no_proxy"] ?? variables["NO_PROXY"] ?? ""
              }
            },
            filesystem: { denyRead: ["/"], allowRead: [], allowWrite: [], denyWrite: [] }
          })
        )
  )
  yield* Effect.acquireRelease(turn.withPermit(Effect.tap(begin, () => Effect.sync(() => users++))), () =>
    turn.withPermit(
      Effect.suspend(() =>
        --users > 0 ? Effect.void : Effect.ignore(Effect.tryPromise(() => library.reset()))
      )
    )
  )
})

/** The socket behind which its proxy is; it must be open to the user who runs commands. */
export const socket = Effect.map(manager, (library) => library.getLinuxHttpSocketPath())

export interface WrapRequest {
  /** At least 22 characters that nobody can guess. */
  readonly id: string
  readonly script: string
  readonly directory: string
  readonly files: FilesystemConfig
  /** `host:port` or `*.host:port`; released with the scope. */
  readonly hosts: ReadonlyArray<string>
}

/** Program and arguments that run a line of shell in the sandbox. */
export const wrap = Effect.fnUntraced(function* ({ directory, files, hosts, id, script }: WrapRequest) {
  const library = yield* manager
  yield* Effect.acquireRelease(
    Effect.try(() => library.registerCommandNetworkLists(id, { allowedDomains: [...hosts] })),
    () =>
      Effect.sync(() => {
        library.unregisterCommandNetworkLists(id)
        // Removes what stood in for files that are not there and must not be made.
        library.cleanupAfterCommand()
      })
  )
  const { argv } = yield* Effect.tryPromise((signal) =>
    library.wrapWithSandboxArgv(script, "/bin/sh", { filesystem: files }, signal, directory, {
      commandId: id
    })
  )
  return argv
})

/** What its proxy and its kernel filter noted about a command, each once. */
export const violations = (id: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(manager, (library) => [
    ...new Set(
      library
        .getSandboxViolationStore()
        .getViolationsForCommand(id)
        .map(({ line }) => line)
    )
  ])
