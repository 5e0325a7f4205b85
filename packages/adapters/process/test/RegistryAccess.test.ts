import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as NodeToolchain from "../src/NodeToolchain.ts"
import * as RegistryAccess from "../src/RegistryAccess.ts"

describe("The registry's settings", () => {
  it("keep registries and the way to them, without users, passwords and tokens", () => {
    const npmrc = RegistryAccess.npmrcOf({
      registry: "https://user:word@registry.example/",
      "@scope:registry": "https://scope.example/",
      "//registry.example/:_authToken": "token",
      "//registry.example/:registry": "no",
      _auth: "word",
      "https-proxy": null,
      proxy: "",
      noproxy: ["", "localhost", "example"],
      "strict-ssl": false,
      "script-shell": "/bin/evil"
    })

    assert.deepStrictEqual(npmrc.trimEnd().split("\n"), [
      "registry=https://registry.example/",
      "@scope:registry=https://scope.example/",
      "strict-ssl=false"
    ])
  })

  it.live("are read from npm's files and environment, and proxies from the environment alone", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(`${tmpdir()}/layercake-test-`)
      writeFileSync(
        `${folder}/.npmrc`,
        [
          "registry=https://from-file.example/",
          "@scope:registry=https://scope.example/",
          "//from-file.example/:_authToken=token"
        ].join("\n")
      )
      const toolchain = yield* NodeToolchain.detect()

      const access = yield* RegistryAccess.readFromHost(toolchain, {
        PATH: "/usr/bin:/bin",
        HOME: folder,
        npm_config_userconfig: `${folder}/.npmrc`,
        npm_config_cafile: `${folder}/ca.pem`,
        HTTPS_PROXY: "http://user:word@proxy.example:3128",
        SECRET: "secret"
      })

      rmSync(folder, { recursive: true })
      assert.deepStrictEqual(access.env, { HTTPS_PROXY: "http://user:word@proxy.example:3128" })
      assert.strictEqual(access.caFile, `${folder}/ca.pem`)
      assert.include(access.npmrc, "registry=https://from-file.example/\n")
      assert.include(access.npmrc, "@scope:registry=https://scope.example/\n")
      assert.notInclude(access.npmrc, "token")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
