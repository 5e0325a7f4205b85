import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { configuredRegistry, credentialsIn, readFromHost, standard } from "@layercake/registry/NpmSettings"
import { Effect, Option, Redacted } from "effect"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "layercake-npm-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

describe("NpmSettings", () => {
  it.live("reads what npm is configured with, and the credentials that npm itself keeps back", () =>
    Effect.gen(function* () {
      const home = yield* folder
      const userconfig = join(home, "npmrc")
      writeFileSync(
        userconfig,
        `registry=http://127.0.0.1:4873/\n@rooms:registry=http://127.0.0.1:4874/\n//127.0.0.1:4873/:_authToken=\${ROOM_TOKEN}\ncafile=${home}/ca.pem\n`
      )
      writeFileSync(join(home, "ca.pem"), "-----BEGIN CERTIFICATE-----\n")

      const settings = yield* readFromHost(["npm"], {
        PATH: process.env["PATH"],
        HOME: home,
        npm_config_userconfig: userconfig,
        ROOM_TOKEN: "token-of-a-room"
      })

      assert.strictEqual(Option.getOrUndefined(configuredRegistry(settings))?.href, "http://127.0.0.1:4873/")
      assert.strictEqual(settings.plain["@rooms:registry"], "http://127.0.0.1:4874/")
      assert.deepStrictEqual(
        Object.entries(settings.credentials).map(([name, value]) => [name, Redacted.value(value)]),
        [["//127.0.0.1:4873/:_authToken", "token-of-a-room"]]
      )
      assert.strictEqual(settings.certificates, "-----BEGIN CERTIFICATE-----\n")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("knows nothing of a machine without npm, and takes npm's defaults", () =>
    Effect.gen(function* () {
      const settings = yield* readFromHost(["/no/such/npm"], {})

      assert.deepStrictEqual(settings, standard)
      assert.isTrue(Option.isNone(configuredRegistry(settings)))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it("takes lines with credentials only", () => {
    const text =
      '//a.example/:_authToken=one\r\n//a.example/path/:_auth = "two"\n; //b/:_authToken=no\n//c.example/:email=no\n//d.example/:_authToken=\n_authToken=no\n'

    assert.deepStrictEqual(
      Object.entries(credentialsIn(text, {})).map(([name, value]) => `${name} ${Redacted.value(value)}`),
      ["//a.example/:_authToken one", "//a.example/path/:_auth two"]
    )
    assert.strictEqual(String(credentialsIn(text, {})["//a.example/:_authToken"]).includes("one"), false)
  })

  it("takes no address that is not of the web", () => {
    for (const registry of ["file:///etc", "nonsense", "", 7, null]) {
      assert.isTrue(Option.isNone(configuredRegistry({ ...standard, plain: { registry } })))
    }
  })
})
