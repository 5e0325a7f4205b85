import { assert, describe, it } from "@effect/vitest"
import { checker } from "@layercake/specification/ContractCheck"
import { Effect } from "effect"
import { treeOf } from "./SpecifiedTree.ts"

const specOf = (paths: Record<string, ReadonlyArray<string>>, servers = "") =>
  `openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\n${servers}paths:\n${Object.entries(paths)
    .map(
      ([path, methods]) =>
        `  ${path}:\n${/\{(\w+)\}/.test(path) ? `    parameters: [{ name: ${/\{(\w+)\}/.exec(path)?.[1]}, in: path, required: true, schema: { type: string } }]\n` : ""}${methods
          .map(
            (method) =>
              `    ${method}:\n      operationId: ${method}${path.replace(/\W/g, "")}\n      x-requirements: [FR-1]\n      responses: { "200": { description: ok } }\n`
          )
          .join("")}`
    )
    .join("")}`

const rooms = specOf({ "/rooms": ["get", "post"], "/rooms/{id}": ["get", "delete"] })

const check = (files: Record<string, string>, spec = rooms) =>
  checker.check(treeOf({ "specs/openapi.yaml": spec, "src/validators.ts": undefined, ...files }))

const says = (
  name: string,
  files: Record<string, string>,
  outcome: "passed" | "failed" | "inconclusive",
  ...expected: ReadonlyArray<string>
) =>
  it.effect(name, () =>
    Effect.gen(function* () {
      const report = yield* check(files)

      assert.deepStrictEqual(
        report.diagnostics.map(
          ({ line, message, path, rule }) => `${rule} ${path}:${line} ${message.split(" is in ")[0]}`
        ),
        [...expected]
      )
      assert.strictEqual(report.outcome, outcome, report.summary)
    })
  )

const express = `import express from "express"
const app = express()
app.use(express.json())
app.get("/rooms", list)
app.route("/rooms").post(book)
app.get("/rooms/:id", show).delete("/rooms/:id", cancel)
app.get("/health", (_, response) => response.json({}))
app.get("/", page)
app.get("/app.js", script)
app.use(express.static("public"))
app.all("/{*rest}", nothing)
`

