/**
 * Whether an address belongs to the public internet, by the registries of IANA: neither this machine, nor its network,
 * nor a service that a cloud keeps for its machines (169.254.169.254, fd00:ec2::254).
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
 */
import { BlockList, isIPv4, isIPv6 } from "node:net"

export const isPublic = (address: string): boolean => {
  if (isIPv4(address)) return !special.check(address, "ipv4")
  // Only this block is handed out for the internet; it leaves out mapped and translated IPv4 addresses.
  return isIPv6(address) && unicast.check(address, "ipv6") && !special.check(address, "ipv6")
}

const unicast = new BlockList()
unicast.addSubnet("2000::", 3, "ipv6")

const special = new BlockList()
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3]
] as const) {
  special.addSubnet(network, bits, "ipv4")
}
for (const [network, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4 leads to an IPv4 address of one's choice.
  ["2002::", 16],
  ["3fff::", 20]
] as const) {
  special.addSubnet(network, bits, "ipv6")
}
