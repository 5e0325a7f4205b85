import { readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import * as SandboxTrial from "@layercake/conformance/SandboxTrial"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { Effect, Layer } from "effect"
import * as BubblewrapSandbox from "../src/BubblewrapSandbox.ts"
import * as NodeToolchain from "../src/NodeToolchain.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

const surroundings = SandboxSurroundings.below(tmpdir())

const run = (directory: string, script: string, options?: Partial<SandboxCommand>) =>
  SandboxTrial.shell(surroundings, script, { ...options, directory })

if (bwrapIsMissing) {
  it.skip(`bubblewrap and registries: not tested here, ${bwrapIsMissing}`, () => {})
} else {
  it.live("gives settings of the registry to commands that install, and to no others", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const cacheDirectory = yield* surroundings.folder
        const directory = yield* surroundings.folder
        const sandbox = BubblewrapSandbox.layerWith({
          registry: {
            env: { HTTPS_PROXY: "http://user:pass@127.0.0.1:9" },
            npmrc: "registry=http://127.0.0.1:9/\n"
          },
          cacheDirectory
        })
        const script = `npm config get registry; echo "proxy $HTTPS_PROXY"; touch "$(npm config get cache)/kept"`

        const texts = yield* Effect.forEach(["registry", "none"] as const, (network) =>
          Effect.map(run(directory, script, { network }), (result) => result.text)
        ).pipe(Effect.provide(Layer.provide(sandbox, NodeServices.layer)))

        assert.deepStrictEqual(texts[0]?.split("\n").slice(0, 2), [
          "http://127.0.0.1:9/",
          "proxy http://127.0.0.1:3128"
        ])
        assert.strictEqual(statSync(`${cacheDirectory}/kept`).isFile(), true)
        assert.notInclude(texts[1], "127.0.0.1:9")
      })
    )
  )

  it.live("installs a package from a registry", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const directory = yield* surroundings.folder
        const cacheDirectory = yield* surroundings.folder
        const author = yield* surroundings.folder
        writeFileSync(`${author}/package.json`, `{"name":"greeting","version":"1.0.0","main":"index.js"}`)
        writeFileSync(`${author}/index.js`, `module.exports = "hello"`)
        const toolchain = yield* NodeToolchain.detect()
        const packing = BubblewrapSandbox.layerWith({ toolchain })
        yield* Effect.provide(run(author, "npm pack"), packing)
        const registry = yield* servePackage("greeting", readFileSync(`${author}/greeting-1.0.0.tgz`))
        const sandbox = BubblewrapSandbox.layerWith({
          toolchain,
          registry: { env: {}, npmrc: `registry=${registry}\n` },
          cacheDirectory
        })

        const result = yield* run(directory, "npm install greeting && node -p 'require(\"greeting\")'", {
          network: "registry"
        }).pipe(Effect.provide(sandbox))

        assert.match(result.text, /\nhello\n$/)
      })
    ).pipe(Effect.provide(NodeServices.layer))
  )
}

/** A registry on the loopback address that knows one package in one version. */
const servePackage = (name: string, tarball: Buffer) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly close: () => void; readonly url: string }>((resume) => {
      const server = createServer((request, response) => {
        const url = `http://${request.headers.host}/`
        if (request.url === `/${name}`) {
          response.end(`{"name":"${name}","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":
            {"name":"${name}","version":"1.0.0","dist":{"tarball":"${url}${name}.tgz"}}}}`)
        } else response.end(tarball)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = address === null || typeof address === "string" ? 0 : address.port
        resume(Effect.succeed({ close: () => server.close(), url: `http://127.0.0.1:${port}/` }))
      })
    }),
    (server) => Effect.sync(() => server.close())
  ).pipe(Effect.map((server) => server.url))
