import { statSync } from "node:fs"
import { createServer, request, type Server } from "node:http"
import { dirname } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as AllowListProxy from "../src/AllowListProxy.ts"
import * as HostRule from "../src/HostRule.ts"

const nothing: AllowListProxy.AllowList = { rules: [], configured: [], upstream: {} }
const rule = (text: string) => Result.getOrThrow(HostRule.parse(text))

/** A server of this machine, with what it was asked. */
const serve = Effect.gen(function* () {
  const asked: Array<string> = []
  const server = yield* Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      const server = createServer((request, response) => {
        asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim())
        response.end("hello")
      })
      server.on("connect", (request, socket) => {
        asked.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim())
        socket.end("HTTP/1.1 200 OK\r\n\r\n")
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  )
  const address = server.address()
  return { asked, port: address === null || typeof address === "string" ? 0 : address.port }
})

/** Asks the proxy for a page, or for a tunnel to `host:port`; the status, 0 for none. */
const ask = (socketPath: string, path: string, method = "GET") =>
  Effect.callback<number>((resume) => {
    const asking = request({ socketPath, method, path, headers: { host: "x" } }, (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode ?? 0))
    })
    asking.on("connect", (response, socket) => {
      socket.destroy()
      resume(Effect.succeed(response.statusCode ?? 0))
    })
    asking.on("error", () => resume(Effect.succeed(0)))
    asking.end()
  })

describe("The proxy of a sandbox", () => {
  it.live("lets through what was configured, wherever it leads", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* serve
      const configured = [{ host: "127.0.0.1", port }]
      const proxy = yield* AllowListProxy.open({ ...nothing, configured })

      const statuses = [
        yield* ask(proxy.socket, `http://127.0.0.1:${port}/page`),
        yield* ask(proxy.socket, `127.0.0.1:${port}`, "CONNECT"),
        yield* ask(proxy.socket, `http://localhost:${port}/other`)
      ]

      assert.deepStrictEqual(statuses, [200, 200, 403])
      assert.deepStrictEqual(asked, ["/page"])
      assert.deepStrictEqual(yield* proxy.refused, [`localhost:${port}: it is not on the list of hosts`])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("refuses a listed name that leads to this machine, and connects to nothing", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* serve
      const proxy = yield* AllowListProxy.open({ ...nothing, rules: [rule(`localhost:${port}`)] })

      const statuses = [
        yield* ask(proxy.socket, `http://localhost:${port}/`),
        yield* ask(proxy.socket, `localhost:${port}`, "CONNECT")
      ]

      assert.deepStrictEqual(statuses, [403, 403])
      assert.deepStrictEqual(asked, [])
      assert.match(
        (yield* proxy.refused).join(),
        /localhost:\d+: it leads to (?:127\.0\.0\.1|::1), which is not/
      )
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("connects to the very address it has checked", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* serve
      const checked: Array<string> = []
      const list = { ...nothing, rules: [rule(`localhost:${port}`)] }
      const proxy = yield* AllowListProxy.open(list, (address) => checked.push(address) > 0)

      const statuses = [
        yield* ask(proxy.socket, `http://localhost:${port}/page`),
        yield* ask(proxy.socket, `localhost:${port}`, "CONNECT")
      ]

      assert.deepStrictEqual(statuses, [200, 200])
      assert.deepStrictEqual(asked, ["/page"])
      assert.include(checked, "127.0.0.1")
      assert.deepStrictEqual(yield* proxy.refused, [])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("refuses addresses in every notation, and what it cannot read", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* serve
      const proxy = yield* AllowListProxy.open({ ...nothing, rules: [rule("example.com")] })
      const hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::1]"
      ]

      const statuses = yield* Effect.forEach(hosts, (host) => ask(proxy.socket, `${host}:${port}`, "CONNECT"))
      const odd = yield* Effect.forEach(["no port", "/path", "https://example.com/"], (path) =>
        ask(proxy.socket, encodeURI(path))
      )

      assert.deepStrictEqual(new Set(statuses), new Set([403]))
      assert.deepStrictEqual(new Set(odd), new Set([400]))
      assert.deepStrictEqual(asked, [])
      assert.strictEqual((yield* proxy.refused).length, hosts.length)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("says when there is no such host", () =>
    Effect.gen(function* () {
      const proxy = yield* AllowListProxy.open({ ...nothing, rules: [rule("no-such-host.invalid")] })

      assert.strictEqual(yield* ask(proxy.socket, "no-such-host.invalid:443", "CONNECT"), 502)
      assert.deepStrictEqual(yield* proxy.refused, ["no-such-host.invalid:443: there is no such host"])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("goes through the proxy of the machine with its password, which the sandbox never sees", () =>
    Effect.gen(function* () {
      const above = yield* serve
      const proxy = yield* AllowListProxy.open({
        rules: [rule("no-such-host.invalid")],
        configured: [{ host: "registry.invalid", port: 80 }],
        upstream: {
          HTTP_PROXY: `http://user:word@127.0.0.1:${above.port}`,
          HTTPS_PROXY: `http://user:word@127.0.0.1:${above.port}`
        }
      })

      const statuses = [
        yield* ask(proxy.socket, "http://registry.invalid/package"),
        yield* ask(proxy.socket, "no-such-host.invalid:443", "CONNECT"),
        yield* ask(proxy.socket, "other.invalid:443", "CONNECT")
      ]

      const password = `Basic ${Buffer.from("user:word").toString("base64")}`
      assert.deepStrictEqual(statuses, [200, 200, 403])
      assert.deepStrictEqual(above.asked, [
        `http://registry.invalid/package ${password}`,
        `CONNECT no-such-host.invalid:443 ${password}`
      ])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("keeps its socket in a folder that no other user enters, and takes it away", () =>
    Effect.gen(function* () {
      const path = yield* Effect.scoped(
        Effect.map(AllowListProxy.open(nothing), ({ socket }) => {
          assert.strictEqual(statSync(dirname(socket)).mode & 0o077, 0)
          return socket
        })
      )

      assert.strictEqual(statSync(path, { throwIfNoEntry: false }), undefined)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
