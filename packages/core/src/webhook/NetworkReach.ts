/**
 * How far an address is from this machine, so that nobody makes LayerCake call what only its machine can reach. From the
 * special-purpose registries of IANA (RFC 6890 and what followed it). Names are not looked up here.
 */
import { Schema } from "effect"

/** Where webhooks may go: the public network alone, also this machine, or also the private networks it is in. */
export const NetworkReach = Schema.Literals(["public", "loopback", "private"])
export type NetworkReach = typeof NetworkReach.Type

/** `never`: reserved, link-local with the metadata services of clouds, multicast, or no address. */
export type Distance = NetworkReach | "never"

/** Of an IPv4 address in four decimal parts, or of an IPv6 address without brackets. */
export const distanceOf = (address: string): Distance => {
  const four = fourOf(address)
  if (four !== undefined) return distanceOfFour(four)
  const groups = groupsOf(address.split("%")[0]!.toLowerCase())
  return groups === undefined ? "never" : distanceOfSix(groups)
}

export const isWithin = (distance: Distance, reach: NetworkReach): boolean =>
  distance === "public" ||
  (distance === "loopback" && reach !== "public") ||
  (distance === "private" && reach === "private")

/** Undefined for anything else, also for parts with leading zeros, which some read as octal. */
export const fourOf = (address: string): number | undefined => {
  const parts = address.split(".")
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return undefined
  const numbers = parts.map(Number)
  return numbers.every((part) => part <= 255)
    ? numbers.reduce((address, part) => address * 256 + part, 0)
    : undefined
}

type Range = readonly [first: string, prefix: number, distance: Distance]

const rangesOfFour: ReadonlyArray<Range> = [
  ["127.0.0.0", 8, "loopback"],
  ["10.0.0.0", 8, "private"],
  ["172.16.0.0", 12, "private"],
  ["192.168.0.0", 16, "private"],
  ["100.64.0.0", 10, "private"],
  ["0.0.0.0", 8, "never"],
  ["169.254.0.0", 16, "never"],
  ["192.0.0.0", 24, "never"],
  ["192.0.2.0", 24, "never"],
  ["192.88.99.0", 24, "never"],
  ["198.18.0.0", 15, "never"],
  ["198.51.100.0", 24, "never"],
  ["203.0.113.0", 24, "never"],
  ["224.0.0.0", 3, "never"]
]

const distanceOfFour = (address: number): Distance => {
  for (const [first, prefix, distance] of rangesOfFour) {
    const size = 2 ** (32 - prefix)
    const start = fourOf(first)!
    if (address >= start && address < start + size) return distance
  }
  return "public"
}

/** Eight numbers of 16 bits. */
type Groups = ReadonlyArray<number>

const groupsOf = (address: string): Groups | undefined => {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const four = embedded === null ? undefined : fourOf(embedded[2]!)
  if (embedded !== null && four === undefined) return undefined
  const text =
    embedded === null || four === undefined
      ? address
      : `${embedded[1]}${Math.floor(four / 65536).toString(16)}:${(four % 65536).toString(16)}`
  const halves = text.split("::")
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")))
  const given = [...head!, ...(tail ?? [])]
  if (!given.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined
  const missing = 8 - given.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const zeros = Array.from({ length: missing }, () => "0")
  return [...head!, ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16))
}

const distanceOfSix = (groups: Groups): Distance => {
  const [first = 0, second = 0] = groups
  const isZeroUpTo = (count: number) => groups.slice(0, count).every((group) => group === 0)
  const four = (at: number) => distanceOfFour(groups[at]! * 65536 + groups[at + 1]!)
  if (isZeroUpTo(7) && groups[7] === 1) return "loopback"
  // An IPv4 address in another form: mapped, translated (NAT64), tunnelled (6to4).
  if (isZeroUpTo(5) && groups[5] === 0xffff) return four(6)
  if (first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0)) return four(6)
  if (first === 0x2002) return four(1)
  if ((first & 0xfe00) === 0xfc00) return "private"
  const isReserved =
    (first & 0xe000) !== 0x2000 ||
    (first === 0x2001 && (second < 0x200 || second === 0xdb8)) ||
    first === 0x3fff
  return isReserved ? "never" : "public"
}
