/**
 * The behaviour every `Deployer` adapter must show. One call per adapter. The programs it deploys are small Node servers.
 */
import { assert, it } from "@effect/vitest"
import { Deployer, type DeployRequest } from "@layercake/core/port/Deployer"
import { ProjectId } from "@layercake/core/project/Project"
import { Duration, Effect, type Layer, Option, Redacted, type Scope, Stream } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"

/** The machine the programs run on, as seen from outside. */
export interface DeployerSurroundings {
  /** Absolute path of an empty folder, a built workspace; removed with its scope. */
  readonly folder: Effect.Effect<string, never, Scope.Scope>
  /** How many processes were started with arguments that hold this text. */
  readonly running: (text: string) => Effect.Effect<number>
}

/** Answers `/` with the word, `/env` with its environment, `/later` with 503 until it is asked the third time. */
export const server = (word: string, before = "") => `
  ${before}
  let asked = 0
  require("node:http").createServer((request, response) => {
    if (request.url === "/later" && ++asked < 3) response.statusCode = 503
    if (request.url === "/broken") response.statusCode = 500
    if (request.url === "/away") response.writeHead(302, { location: "/" })
    response.end(request.url === "/env" ? Object.entries(process.env).map((pair) => pair.join("=")).join("\\n") : "${word}")
  }).listen(Number(process.env.PORT), process.env.HOST)`

const timeout = Duration.seconds(10)

