/**
 * Operations over HTTP: how they are asked, what they answer, and how they refuse.
 */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { pathOf } from "../../src/http/ApiRoute.ts"
import { operations } from "../../src/http/OperationEntry.ts"
import * as ScalarQuery from "../../src/http/ScalarQuery.ts"
import * as HttpWorld from "./HttpWorld.ts"

const { ask } = HttpWorld

layer(HttpWorld.layer(), { excludeTestServices: true, timeout: "2 minutes" })(
  "operations over HTTP",
  (it) => {
    it.effect("are all reachable, and asked by GET only where they read", () =>
      Effect.gen(function* () {
        for (const entry of operations) {
          const path = pathOf(entry)
          const put = yield* ask(path, { method: "PUT", as: "ada" })
          assert.deepStrictEqual(
            [put.status, put.json["type"]],
            [405, "urn:layercake:problem:method-not-allowed"],
            path
          )
          const allowed = ScalarQuery.fieldsOf(entry) === undefined ? "POST" : "GET, POST"
          assert.strictEqual(put.headers.get("allow"), allowed, path)
          if (entry.mark.effect !== "read") assert.strictEqual(allowed, "POST", path)
          // A payload that nothing takes: whoever answers is the operation.
          const posted = yield* ask(path, { as: "ada", json: ["nothing takes this"] })
          assert.deepStrictEqual([posted.status, posted.json["operation"]], [422, entry.tag], path)
        }
      })
    )

    it.effect("answer the same to GET and POST", () =>
      Effect.gen(function* () {
        const got = yield* ask("/api/projects/get?project=rooms", { as: "ada" })
        const posted = yield* ask("/api/projects/get", { as: "ada", json: { project: "rooms" } })
        assert.strictEqual(got.status, 200)
        assert.strictEqual(got.json["project"], "rooms")
        assert.strictEqual(got.text, posted.text)
        assert.match(got.headers.get("content-type") ?? "", /^application\/json/)
      })
    )

    it.effect("say where nothing answers", () =>
      Effect.gen(function* () {
        for (const path of [
          "/api/projects/nothing-such",
          "/api/nothing",
          "/nothing",
          "/api/__proto__/constructor"
        ]) {
          const { headers, json, status } = yield* ask(path, { as: "ada", json: {} })
          assert.oneOf(status, [404, 405], path)
          assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/)
          assert.strictEqual(json["status"], status)
        }
      })
    )

    it.effect("name each field that is wrong, and change nothing", () =>
      Effect.gen(function* () {
        const { json, status } = yield* ask("/api/projects/get", {
          as: "ada",
          json: { project: 12, extra: true }
        })
        assert.strictEqual(status, 422)
        const pointers = (json["errors"] as ReadonlyArray<{ readonly pointer: string }>).map(
          ({ pointer }) => pointer
        )
        assert.sameMembers(pointers, ["/project", "/extra"])
        const queried = yield* ask("/api/events/stream?follow=maybe", { as: "ada" })
        assert.deepStrictEqual([queried.status, queried.json["code"] ?? "invalid"], [422, "invalid"])
        assert.include(queried.text, "/follow")
        const brief = yield* ask("/api/intake/check", { as: "ada", json: { brief: "AAECAw==" } })
        assert.strictEqual(brief.json["errors"][0].pointer, "/brief")
      })
    )

    it.effect("refuse what is no JSON, and what is nested too deep", () =>
      Effect.gen(function* () {
        const broken = yield* ask("/api/projects/get", { as: "ada", body: '{"project":' })
        assert.deepStrictEqual(
          [broken.status, broken.json["type"]],
          [400, "urn:layercake:problem:malformed-json"]
        )
        const deep = yield* ask("/api/projects/get", {
          as: "ada",
          body: `${'{"project":'.repeat(65)}1${"}".repeat(65)}`
        })
        assert.deepStrictEqual([deep.status, deep.json["type"]], [422, "urn:layercake:problem:json-too-deep"])
        const typed = yield* ask("/api/projects/get", {
          as: "ada",
          body: "project=rooms",
          headers: { "content-type": "application/x-www-form-urlencoded" }
        })
        assert.strictEqual(typed.status, 415)
      })
    )

    it.effect("tell strangers nothing, and nobody that they have to log in", () =>
      Effect.gen(function* () {
        const there = yield* ask("/api/projects/get?project=rooms", { as: "mallory" })
        const missing = yield* ask("/api/projects/get?project=missing", { as: "mallory" })
        assert.deepStrictEqual([there.status, there.text], [404, missing.text])
        const nobody = yield* ask("/api/projects/get?project=rooms")
        assert.deepStrictEqual(
          [nobody.status, nobody.headers.get("www-authenticate")],
          [401, 'Bearer realm="layercake"']
        )
        const refused = yield* ask("/api/projects/get?project=rooms", { as: "wrong" })
        assert.deepStrictEqual(
          [refused.status, refused.json["type"]],
          [401, "urn:layercake:problem:credential-refused"]
        )
        const basic = yield* ask("/api/projects/get?project=rooms", {
          headers: { authorization: "Basic YWRhOmFkYQ==" }
        })
        assert.strictEqual(basic.status, 401)
      })
    )

    it.effect("refuse with the operation's own error", () =>
      Effect.gen(function* () {
        const { json, status, text } = yield* ask("/api/projects/create", {
          as: "ada",
          json: { brief: Buffer.from(HttpWorld.brief).toString("base64"), project: "rooms" }
        })
        assert.deepStrictEqual([status, json["type"]], [409, "urn:layercake:problem:project-exists"])
        assert.strictEqual((json["error"] as { readonly _tag: string })._tag, "CommandRefused")
        assert.notInclude(text, "at file:")
      })
    )

    it.effect("go by the paths of the predecessor, too", () =>
      Effect.gen(function* () {
        const listed = yield* ask("/api/projects", { as: "ada" })
        assert.deepStrictEqual(listed.text, (yield* ask("/api/projects/list", { as: "ada" })).text)
        const gates = yield* ask("/api/projects/rooms/gates", { as: "ada" })
        assert.deepStrictEqual(
          [gates.status, gates.text],
          [200, (yield* ask("/api/gates/list?project=rooms", { as: "ada" })).text]
        )
        const put = yield* ask("/api/projects", { method: "PUT", as: "ada" })
        assert.deepStrictEqual([put.status, put.headers.get("allow")], [405, "GET, POST"])
        const unknown = yield* ask("/api/projects", { method: "PROPFIND", as: "ada" })
        assert.strictEqual(unknown.status, 405)
      })
    )
  }
)
