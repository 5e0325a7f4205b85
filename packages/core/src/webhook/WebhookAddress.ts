/**
 * Which addresses a webhook may have, as far as their text says. A name is looked up when something is sent, and what it
 * stands for then is held to the same reach.
 */
import { Result } from "effect"
import { type Distance, distanceOf, fourOf, isWithin, type NetworkReach } from "./NetworkReach.ts"

const longest = 2048

/** No user, no fragment, a host in lower-case letters of ASCII, so that every reader of the address sees the same one. */
const form =
  /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(?:[/?][\x21\x22\x24-\x7e]*)?$/

export interface WebhookAddress {
  readonly secure: boolean
  /** Without brackets. */
  readonly host: string
  /** Null for a name that has to be looked up. */
  readonly distance: Distance | null
}

/** The address, or what is wrong with it in words that go on after its own. */
export const parse = (url: string, reach: NetworkReach): Result.Result<WebhookAddress, string> => {
  if (url.length > longest) return Result.fail(`it is longer than ${longest} characters`)
  const [, scheme, name = "", port] = form.exec(url) ?? []
  if (scheme === undefined)
    return Result.fail("it is not written as https://host/path in ASCII, without user or fragment")
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535))
    return Result.fail("there is no such port")
  const host = name.startsWith("[") ? name.slice(1, -1) : name
  const distance = literalDistance(name, host)
  if (distance !== null && !isWithin(distance, reach)) return Result.fail(reachText(distance, reach))
  const secure = scheme === "https"
  return secure || distance === "loopback"
    ? Result.succeed({ secure, host, distance })
    : Result.fail("it is not encrypted: only addresses of this machine may go without https")
}

/** Null for a name. A host that ends with a number is an address, in whatever form: only the plain one is known here. */
const literalDistance = (name: string, host: string): Distance | null => {
  if (name.startsWith("[") || fourOf(host) !== undefined) return distanceOf(host)
  if (/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(host)) return "never"
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback"
  return null
}

export const reachText = (distance: Distance, reach: NetworkReach): string =>
  distance === "never"
    ? "it is no address that can be sent to"
    : `it is ${distance === "loopback" ? "this machine" : "in a private network"}, and this host sends ${reach === "public" ? "to the public network only" : "to the public network and to itself only"}`
