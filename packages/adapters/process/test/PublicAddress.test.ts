import { assert, describe, it } from "@effect/vitest"
import * as PublicAddress from "../src/PublicAddress.ts"

const judged = (addresses: ReadonlyArray<string>, expected: boolean) =>
  addresses
    .flatMap((text) => text.split(" "))
    .filter((address) => PublicAddress.isPublic(address) !== expected)

describe("Public addresses", () => {
  it("are those of the internet", () => {
    const internet = "1.1.1.1 93.184.215.14 172.32.0.1 100.128.0.1 2606:4700::1111 2a00:1450:4001::1"

    assert.deepStrictEqual(judged([internet], true), [])
  })

  it("are not those of this machine, its network, clouds, or of nobody", () => {
    const machine = "127.0.0.1 127.255.255.254 0.0.0.0 :: ::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"
    const network =
      "10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 fc00::1 fe80::1 ::ffff:10.0.0.1"
    const clouds = "169.254.169.254 100.100.100.200 192.0.0.192 fd00:ec2::254"
    const nobody =
      "198.18.0.1 203.0.113.80 224.0.0.1 255.255.255.255 ff02::1 2001::1 2001:db8::1 1.1.1 localhost"

    assert.deepStrictEqual(judged([machine, network, clouds, nobody], false), [])
  })
})
