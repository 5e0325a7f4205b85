import { assert, describe, it } from "@effect/vitest"
import { isReadable } from "../src/ServerChoice.ts"

describe("a server that is asked", () => {
  it("can be read on the way when it is plain HTTP to another machine", () => {
    for (const server of [
      "http://layercake.example",
      "http://10.0.0.7:8080/layercake",
      "http://127.example.org"
    ])
      assert.isTrue(isReadable(server), server)
    for (const server of [
      "https://layercake.example",
      "http://localhost:8787",
      "http://127.0.0.1:8787/layercake",
      "http://127.1.2.3",
      "http://[::1]:8787"
    ])
      assert.isFalse(isReadable(server), server)
  })
})
