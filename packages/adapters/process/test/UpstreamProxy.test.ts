import { assert, describe, it } from "@effect/vitest"
import * as UpstreamProxy from "../src/UpstreamProxy.ts"

const target = { host: "registry.example.com", port: 443, isHttp: false }

describe("The proxy of the machine", () => {
  it("is the one for the protocol, small letters first, and any other one for all", () => {
    const variables = {
      HTTPS_PROXY: "http://big:1",
      https_proxy: "http://user:word@small:2",
      ALL_PROXY: "all:3"
    }

    assert.strictEqual(UpstreamProxy.find(variables, target), "http://user:word@small:2")
    assert.strictEqual(UpstreamProxy.find(variables, { ...target, isHttp: true }), "http://all:3")
    assert.strictEqual(UpstreamProxy.find({}, target), undefined)
  })

  it("is left out for exempt hosts, by name, suffix, port or altogether", () => {
    const find = (list: string) =>
      UpstreamProxy.find({ HTTPS_PROXY: "http://proxy:1", NO_PROXY: list }, target)

    for (const list of ["*", "example.com", ".example.com", "*.example.com", "a, registry.example.com:443"]) {
      assert.strictEqual(find(list), undefined, list)
    }
    for (const list of ["", "ample.com", "registry.example.com:80", "other.example.com"]) {
      assert.strictEqual(find(list), "http://proxy:1", list)
    }
  })
})
