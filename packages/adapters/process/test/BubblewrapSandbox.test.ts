import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer as createHttpServer } from "node:http"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { afterAll, assert, it, layer } from "@effect/vitest"
import * as SandboxConformance from "@layercake/conformance/SandboxConformance"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { Duration, Effect, Layer } from "effect"
import * as BubblewrapSandbox from "../src/BubblewrapSandbox.ts"
import * as NodeToolchain from "../src/NodeToolchain.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

const isRoot = process.getuid?.() === 0
const surroundings = SandboxSurroundings.below(tmpdir())

/** Sits beside the workspaces, as another project's folder would. */
const neighbour = mkdtempSync(`${tmpdir()}/layercake-neighbour-`)
writeFileSync(`${neighbour}/secret`, "the neighbour's secret")
afterAll(() => rmSync(neighbour, { recursive: true, force: true }))
process.env["LAYERCAKE_TEST_SECRET"] = "the secret of the environment"

const run = Effect.fnUntraced(function* (
  directory: string,
  script: string,
  options: Partial<SandboxCommand> = {}
) {
  const sandbox = yield* Sandbox
  const result = yield* sandbox.run({
    directory,
    argv: ["sh", "-c", script],
    network: "none",
    timeout: Duration.seconds(20),
    outputLimit: 100_000,
    diskLimit: 100_000_000,
    memoryLimit: 1_000_000_000,
    ...options
  })
  return { ...result, text: new TextDecoder().decode(result.output) }
})

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
  it.skip(`bubblewrap: not tested here, ${bwrapIsMissing}`, () => {})
} else {
  const bubblewrap = Layer.provide(BubblewrapSandbox.layer, NodeServices.layer)

  SandboxConformance.suite("bubblewrap", bubblewrap, surroundings, { isolated: true })

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
      it.effect(`reaches a ${name} of the machine only while it installs`, () =>
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
            const answers = yield* Effect.forEach(["none", "loopback", "registry"] as const, (network) =>
              Effect.map(run(directory, "", { argv: ["node", "-e", script], network }), (result) =>
                result.text.trim()
              )
            )

            assert.deepStrictEqual(answers, ["ECONNREFUSED", "ECONNREFUSED", "host"])
          })
        )
      )
    }

    it.effect("cannot change the repository or npm's settings of its folder", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          mkdirSync(`${directory}/.git`)
          writeFileSync(`${directory}/.git/config`, "before")
          writeFileSync(`${directory}/.npmrc`, "before")

          const result = yield* run(
            directory,
            `echo x > .git/config; touch .git/hook; mv .git moved; rm -r .git
             echo x > .npmrc; rm .npmrc; mv .npmrc moved; cat .git/config .npmrc`
          )

          assert.match(result.text, /beforebefore$/)
          assert.strictEqual(yield* surroundings.read(`${directory}/.git/config`), "before")
          assert.strictEqual(yield* surroundings.read(`${directory}/.npmrc`), "before")
        })
      )
    )

    it.effect("cannot make a repository where there is none", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder

          const result = yield* run(
            directory,
            `git init -q && echo made; mkdir -p .git/hooks && echo made; rmdir .git && echo made`
          )

          assert.notInclude(result.text, "made")
          assert.strictEqual(statSync(`${directory}/.git`).isDirectory(), true)
        })
      )
    )

    it.effect("is refused a folder whose repository is a link", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          symlinkSync("/etc", `${directory}/.git`)

          const error = yield* Effect.flip(run(directory, "true"))

          assert.include(error.message, ".git is neither a folder nor a file")
        })
      )
    )

    it.effect("follows no link that stands for npm's settings", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          symlinkSync("/etc/hostname", `${directory}/.npmrc`)

          const result = yield* run(directory, "cat .npmrc || echo nothing")

          assert.include(result.text, "nothing")
        })
      )
    )

    it.effect("is refused folders of the system", () =>
      Effect.gen(function* () {
        const errors = yield* Effect.forEach(["/", "/usr", "/etc", "/tmp"], (directory) =>
          Effect.flip(run(directory, "true"))
        )

        assert.isTrue(errors.every((error) => error.message.includes("folder of the system")))
      })
    )

    it.effect("shares no temporary files with other commands", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          yield* run(directory, `touch /tmp/mine /dev/shm/mine "$HOME/mine"`)

          const result = yield* run(directory, `ls -A /tmp/mine /dev/shm "$HOME"`)

          assert.notMatch(result.text, /^mine/m)
        })
      )
    )

    it.effect("uses the repository though somebody else owns it", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          const git = `${directory}/.git`
          for (const folder of ["objects", "refs/heads"]) mkdirSync(`${git}/${folder}`, { recursive: true })
          writeFileSync(`${git}/HEAD`, "ref: refs/heads/main\n")

          const result = yield* run(directory, "git symbolic-ref HEAD")

          assert.strictEqual(result.text, "refs/heads/main\n")
        })
      )
    )

    it.effect.skipIf(!isRoot)("is never root, and root keeps the use of the folder", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* surroundings.folder
          mkdirSync(`${directory}/ours`)
          writeFileSync(`${directory}/ours/file`, "ours")

          yield* run(directory, "umask 077; echo theirs > ours/file; mkdir new; echo new > new/file")

          const owners = ["ours/file", "new/file", "."].map((path) => statSync(`${directory}/${path}`).uid)
          assert.deepStrictEqual(new Set(owners).size, 1)
          assert.notStrictEqual(owners[0], 0)
          assert.strictEqual(yield* surroundings.read(`${directory}/ours/file`), "theirs\n")
          assert.strictEqual(yield* surroundings.read(`${directory}/new/file`), "new\n")
        })
      )
    )

    it.effect("works below a folder that is closed to all others", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const closed = yield* surroundings.folder
          mkdirSync(`${closed}/work space`)

          const result = yield* run(`${closed}/work space`, "echo x > file && cat file")

          assert.strictEqual(result.text, "x\n")
        })
      )
    )
  })

  it.live.skipIf(!isRoot)("refuses to be made where commands would be root", () =>
    Effect.gen(function* () {
      const error = yield* Layer.build(BubblewrapSandbox.layerWith({ uid: 0 })).pipe(
        Effect.scoped,
        Effect.flip
      )

      assert.strictEqual(error._tag, "SandboxUnavailable")
    }).pipe(Effect.provide(NodeServices.layer))
  )

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
          "proxy http://user:pass@127.0.0.1:9"
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
      const server = createHttpServer((request, response) => {
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
