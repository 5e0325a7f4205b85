import { assert, describe, it } from "@effect/vitest"
import * as PackageRegistryConformance from "@layercake/conformance/PackageRegistryConformance"
import { PackageRegistry } from "@layercake/core/port/PackageRegistry"
import * as NpmPackageRegistry from "@layercake/registry/NpmPackageRegistry"
import { credentialsIn, type NpmSettings, standard } from "@layercake/registry/NpmSettings"
import { Effect, Layer, Option } from "effect"
import { documentOf, json, serve } from "./RegistryServer.ts"

const { samples, unanswered } = PackageRegistryConformance

const settingsFor = (registry: string, more: Partial<NpmSettings> = {}): NpmSettings => ({
  ...standard,
  ...more,
  plain: { registry, ...more.plain }
})

const answering = serve((path, response) => {
  const name = path.slice(1)
  if (name === unanswered) return void response.destroy()
  const found = Object.hasOwn(samples, name) ? samples[name] : undefined
  return found === undefined ? json(response, { error: "Not found" }, 404) : json(response, documentOf(found))
})

PackageRegistryConformance.suite(
  "npm",
  Layer.unwrap(
    Effect.map(answering, ({ address }) =>
      NpmPackageRegistry.layerWith({ settings: Effect.succeed(settingsFor(address)), timeoutMillis: 5_000 })
    )
  )
)

const room = samples["room-booking"]
assert(room !== undefined)

const describeWith = (options: NpmPackageRegistry.NpmPackageRegistryOptions, name = "room-booking") =>
  Effect.flatMap(PackageRegistry, (registry) => registry.describe(name)).pipe(
    Effect.provide(NpmPackageRegistry.layerWith({ timeoutMillis: 2_000, ...options }))
  )

describe("NpmPackageRegistry", () => {
  it.live("takes the dates of a mirror for what they are", () =>
    Effect.gen(function* () {
      const { address } = yield* serve((_path, response) => json(response, documentOf(room, "arrival")))

      const found = Option.getOrThrow(yield* describeWith({ settings: Effect.succeed(settingsFor(address)) }))

      assert.strictEqual(found.dates, "arrival")
      assert.strictEqual(found.firstPublishedAt, "2024-01-10T08:00:00.000Z")
    }).pipe(Effect.scoped)
  )

  it.live("does without dates, tags and download counts that the registry does not have", () =>
    Effect.gen(function* () {
      const bare = { name: "room-booking", versions: { "1.0.0": {} } }
      const { address } = yield* serve((path, response) =>
        path.startsWith("/room") ? json(response, bare) : json(response, {}, 404)
      )

      const found = yield* describeWith({
        settings: Effect.succeed(settingsFor(address)),
        downloads: `${address}weekly/`
      })

      assert.deepStrictEqual(Option.getOrThrow(found), {
        name: "room-booking",
        firstPublishedAt: null,
        dates: "arrival",
        tags: {},
        versions: [{ version: "1.0.0", publishedAt: null, deprecated: null, hasInstallScript: false }],
        weeklyDownloads: null
      })
    }).pipe(Effect.scoped)
  )

  it.live("counts downloads where there is somebody to ask", () =>
    Effect.gen(function* () {
      const { address } = yield* serve((path, response) =>
        json(response, path.startsWith("/weekly/") ? { downloads: 12 } : documentOf(room))
      )

      const found = yield* describeWith({
        settings: Effect.succeed(settingsFor(address)),
        downloads: `${address}weekly/`
      })

      assert.strictEqual(Option.getOrThrow(found).weeklyDownloads, 12)
    }).pipe(Effect.scoped)
  )

  it.live("knows nothing of a package that was taken back", () =>
    Effect.gen(function* () {
      const { address } = yield* serve((_path, response) =>
        json(response, { name: "room-booking", time: { unpublished: { time: "2025-01-01T00:00:00Z" } } })
      )

      assert.deepStrictEqual(
        yield* describeWith({ settings: Effect.succeed(settingsFor(address)) }),
        Option.none()
      )
    }).pipe(Effect.scoped)
  )

  it.live("asks the registry of the scope, and gives each registry its own credentials only", () =>
    Effect.gen(function* () {
      const main = yield* serve((_path, response) => json(response, documentOf(room)))
      const rooms = yield* serve((_path, response) => json(response, documentOf(room)))
      const token = credentialsIn(
        `//${new URL(rooms.address).host}/:_authToken="\${ROOMS_TOKEN}"\n# //x/:_authToken=no\n`,
        { ROOMS_TOKEN: "secret-of-rooms" }
      )
      const settings = settingsFor(main.address, {
        plain: { registry: main.address, "@rooms:registry": rooms.address },
        credentials: token
      })

      yield* describeWith({ settings: Effect.succeed(settings) }, "@rooms/calendar")
      yield* describeWith({ settings: Effect.succeed(settings) })

      assert.deepStrictEqual(rooms.asked, [
        { path: "/@rooms/calendar", authorization: "Bearer secret-of-rooms" }
      ])
      assert.deepStrictEqual(main.asked, [{ path: "/room-booking", authorization: undefined }])
      assert.notInclude(String(Object.values(settings.credentials)), "secret-of-rooms")
    }).pipe(Effect.scoped)
  )

  it.live("tells a refusal, an answer that is none, and silence apart, without the address", () =>
    Effect.gen(function* () {
      const { address } = yield* serve((path, response) => {
        if (path === "/refused") return json(response, { error: "no" }, 401)
        if (path === "/page") return void response.end("<html>")
        if (path === "/other") return json(response, { hello: true })
        return undefined
      })
      const settings = settingsFor(address.replace("//", "//user:pass@"))
      const reasonOf = (name: string) =>
        Effect.map(
          Effect.flip(describeWith({ settings: Effect.succeed(settings), timeoutMillis: 300 }, name)),
          (error) => {
            assert.notInclude(error.message, "pass@")
            return error.reason
          }
        )

      assert.deepStrictEqual(yield* Effect.forEach(["refused", "page", "other", "silent"], reasonOf), [
        "refused",
        "unreadable",
        "unreadable",
        "unreachable"
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("tells pnpm and Yarn of the registry, without its user and password", () =>
    Effect.gen(function* () {
      const environment = yield* PackageRegistry.pipe(
        Effect.flatMap((registry) => registry.environment),
        Effect.provide(
          NpmPackageRegistry.layerWith({
            settings: Effect.succeed(settingsFor("http://user:pass@127.0.0.1:4873/npm/"))
          })
        )
      )

      assert.deepStrictEqual(environment, {
        npm_config_registry: "http://127.0.0.1:4873/npm/",
        pnpm_config_registry: "http://127.0.0.1:4873/npm/",
        YARN_REGISTRY: "http://127.0.0.1:4873/npm/",
        YARN_NPM_REGISTRY_SERVER: "http://127.0.0.1:4873/npm",
        YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1"
      })
    })
  )
})
