import { assert, describe, it } from "@effect/vitest"
import { buildSteps } from "@layercake/core/build/BuildStep"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import * as MemoryPackageRegistry from "@layercake/memory/MemoryPackageRegistry"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import * as BuildRunner from "@layercake/runtime/build/BuildRunner"
import * as JudgedPackages from "@layercake/runtime/build/JudgedPackages"
import { Deferred, Duration, Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"

const packageJson = JSON.stringify({ scripts: { build: "tsc", lint: "oxlint", test: "node --test" } })
const files: Readonly<Record<string, string>> = {
  "package.json": packageJson,
  "package-lock.json": "{}",
  "node_modules/typescript/package.json": '{ "version": "7.0.2" }',
  "node_modules/oxlint/package.json": "not JSON"
}

const request = (more: Partial<BuildRunner.BuildRequest> = {}): BuildRunner.BuildRequest => ({
  directory: "/workspace",
  files: Object.keys(files),
  read: (path) => Effect.succeed(Option.fromUndefinedOr(files[path])),
  steps: buildSteps,
  stepTimeout: Duration.seconds(120),
  ...more
})

const sandboxWith = (script: MemorySandbox.SandboxScript) =>
  Layer.mergeAll(MemorySandbox.layerWith(script), MemoryPackageRegistry.layer, JudgedPackages.layer)

const withPackageJson = (text: string | undefined) =>
  request({
    read: (path) => Effect.succeed(path === "package.json" ? Option.fromUndefinedOr(text) : Option.none())
  })

const build = (
  asked: BuildRunner.BuildRequest,
  runs: Readonly<Record<string, MemorySandbox.ScriptedRun>> = {},
  seen: Array<SandboxCommand> = []
) =>
  Stream.runCollect(BuildRunner.run(asked)).pipe(
    Effect.provide(
      sandboxWith((command) => {
        seen.push(command)
        return MemorySandbox.byCommandLine(runs)(command)
      })
    )
  )

const outcomes = (reports: ReadonlyArray<BuildRunner.StepReport>) =>
  reports.map(({ report, step }) => `${step} ${report.outcome}`)

const install = "npm ci --ignore-scripts --no-audit --no-fund --prefer-offline"

describe("BuildRunner", () => {
  it.effect("reports every step, first to last", () =>
    Effect.gen(function* () {
      const reports = yield* build(request({ steps: ["audit", "test", "lint", "build", "install"] }))

      assert.deepStrictEqual(outcomes(reports), [
        "install passed",
        "build passed",
        "lint passed",
        "test passed",
        "audit passed"
      ])
      assert.strictEqual(reports[3]?.report.counts["tests.passed"], 1)
    })
  )

  it.effect("gives each command its network, its environment and the limits", () =>
    Effect.gen(function* () {
      const seen: Array<SandboxCommand> = []
      yield* build(request({ memoryLimit: 5 }), {}, seen)

      assert.deepStrictEqual(
        seen.map((command) => `${command.argv.join(" ")}: ${command.network}`),
        [
          "node --version: none",
          "npm --version: none",
          `${install}: registry`,
          "npm run build: none",
          "npm run lint: none",
          "npm test: loopback",
          "npm audit --json: registry"
        ]
      )
      const test = seen[5]
      assert.strictEqual(test?.directory, "/workspace")
      assert.strictEqual(test?.env?.["NODE_OPTIONS"], "--test-reporter=tap")
      assert.deepStrictEqual(test?.timeout, Duration.seconds(120))
      assert.deepStrictEqual(
        [test?.outputLimit, test?.diskLimit, test?.memoryLimit],
        [10_000_000, 1_000_000_000, 5]
      )
    })
  )

  it.effect("names the versions of the tools that are there", () =>
    Effect.gen(function* () {
      const [first] = yield* build(request(), { "npm --version": { exitCode: 127 } })

      assert.deepStrictEqual(first?.report.tools, { node: "24.21.0", typescript: "7.0.2" })
    })
  )

  it.effect("does without the versions of packages that cannot be read", () =>
    Effect.gen(function* () {
      const read: BuildRunner.BuildRequest<"gone">["read"] = (path) =>
        path.startsWith("node_modules/")
          ? Effect.fail("gone")
          : Effect.succeed(path === "package.json" ? Option.some(packageJson) : Option.none())

      const reports = yield* Stream.runCollect(BuildRunner.run({ ...request(), read })).pipe(
        Effect.provide(sandboxWith(MemorySandbox.byCommandLine({})))
      )

      assert.strictEqual(reports.length, buildSteps.length)
      assert.deepStrictEqual(reports[0]?.report.tools, { node: "24.21.0", npm: "11.19.1" })
    })
  )

  it.effect("keeps the output as it came", () =>
    Effect.gen(function* () {
      const [report] = yield* build(request({ steps: ["build"] }), {
        "npm run build": {
          exitCode: 2,
          output: "\u001b[31m/workspace/src/a.ts(1,2): error TS1: é\u001b[0m\n"
        }
      })

      assert.deepStrictEqual(report?.report.diagnostics, [
        { severity: "error", message: "é", path: "src/a.ts", line: 1, column: 2, rule: "TS1" }
      ])
      assert.strictEqual(
        yield* Stream.make(report?.output ?? new Uint8Array()).pipe(Stream.decodeText, Stream.mkString),
        "\u001b[31m/workspace/src/a.ts(1,2): error TS1: é\u001b[0m\n"
      )
    })
  )

  it.effect("stops after an install that failed", () =>
    Effect.gen(function* () {
      const seen: Array<SandboxCommand> = []
      const failed = yield* build(
        request(),
        { [install]: { exitCode: 1, output: "npm error code E404\nnpm error 404 Not Found\n" } },
        seen
      )

      assert.deepStrictEqual(outcomes(failed), ["install failed"])
      assert.strictEqual(seen.length, 3)
    })
  )

  it.effect("stops after an install that no registry answered", () =>
    Effect.gen(function* () {
      const reports = yield* build(request(), {
        [install]: { exitCode: 1, output: "npm error code ENOTFOUND\n" }
      })

      assert.deepStrictEqual(outcomes(reports), ["install inconclusive"])
    })
  )

  it.effect("stops after a build that failed, and not after lint", () =>
    Effect.gen(function* () {
      const broken = yield* build(request(), { "npm run build": { exitCode: 1 } })
      assert.deepStrictEqual(outcomes(broken), ["install passed", "build failed"])

      const untidy = yield* build(request(), { "npm run lint": { exitCode: 1 } })
      assert.deepStrictEqual(outcomes(untidy), [
        "install passed",
        "build passed",
        "lint failed",
        "test passed",
        "audit passed"
      ])
    })
  )

  it.effect("goes on after a step whose script is missing", () =>
    Effect.gen(function* () {
      const reports = yield* build(withPackageJson('{ "scripts": { "test": "node --test" } }'))

      assert.deepStrictEqual(outcomes(reports), [
        "install passed",
        "build inconclusive",
        "lint inconclusive",
        "test passed",
        "audit passed"
      ])
      assert.strictEqual(reports[1]?.output.byteLength, 0)
    })
  )

  it.effect("runs nothing without a package.json, and says so for every step", () =>
    Effect.gen(function* () {
      const seen: Array<SandboxCommand> = []
      const reports = yield* build(withPackageJson(undefined), {}, seen)

      assert.strictEqual(reports.length, buildSteps.length)
      assert.isTrue(
        reports.every(({ report }) => report.outcome === "inconclusive" && report.exitCode === null)
      )
      assert.deepStrictEqual(seen, [])
    })
  )

  it.effect("fails the first step when package.json cannot be read", () =>
    Effect.gen(function* () {
      const reports = yield* build(withPackageJson("{ nonsense"))

      assert.deepStrictEqual(outcomes(reports), ["install failed"])
      assert.strictEqual(reports[0]?.report.diagnostics[0]?.rule, "invalid-package-json")
    })
  )

  it.effect("proves nothing where there is no sandbox", () =>
    Effect.gen(function* () {
      const asked = request({ steps: ["lint", "test"] })
      const reports = yield* Stream.runCollect(BuildRunner.run(asked)).pipe(
        Effect.provide(sandboxWith(() => ({ unavailable: "bwrap is not installed" })))
      )

      assert.deepStrictEqual(outcomes(reports), ["lint inconclusive", "test inconclusive"])
      assert.include(reports[0]?.report.summary, "bwrap is not installed")
    })
  )

  it.effect("fails when the workspace cannot be read", () =>
    Effect.gen(function* () {
      const error = yield* Stream.runCollect(
        BuildRunner.run({ ...request(), read: () => Effect.fail("gone" as const) })
      ).pipe(Effect.provide(sandboxWith(MemorySandbox.byCommandLine({}))), Effect.flip)

      assert.strictEqual(error, "gone")
    })
  )

  it.effect("hands over each report before the next step begins", () =>
    Effect.gen(function* () {
      const recorded = yield* Deferred.make<string>()
      const lines: Array<string> = []
      const fiber = yield* BuildRunner.run(request({ steps: ["install", "build"] })).pipe(
        Stream.runForEach(({ step }) => {
          lines.push(step)
          return Deferred.succeed(recorded, step)
        }),
        Effect.provide(
          sandboxWith((command) => {
            lines.push(command.argv.join(" "))
            return command.argv[2] === "build" ? { takes: Duration.minutes(1) } : {}
          })
        ),
        Effect.forkChild
      )

      assert.strictEqual(yield* Deferred.await(recorded), "install")
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(lines.slice(2), [install, "install", "npm run build", "build"])
    })
  )

  it.effect("fails a step that was killed, and ends at once when it is interrupted itself", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const fiber = yield* BuildRunner.run(request({ steps: ["test"] })).pipe(
        Stream.runCollect,
        Effect.provide(
          sandboxWith((command) => {
            if (command.argv[1] === "test") Deferred.doneUnsafe(started, Effect.void)
            return command.argv[1] === "test" ? { takes: Duration.hours(1) } : {}
          })
        ),
        Effect.forkChild
      )
      yield* Deferred.await(started)
      yield* TestClock.adjust("120 seconds")
      const reports = yield* Fiber.join(fiber)
      assert.deepStrictEqual(outcomes(reports), ["test failed"])
      assert.include(reports[0]?.report.summary, "time limit")

      const again = yield* BuildRunner.run(request({ steps: ["test"] })).pipe(
        Stream.runCollect,
        Effect.provide(sandboxWith(() => ({ takes: Duration.seconds(20) }))),
        Effect.forkChild
      )
      yield* Fiber.interrupt(again)
      assert.strictEqual((yield* Fiber.await(again))._tag, "Failure")
    })
  )
})
