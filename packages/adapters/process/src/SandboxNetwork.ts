/**
 * From the network a command asks for to the one way out it gets. For sandboxes that leave it no other.
 */
import { type NetworkAccess, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, Result } from "effect"
import * as AllowListProxy from "./AllowListProxy.ts"
import * as HostRule from "./HostRule.ts"
import * as RegistryAccess from "./RegistryAccess.ts"

/** The proxy, closed with the scope; none when nothing outside may be reached. */
export const open = Effect.fnUntraced(function* (
  sandbox: string,
  network: NetworkAccess,
  registry: RegistryAccess.RegistryAccess
) {
  const unavailable = (reason: string) => new SandboxUnavailable({ sandbox, reason })
  if (network === "none" || network === "loopback") return undefined
  const rules = yield* Effect.mapError(Effect.fromResult(rulesOf(network)), unavailable)
  const configured = network === "registry" ? RegistryAccess.hostsOf(registry) : []
  return yield* Effect.mapError(AllowListProxy.open({ rules, configured, upstream: registry.env }), (error) =>
    unavailable(`its proxy cannot be opened (${error.message})`)
  )
})

export const isOnline = (network: NetworkAccess): boolean => network !== "none" && network !== "loopback"

/** Fails with what is wrong with the first host that cannot be meant. */
export const rulesOf = (network: NetworkAccess): Result.Result<ReadonlyArray<HostRule.HostRule>, string> =>
  typeof network === "string" ? Result.succeed([]) : Result.all(network.hosts.map(HostRule.parse))
