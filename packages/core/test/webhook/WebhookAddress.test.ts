import { assert, describe, it } from "@effect/vitest"
import { distanceOf, isWithin } from "@layercake/core/webhook/NetworkReach"
import * as WebhookAddress from "@layercake/core/webhook/WebhookAddress"
import { Result } from "effect"

const distances = {
  public: ["1.1.1.1", "172.15.255.255", "172.32.0.0", "100.128.0.0", "223.255.255.255", "2606:4700::1111"],
  loopback: ["127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "2002:7f00:1::"],
  private: [
    "10.0.0.1",
    "172.16.0.0",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "fc00::1",
    "fdff::1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1"
  ],
  never: [
    "0.0.0.0",
    "169.254.169.254",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "::ffff:169.254.169.254",
    "64:ff9b:1::1",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "",
    "example.com"
  ]
} as const

describe("the distance of an address", () => {
  for (const [distance, addresses] of Object.entries(distances))
    it(`is ${distance} for the registered ranges, to their ends`, () => {
      for (const address of addresses) assert.strictEqual(distanceOf(address), distance, address)
    })

  it("is within a reach that goes as far, and reserved addresses are in none", () => {
    assert.deepStrictEqual(
      (["public", "loopback", "private", "never"] as const).map((distance) =>
        (["public", "loopback", "private"] as const).filter((reach) => isWithin(distance, reach))
      ),
      [["public", "loopback", "private"], ["loopback", "private"], ["private"], []]
    )
  })
})

const detailOf = (url: string, reach: "public" | "loopback" | "private" = "public") =>
  Result.getOrElse(
    Result.map(WebhookAddress.parse(url, reach), () => "taken"),
    (detail) => detail
  )

describe("an address of a webhook", () => {
  it("is taken when it is encrypted and public, as far as its text says", () => {
    for (const url of [
      "https://example.com",
      "https://hooks.example.com:8443/a/b?c=d&e=%20",
      "https://1.1.1.1/",
      "https://[2606:4700::1111]/",
      "https://xn--bcher-kva.example/"
    ])
      assert.strictEqual(detailOf(url), "taken", url)
  })

  it("may go without encryption to this machine alone, and only where the host allows that", () => {
    for (const url of ["http://localhost:3000/", "http://127.0.0.1/", "http://[::1]:8080/x"]) {
      assert.strictEqual(detailOf(url, "loopback"), "taken", url)
      assert.match(detailOf(url), /this machine/, url)
    }
    assert.match(detailOf("http://example.com/", "private"), /not encrypted/)
    assert.match(detailOf("http://10.0.0.1/", "private"), /not encrypted/)
  })

  it("is no private one, unless the host allows that, and never a reserved one", () => {
    assert.match(detailOf("https://10.0.0.1/", "loopback"), /private network/)
    assert.strictEqual(detailOf("https://10.0.0.1/", "private"), "taken")
    for (const url of ["https://169.254.169.254/", "https://[fe80::1]/", "https://0.0.0.0/"])
      assert.match(detailOf(url, "private"), /no address that can be sent to/, url)
  })

  it("is written in one way only, so that nobody reads another host in it", () => {
    for (const url of [
      "",
      "example.com",
      "ftp://example.com/",
      "https://user:password@example.com/",
      "https://example.com@10.0.0.1/",
      "https://example.com/#part",
      "https://Example.com/",
      "https://b\u00fccher.example/",
      "https://exa mple.com/",
      "https://example.com\\@10.0.0.1/",
      "https://example.com/a b",
      "https://example.com/\u0000",
      "https://-example.com/",
      "https://example.com./",
      "https://[::1/",
      `https://example.com/${"a".repeat(2048)}`
    ])
      assert.notStrictEqual(detailOf(url, "private"), "taken", url)
    for (const url of [
      "https://2130706433/",
      "https://0x7f000001/",
      "https://127.1/",
      "https://0177.0.0.1/",
      "https://0x7f.0.0.1/",
      "https://127.0.0.0x1/"
    ])
      assert.match(detailOf(url, "private"), /no address/, url)
    for (const url of ["https://example.com:0/", "https://example.com:65536/"])
      assert.match(detailOf(url), /no such port/, url)
  })
})
