import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { afterAll, assert, it } from "@effect/vitest"
import * as DeployerConformance from "@layercake/conformance/DeployerConformance"
import { Deployer, type DeployRequest } from "@layercake/core/port/Deployer"
import { ProjectId } from "@layercake/core/project/Project"
import { Duration, Effect, Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import * as ProcessDeployer from "../src/ProcessDeployer.ts"
import * as SandboxSurroundings from "./SandboxSurroundings.ts"

const surroundings = SandboxSurroundings.below(tmpdir())
const directory = mkdtempSync(`${tmpdir()}/layercake-deployments-`)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Each call of it is a deployer of its own, as another process would have. */
const deployer = () =>
  Layer.fresh(ProcessDeployer.layer({ directory, grace: Duration.millis(400) })).pipe(
    Layer.provide([NodeServices.layer, FetchHttpClient.layer])
  )

DeployerConformance.suite("local", deployer(), surroundings)

const requestFor = (key: string, folder: string): DeployRequest => ({
  key,
  project: ProjectId.make("demo"),
  target: "production",
  directory: folder,
  start: ["node", "-e", DeployerConformance.server(key)]
})

/** The record of the only deployment, changed by hand as a crash or the passing of time would leave it. */
const rewriteRecord = (change: (record: string) => string) =>
  Effect.sync(() => {
    const paths = readdirSync(directory)
      .map((id) => `${directory}/${id}/record.json`)
      .filter((path) => readdirSync(path.slice(0, -"/record.json".length)).includes("record.json"))
    assert.strictEqual(paths.length, 1)
    writeFileSync(paths[0]!, change(readFileSync(paths[0]!, "utf8")))
  })

/** Deploys; stops what still runs under the key when the scope ends. */
const deployed = (key: string) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const folder = yield* surroundings.folder
      return yield* Effect.provide(
        Effect.flatMap(Deployer, ({ deploy }) => deploy(requestFor(key, folder))),
        deployer()
      )
    }),
    (deployment) =>
      Effect.flatMap(Deployer, ({ stop }) => stop(deployment)).pipe(Effect.provide(deployer()), Effect.ignore)
  )

it.live("finds and stops what another process has started", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const deployment = yield* deployed("from another process")

      const { found, after } = yield* Effect.gen(function* () {
        const { find, stop } = yield* Deployer
        const found = yield* find("from another process")
        yield* stop(deployment)
        return { found, after: yield* find("from another process") }
      }).pipe(Effect.provide(deployer()))

      assert.deepStrictEqual(found, Option.some(deployment))
      assert.deepStrictEqual(after, Option.none())
    })
  )
)

it.live("takes over a program whose starter was gone before it wrote down the process", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* surroundings.folder
      const deployment = yield* deployed("interrupted 8501")
      yield* rewriteRecord((record) => record.replace(/"process":\{[^}]*\}/, `"process":null`))

      const again = yield* Effect.flatMap(Deployer, ({ deploy }) =>
        deploy(requestFor("interrupted 8501", folder))
      ).pipe(Effect.provide(deployer()))

      assert.deepStrictEqual(again, deployment)
      assert.strictEqual(yield* surroundings.running("interrupted 8501"), 1)
    })
  )
)

it.live("takes a process that was given the same number later for another one, and lets it live", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const deployment = yield* deployed("reused 8502")
      const original = { text: "" }
      yield* rewriteRecord((record) => {
        original.text = record
        return record.replace(/"startedAt":\d+/, `"startedAt":1`)
      })

      const found = yield* Effect.gen(function* () {
        const { find, stop } = yield* Deployer
        const found = yield* find("reused 8502")
        yield* stop(deployment)
        return found
      }).pipe(Effect.provide(deployer()))

      assert.deepStrictEqual(found, Option.none())
      assert.strictEqual(yield* surroundings.running("reused 8502"), 1)
      yield* rewriteRecord(() => original.text)
    })
  )
)

it.live("says so when its record cannot be read, and starts nothing beside what may run", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* surroundings.folder
      yield* deployed("damaged 8503")
      const original = { text: "" }
      yield* rewriteRecord((record) => {
        original.text = record
        return record.slice(0, 20)
      })

      const error = yield* Effect.flatMap(Deployer, ({ deploy }) =>
        deploy(requestFor("damaged 8503", folder))
      ).pipe(Effect.provide(deployer()), Effect.flip)

      assert.strictEqual(error.isRetryable, false)
      assert.strictEqual(yield* surroundings.running("damaged 8503"), 1)
      yield* rewriteRecord(() => original.text)
    })
  )
)

it.live("leaves the program running when the process that started it is killed", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
      const folder = yield* surroundings.folder
      const starter = yield* spawner
        .exitCode(
          ChildProcess.make(process.execPath, [`${import.meta.dirname}/DeployAndDie.ts`, directory, folder])
        )
        .pipe(Effect.option)

      const { find, health, stop } = yield* Deployer
      const found = yield* Effect.flatMap(find("survivor"), Effect.fromOption)
      const report = yield* health(found, { path: "/", timeout: Duration.seconds(10) })
      yield* stop(found)

      assert.deepStrictEqual(starter, Option.none())
      assert.strictEqual(report.healthy, true)
    })
  ).pipe(Effect.provide(Layer.merge(deployer(), NodeServices.layer)))
)