describe("ContractCheck", () => {
  describe("reads the routes of", () => {
    says("Express", { "src/app.ts": express }, "passed")
    says(
      "an Express router that is mounted in another file",
      {
        "src/app.ts": `import express from "express"\nexport const app = express()\napp.use("/rooms", rooms)\n`,
        "src/rooms.ts": `import { Router } from "express"\nconst router = Router()\nrouter.get("/", a)\nrouter.post("/", b)\nrouter.get("/:id", c)\nrouter.delete("/:id", d)\n`
      },
      "passed"
    )
    says(
      "Fastify, with route objects and a prefix",
      {
        "src/app.ts": `import Fastify from "fastify"\nconst app = Fastify()\napp.register(rooms, { prefix: "/rooms" })\n`,
        "src/rooms.ts": `export const rooms = async (app) => {\n app.get("/", a)\n app.route({ method: ["POST"], url: "/", handler })\n app.route({ method: "GET", url: "/:id", handler })\n app.delete("/:id", d)\n}\n`
      },
      "passed"
    )
    says(
      "Hono, in a chain and with an app below a path",
      {
        "src/app.ts": `import { Hono } from "hono"\nconst rooms = new Hono().get("/", a).post("/", b).get("/:id", c).on("DELETE", "/:id", d)\nexport default new Hono().route("/rooms", rooms)\n`
      },
      "passed"
    )
    says(
      "node:http in conditions",
      {
        "src/server.ts": `import { createServer } from "node:http"
const one = /^\\/rooms\\/([^/]+)$/
createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://x")
  if (request.method === "GET" && pathname === "/rooms") return list()
  if (pathname === "/rooms") { if (request.method === "POST") return book() }
  const match = one.exec(pathname)
  if (match) {
    switch (request.method) { case "GET": return show(match[1]); case "DELETE": return cancel(match[1]) }
  }
})
`
      },
      "passed"
    )
    says(
      "node:http in a switch and in a table",
      {
        "src/server.ts": `import { createServer } from "node:http"
const routes = { "GET /rooms": list, "POST /rooms": book }
const more = [["GET", new RegExp(""), x], ["DELETE", /^\\/rooms\\/(\\d+)\\/?$/, cancel], ["GET", /^\\/rooms\\/(?<id>[^/]+)$/, show]]
`
      },
      "passed"
    )
    says(
      "files of Next",
      {
        "src/app/(shop)/rooms/route.ts": `export async function GET() {}\nexport const POST = () => {}\n`,
        "src/app/rooms/[id]/route.ts": `const h = () => {}\nexport { h as GET, h as DELETE }\n`
      },
      "passed"
    )
  })

  says(
    "fails on an operation that no route serves",
    { "src/app.ts": express.replace('.delete("/rooms/:id", cancel)', "") },
    "failed",
    "operation-unserved specs/openapi.yaml:19 DELETE /rooms/{id}"
  )
  says(
    "does not take a route of another path or method for it",
    {
      "src/app.ts": express
        .replace('app.get("/rooms", list)', 'app.get("/room", list)')
        .replace('app.route("/rooms").post', 'app.route("/rooms").put')
    },
    "failed",
    "operation-unserved specs/openapi.yaml:5 GET /rooms",
    "operation-unserved specs/openapi.yaml:9 POST /rooms",
    "route-unspecified src/app.ts:4 The route GET /room",
    "route-unspecified src/app.ts:5 The route PUT /rooms"
  )
  says(
    "fails on a route that changes something and is in no specification",
    { "src/app.ts": `${express}app.post("/admin/reset", reset)\n` },
    "failed",
    "route-unspecified src/app.ts:12 The route POST /admin/reset"
  )
  says(
    "fails on a route beside those of the interface, and warns of a page",
    {
      "src/app.ts": `${express}app.get("/rooms/:id/secrets", a)\napp.get("/about", b)\napp.get("/rooms/:id/status", c)\n`
    },
    "failed",
    "route-unspecified src/app.ts:12 The route GET /rooms/{}/secrets",
    "route-unspecified src/app.ts:13 The route GET /about",
    "route-unspecified src/app.ts:14 The route GET /rooms/{}/status"
  )
  says(
    "finds nothing in clients, tests, and text that only looks like a path",
    {
      "src/app.ts": `${express}const location = \`/rooms/\${id}/x\`\nlog("/rooms/other", "seen", 1)\n`,
      "public/page.js": `api("POST", "/secret", 1)`,
      "src/browser.ts": `document.title = "x"; call("PUT", "/secret", 1)`,
      "test/app.test.ts": `request("DELETE", "/secret", 1)`
    },
    "passed"
  )

  describe("is inconclusive rather than wrong", () => {
    says(
      "where paths are taken apart by hand",
      {
        "src/server.ts": `const [, what, id] = url.pathname.split("/")\nif (method === "GET" && path === "/rooms") list()\n`
      },
      "inconclusive"
    )
    says(
      "where no router can be read",
      { "src/server.ts": `import { serve } from "somewhere"\nserve({})\n` },
      "inconclusive"
    )
    says(
      "where a framework is not known",
      {
        "src/rooms.ts": `import { Controller } from "@nestjs/common"\n`,
        "src/app.ts": express.replace(/app.route.*\n/, "")
      },
      "inconclusive"
    )
    says(
      "where paths are made when the program runs",
      { "src/app.ts": express.replace('app.get("/rooms", list)', "app.get(base + path, list)") },
      "inconclusive"
    )
    says(
      "where only a route for any text could answer",
      { "src/app.ts": express.replace('app.get("/rooms", list)', 'app.get("/:what", list)') },
      "inconclusive"
    )
    says("where a file cannot be parsed", { "src/app.ts": "const = (" }, "inconclusive")
  })

  it.effect("looks below the paths of the servers, too", () =>
    Effect.gen(function* () {
      const spec = specOf({ "/rooms": ["get"] }, 'servers: [{ url: "https://example.org/api/" }]\n')
      const report = yield* check(
        { "src/app.ts": `import e from "express"\ne().get("/api/rooms", a)\n` },
        spec
      )

      assert.strictEqual(report.outcome, "passed", report.summary)
    })
  )

  it.effect("traces the file that serves a requirement", () =>
    Effect.gen(function* () {
      const report = yield* check({ "src/app.ts": express })

      assert.deepStrictEqual(
        [...new Set(report.trace?.files?.map(({ path, requirement }) => `${requirement} ${path}`))],
        ["FR-1 src/app.ts"]
      )
    })
  )

  it.effect("has nothing against a program without an interface, and asks for the document", () =>
    Effect.gen(function* () {
      const none = yield* check(
        { "src/main.ts": "run()" },
        "openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\npaths: {}\n"
      )
      const missing = yield* checker.check(treeOf({ "specs/openapi.yaml": undefined }))
      const broken = yield* check({}, "openapi: 2")

      assert.strictEqual(none.outcome, "passed", none.summary)
      assert.strictEqual(missing.outcome, "failed")
      assert.strictEqual(broken.outcome, "inconclusive")
    })
  )
})