export const suite = <E>(name: string, layer: Layer.Layer<Deployer, E>, surroundings: DeployerSurroundings) =>
  it.layer(layer, { excludeTestServices: true, timeout: "30 seconds" })(`Deployer (${name})`, (it) => {
    const { folder, running } = surroundings

    const requestFor = (key: string, source: string, directory: string): DeployRequest => ({
      key,
      project: ProjectId.make("demo"),
      target: "staging",
      directory,
      start: ["node", "-e", source]
    })

    /** Deploys a program that is stopped when the scope ends. */
    const deploy = Effect.fnUntraced(function* (key: string, source: string) {
      const deployer = yield* Deployer
      const request = requestFor(key, source, yield* folder)
      return yield* Effect.acquireRelease(deployer.deploy(request), (deployment) =>
        Effect.ignore(deployer.stop(deployment))
      )
    })

    const get = (url: string) =>
      Effect.flatMap(HttpClient.get(url), (response) => response.text).pipe(
        Effect.provide(FetchHttpClient.layer)
      )

    const health = (
      deployment: { readonly address: string; readonly handle: string },
      path: string,
      time = timeout
    ) => Effect.flatMap(Deployer, (deployer) => deployer.health(deployment, { path, timeout: time }))

    it.effect("starts the program and says where it answers", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployment = yield* deploy("starts", server("hello"))

          yield* health(deployment, "/")

          assert.strictEqual(yield* get(deployment.address), "hello")
        })
      )
    )

    it.effect(
      "tells the program where to listen, that it is in production, and nothing of its own settings",
      () =>
        Effect.scoped(
          Effect.gen(function* () {
            const deployment = yield* deploy("environment", server("hello"))
            yield* health(deployment, "/")

            const lines = (yield* get(`${deployment.address}/env`)).split("\n")

            const port = lines.find((line) => line.startsWith("PORT="))?.slice("PORT=".length) ?? "none"
            assert.isTrue(deployment.address.endsWith(`:${port}`))
            assert.include(lines, "NODE_ENV=production")
            assert.isFalse(lines.some((line) => /^(VITEST|NODE_OPTIONS|npm_)/.test(line)))
          })
        )
    )

    it.effect("gives the program its variables, and lets none of them be what the deployer sets", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const request = {
            ...requestFor("variables", server("hello"), yield* folder),
            variables: { TOKEN: Redacted.make("t0ken of = the\ttest"), PORT: Redacted.make("1") }
          }
          const deployment = yield* Effect.acquireRelease(deployer.deploy(request), (running) =>
            Effect.ignore(deployer.stop(running))
          )
          yield* health(deployment, "/")

          const lines = (yield* get(`${deployment.address}/env`)).split("\n")

          assert.include(lines, "TOKEN=t0ken of = the\ttest")
          assert.notInclude(lines, "PORT=1")
        })
      )
    )

    it.effect("keeps what the program printed, also when it has ended", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const talks = `console.log("first line"); console.error("last words")`
          const deployment = yield* deploy("talks", server("hello", talks))
          yield* health(deployment, "/")
          assert.deepStrictEqual(
            yield* deployer.logs("talks", 10_000),
            Option.some("first line\nlast words\n")
          )
          assert.deepStrictEqual(yield* deployer.logs("talks", 6), Option.some("words\n"))

          yield* deployer.stop(deployment)

          assert.include(Option.getOrThrow(yield* deployer.logs("talks", 10_000)), "last words")
          assert.deepStrictEqual(yield* deployer.logs("never deployed", 10_000), Option.none())
        })
      )
    )

    it.effect("finds what runs under a key, and nothing under another", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const deployment = yield* deploy("found", server("hello"))

          assert.deepStrictEqual(yield* deployer.find("found"), Option.some(deployment))
          assert.deepStrictEqual(yield* deployer.find("never started"), Option.none())
        })
      )
    )

    it.effect("starts the program once however often it is deployed under one key", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const first = yield* deploy("once", server("only 8401"))

          const again = yield* deploy("once", server("only 8401"))

          assert.deepStrictEqual(again, first)
          assert.strictEqual(yield* running("only 8401"), 1)
        })
      )
    )

    it.effect("starts the program once when it is deployed several times at the same moment", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployments = yield* Effect.all(
            Array.from({ length: 4 }, () => deploy("at once", server("only 8402"))),
            { concurrency: "unbounded" }
          )

          assert.strictEqual(new Set(deployments.map((deployment) => deployment.handle)).size, 1)
          assert.strictEqual(yield* running("only 8402"), 1)
        })
      )
    )

    it.effect("runs programs of different keys side by side", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const [one, two] = yield* Effect.all([deploy("one", server("one")), deploy("two", server("two"))], {
            concurrency: "unbounded"
          })
          yield* Effect.all([health(one, "/"), health(two, "/")])

          assert.deepStrictEqual(yield* Effect.all([get(one.address), get(two.address)]), ["one", "two"])
        })
      )
    )

    it.effect("waits for a healthy answer", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const report = yield* health(yield* deploy("later", server("hello")), "/later")

          assert.strictEqual(report.healthy, true)
          assert.strictEqual(report.status, 200)
        })
      )
    )

    it.effect("reports the last answer when none was healthy in time", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployment = yield* deploy("broken", server("hello"))

          const reports = yield* Effect.forEach(["/broken", "/away"], (path) =>
            health(deployment, path, Duration.millis(500))
          )

          assert.deepStrictEqual(
            reports.map(({ healthy, status }) => ({ healthy, status })),
            [
              { healthy: false, status: 500 },
              { healthy: false, status: 302 }
            ]
          )
          assert.isTrue(reports.every((report) => report.durationMillis < 5_000))
        })
      )
    )

    it.effect("refuses a path that is none", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const error = yield* Effect.flip(health(yield* deploy("path", server("hello")), "@elsewhere/"))

          assert.strictEqual(error._tag, "DeployerError")
        })
      )
    )

    it.effect("stops the program and everything it started, also what does not want to", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const stubborn = `
            process.on("SIGTERM", () => {})
            require("node:child_process").spawn("sh", ["-c", "trap '' TERM; sleep 8403.5; true"], { detached: true })`
          const deployment = yield* deploy("stubborn", server("hello", stubborn))
          yield* health(deployment, "/")

          yield* deployer.stop(deployment)

          assert.strictEqual(yield* running("8403.5"), 0)
          assert.deepStrictEqual(yield* deployer.find("stubborn"), Option.none())
        })
      )
    )

    it.effect("lets a program end in its own way", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const directory = yield* folder
          const polite = `process.on("SIGTERM", () => { require("node:fs").writeFileSync("goodbye", ""); process.exit() })`
          const lister = `require("node:http").createServer((_, response) =>
            response.end(require("node:fs").readdirSync(".").join())).listen(Number(process.env.PORT), "127.0.0.1")`
          const deployment = yield* deployer.deploy(requestFor("polite", server("hello", polite), directory))
          yield* health(deployment, "/")

          yield* deployer.stop(deployment)

          const after = yield* Effect.acquireRelease(
            deployer.deploy(requestFor("after polite", lister, directory)),
            (deployment) => Effect.ignore(deployer.stop(deployment))
          )
          yield* health(after, "/")
          assert.strictEqual(yield* get(after.address), "goodbye")
        })
      )
    )

    it.effect("stops what has ended already", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const deployment = yield* deploy("twice", server("hello"))
          yield* deployer.stop(deployment)

          yield* deployer.stop(deployment)

          const report = yield* health(deployment, "/")
          assert.strictEqual(report.healthy, false)
          assert.isBelow(report.durationMillis, 5_000)
        })
      )
    )

    it.effect("leaves a later deployment under the same key alone when an earlier one is stopped", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const earlier = yield* deploy("again", server("earlier"))
          yield* deployer.stop(earlier)
          const later = yield* deploy("again", server("later"))

          yield* deployer.stop(earlier)

          yield* health(later, "/")
          assert.strictEqual(yield* get(later.address), "later")
        })
      )
    )

    it.effect(
      "reports a program that ends at once with the end of what it said, and can start it again",
      () =>
        Effect.scoped(
          Effect.gen(function* () {
            const deployer = yield* Deployer
            const error = yield* Effect.flip(
              deploy("crash", `console.log("no database at all"); process.exit(3)`)
            )

            assert.strictEqual(error._tag, "DeployerError")
            assert.include(error.message, "no database at all")
            assert.deepStrictEqual(yield* deployer.find("crash"), Option.none())

            const deployment = yield* deploy("crash", server("repaired"))
            assert.strictEqual((yield* health(deployment, "/")).healthy, true)
          })
        )
    )

    it.effect("knows that a program has ended later", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const deployment = yield* deploy(
            "mortal",
            `require("node:http").createServer((_, response) => response.end("bye", () => process.exit(1)))
              .listen(Number(process.env.PORT), "127.0.0.1")`
          )
          yield* Effect.ignore(get(deployment.address))

          const found = yield* Stream.fromEffectRepeat(deployer.find("mortal")).pipe(
            Stream.takeUntil(Option.isNone),
            Stream.runLast
          )

          assert.deepStrictEqual(found, Option.some(Option.none()))
        })
      )
    )

    it.effect("refuses a program or a folder that is not there", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const deployer = yield* Deployer
          const request = requestFor("missing", "", yield* folder)

          const errors = [
            yield* Effect.flip(deployer.deploy({ ...request, start: ["no-such-program"] })),
            yield* Effect.flip(deployer.deploy({ ...request, directory: "/no/such/folder" }))
          ]

          assert.include(errors[0]?.message, "no-such-program")
          assert.include(errors[1]?.message, "/no/such/folder")
        })
      )
    )
  })
