/**
 * What is published, as a stranger gets it: the tarballs installed with npm into an empty folder, on the oldest Node that
 * is supported, the pinned one and a newer one. Wants the npm registry, so it is asked for by LAYERCAKE_TEST_PACKED.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll } from "vitest"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const nodes = ["22.19.0", "24.21.0", "26.10.0"]
const isWanted = process.env.LAYERCAKE_TEST_PACKED !== undefined

const run = (command: string, args: ReadonlyArray<string>, cwd: string) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 600_000 })

describe.skipIf(!isWanted)("the published program", () => {
  const folder = mkdtempSync(join(tmpdir(), "layercake-packed-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

  beforeAll(() => {
    const packed = join(folder, "packed")
    run(process.execPath, [join(root, "tools/pack.mjs"), packed], root)
    const tarballs = readdirSync(packed)
      .filter((name) => /^layercake-(?:core|cli)-/.test(name))
      .map((name) => join(packed, name))
    assert.lengthOf(tarballs, 2)
    mkdirSync(join(folder, "installed"))
    const node = `node-${process.platform}-${process.arch}`
    const aliases = nodes.map((version) => `node-${version}@npm:${node}@${version}`)
    run(
      "npm",
      ["install", "--no-audit", "--no-fund", "--prefix", ".", ...tarballs, ...aliases],
      join(folder, "installed")
    )
  }, 600_000)

  for (const version of nodes)
    it(`begins a project, says where it stands and verifies it on Node ${version}`, () => {
      const installed = join(folder, "installed/node_modules")
      const node = join(installed, `node-${version}`, "bin/node")
      const data = join(folder, version)
      const layercake = (...args: ReadonlyArray<string>) =>
        run(node, [join(installed, "@layercake/cli/dist/main.js"), ...args, "--data", data], folder)
      assert.include(run(node, ["--version"], folder), version)
      const brief = join(installed, "@layercake/cli/examples/briefs/unit-price-api.md")
      assert.include(layercake("new", brief), "unit-price-api created")
      assert.include(layercake("status"), "unit-price-api  active  G0")
      assert.include(layercake("call", "gates.list", `{"project":"unit-price-api"}`), `"gate":"G9"`)
      assert.include(layercake("verify"), "are what the log says")
      assert.include(layercake("agents", "--json"), "orchestrator")
    }, 240_000)

  it("serves, with everything that it needs for that", async () => {
    const program = join(folder, "installed/node_modules/.bin/layercake")
    const server = spawn(program, ["serve", "--port", "0", "--data", join(folder, "served")], {
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
      stdio: ["ignore", "pipe", "inherit"]
    })
    const ended = new Promise((resolve) => server.once("exit", resolve))
    try {
      const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
      const { value } = await lines.next()
      const url = /http:\/\/\S+:\d+/.exec(String(value))?.[0]
      assert.isDefined(url, String(value))
      const described = await Effect.runPromise(
        HttpClient.get(`${url}/openapi.json`).pipe(Effect.provide(FetchHttpClient.layer))
      )
      assert.strictEqual(described.status, 200)
    } finally {
      server.kill("SIGTERM")
      await ended
    }
  }, 60_000)
})
