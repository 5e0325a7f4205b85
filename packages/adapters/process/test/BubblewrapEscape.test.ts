import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { afterAll, assert, it, layer } from "@effect/vitest"
import * as SandboxTrial from "@layercake/conformance/SandboxTrial"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { Effect, Layer } from "effect"
import * as BubblewrapSandbox from "../src/BubblewrapSandbox.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

const surroundings = SandboxSurroundings.below(tmpdir())

const run = (directory: string, script: string, options?: Partial<SandboxCommand>) =>
  SandboxTrial.shell(surroundings, script, { ...options, directory })

/** Sits beside the workspaces, as another project's folder would. */
const neighbour = mkdtempSync(`${tmpdir()}/layercake-neighbour-`)
writeFileSync(`${neighbour}/secret`, "the neighbour's secret")
afterAll(() => rmSync(neighbour, { recursive: true, force: true }))
process.env["LAYERCAKE_TEST_SECRET"] = "the secret of the environment"

/** Each prints `escaped` when it gets what it must not get. `$1` is the neighbour's folder. */
const attacks: Readonly<Record<string, string>> = {
  "reads another project's folder": `cat "$1/secret" && echo escaped`,
  "reads it through a link in its own folder": `ln -s "$1/secret" link; cat link && echo escaped`,
  "reads it through the root of another process": `cat /proc/1/root"$1/secret" && echo escaped`,
  "reads the passwords of the machine": `cat /etc/shadow && echo escaped`,
  "reads root's home": `ls /root/.npmrc /root/.ssh && echo escaped`,
  "reads npm's global settings": `cat /usr/etc/npmrc /usr/local/etc/npmrc && echo escaped`,
  "sees the environment of LayerCake": `cat /proc/*/environ | grep -a "secret of the env" && echo escaped`,
  "writes into another project's folder": `echo x > "$1/written" && echo escaped`,
  "writes through a link in its own folder": `ln -s "$1" out; echo x > out/written && echo escaped`,
  "writes into the system": `for f in / /usr /usr/local /etc /opt /dev /sys; do touch $f/x && echo escaped; done`,
  "replaces the programs it is run by": `for f in node npm; do rm -f $(command -v $f) && echo escaped; done`,
  "changes settings of the kernel": `
    for f in core_pattern sysrq modprobe hostname; do (: >> /proc/sys/kernel/$f) && echo escaped; done
    (: >> /proc/sysrq-trigger) && echo escaped`,
  "reads the memory of the machine": `head -c 1 /proc/kcore && echo escaped; head -c 1 /dev/mem && echo escaped`,
  "sees processes of the machine": `[ $(ls /proc | grep -c "^[0-9]") -gt 12 ] && echo escaped`,
  "signals processes of the machine": `kill -0 ${process.pid} && echo escaped`,
  "mounts something": `mount -t tmpfs x /tmp && echo escaped; mount --bind /tmp /usr && echo escaped`,
  "makes user namespaces": `unshare -U true && echo escaped; unshare -Urm true && echo escaped`,
  "makes devices": `mknod disk b 254 0 && echo escaped`,
  "becomes another user": `setpriv --reuid 0 true && echo escaped; su -c true && echo escaped`,
  "holds capabilities": `grep -q "CapPrm:.*[1-9a-f]" /proc/self/status && echo escaped
                         grep -q "CapBnd:.*[1-9a-f]" /proc/self/status && echo escaped`,
  "reaches the outside": `node -e 'require("net").connect(53, "192.0.2.1").on("connect", () => console.log("escaped"))
    .on("error", () => process.exit())'`,
  "fills memory by way of temporary files": `head -c 300000000 /dev/zero > /tmp/big && echo escaped
    head -c 300000000 /dev/zero > /dev/shm/big && echo escaped`
}

if (bwrapIsMissing) {
  it.skip(`bubblewrap against attacks: not tested here, ${bwrapIsMissing}`, () => {})
} else {
  const bubblewrap = Layer.provide(BubblewrapSandbox.layer, NodeServices.layer)

  layer(bubblewrap, { excludeTestServices: true, timeout: "30 seconds" })("A command in bubblewrap", (it) => {
    for (const [attack, script] of Object.entries(attacks)) {
      it.effect(`never ${attack}`, () =>
        Effect.scoped(
          Effect.gen(function* () {
            const result = yield* run(yield* surroundings.folder, `set -- ${neighbour}\n${script}`)

            assert.notInclude(result.text, "escaped")
            assert.strictEqual(result.killed, null)
          })
        )
      )
    }

    it.effect("leaves the neighbour's folder as it was", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* surroundings.read(`${neighbour}/written`), "")
        assert.strictEqual(yield* surroundings.read(`${neighbour}/secret`), "the neighbour's secret")
      })
    )

    const abstractName = `layercake-test-${process.pid}`
    for (const [name, listenOn] of [
      ["port", { port: 0, host: "127.0.0.1" }],
      ["named socket", { path: `\0${abstractName}` }]
    ] as const) {
      it.effect(`never reaches a ${name} of the machine`, () =>
        Effect.scoped(
          Effect.gen(function* () {
            const server = yield* Effect.acquireRelease(
              Effect.callback<ReturnType<typeof createServer>>((resume) => {
                const server = createServer((socket) => socket.end("host"))
                server.listen(listenOn, () => resume(Effect.succeed(server)))
              }),
              (server) => Effect.sync(() => server.close())
            )
            const address = server.address()
            const target =
              address === null || typeof address === "string"
                ? `{ path: "\\0${abstractName}" }`
                : `${address.port}, "127.0.0.1"`
            const script = `require("net").connect(${target})
              .on("data", (data) => console.log(String(data))).on("error", (error) => console.log(error.code))`
            const directory = yield* surroundings.folder
            const answers = yield* Effect.forEach(
              ["none", "loopback", "registry", { hosts: ["localhost"] }] as const,
              (network) =>
                Effect.map(run(directory, "", { argv: ["node", "-e", script], network }), (result) =>
                  result.text.trim()
                )
            )

            assert.deepStrictEqual(answers, ["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"])
          })
        )
      )
    }
  })
}
