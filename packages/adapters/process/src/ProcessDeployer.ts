/**
 * A `Deployer` that runs programs on this machine (Linux), each on a free port of 127.0.0.1. A program outlives the
 * process that started it, and is found again by its key from any other.
 *
 * It runs with the rights of the user who runs LayerCake and sees what that user sees; only its environment is cleared.
 * Its log grows as long as it prints.
 */
import { Deployer, DeployerError, type DeployRequest } from "@layercake/core/port/Deployer"
import { Duration, Effect, FileSystem, Layer, Option, RcMap, Schema, type Scope, Semaphore } from "effect"
import type { HttpClient } from "effect/http"
import type { ChildProcessSpawner } from "effect/process"
import * as DeployedProgram from "./DeployedProgram.ts"
import * as DeploymentHealth from "./DeploymentHealth.ts"
import * as DeploymentRecord from "./DeploymentRecord.ts"
import * as LocalDeployment from "./LocalDeployment.ts"
import * as NodeToolchain from "./NodeToolchain.ts"
import * as ProcessTree from "./ProcessTree.ts"

export interface ProcessDeployerOptions {
  /** Absolute path of the folder for records and logs, made when it is not there. One process works on it at a time. */
  readonly directory: string
  /** Found on this machine when left out. */
  readonly toolchain?: NodeToolchain.NodeToolchain
  /** How long a program may take to end by itself when it is stopped; 5 seconds when left out. */
  readonly grace?: Duration.Duration
}

type Services = ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem | HttpClient.HttpClient

export const layer = (options: ProcessDeployerOptions): Layer.Layer<Deployer, never, Services> =>
  Layer.effect(
    Deployer,
    Effect.gen(function* () {
      const services = yield* Effect.context<Services | Scope.Scope>()
      const toolchain = options.toolchain ?? (yield* NodeToolchain.detect())
      const locks = yield* RcMap.make({ lookup: (_id: string) => Semaphore.make(1) })
      const grace = options.grace ?? Duration.seconds(5)
      const folderOf = (id: string) => DeploymentRecord.folderOf(options.directory, id)

      /** One change at a time per deployment, with its failures in the words of the port. */
      const changing = <A, E extends Failure>(
        operation: string,
        id: string,
        change: Effect.Effect<A, E, Services>
      ): Effect.Effect<A, DeployerError> =>
        Effect.flatMap(RcMap.get(locks, id), (lock) => lock.withPermit(change)).pipe(
          Effect.mapError(inWordsOfPort(operation)),
          Effect.scoped,
          Effect.provideContext(services)
        )

      return Deployer.of({
        name: "local",
        deploy: Effect.fn("ProcessDeployer.deploy")((request) => {
          const folder = folderOf(DeploymentRecord.idOf(request.key))
          const change = Effect.gen(function* () {
            yield* check(request)
            const running = yield* LocalDeployment.find(folder)
            return Option.isSome(running)
              ? running.value
              : yield* LocalDeployment.start(toolchain, folder, request)
          })
          return changing("deploy", folder.id, change)
        }),
        find: Effect.fn("ProcessDeployer.find")((key) => {
          const folder = folderOf(DeploymentRecord.idOf(key))
          return changing("find", folder.id, LocalDeployment.find(folder))
        }),
        health: Effect.fn("ProcessDeployer.health")(function* (deployment, { path, timeout }) {
          if (!path.startsWith("/")) {
            return yield* LocalDeployment.failed("health", `the path ${path} must begin with a slash`, false)
          }
          const folder = folderOf(LocalDeployment.idOf(deployment.handle))
          const isRunning = Effect.provideContext(LocalDeployment.isRunning(folder, deployment), services)
          return yield* DeploymentHealth.poll(`${deployment.address}${path}`, timeout, isRunning)
        }, Effect.provideContext(services)),
        logs: Effect.fn("ProcessDeployer.logs")((key, most) =>
          DeployedProgram.endOf(folderOf(DeploymentRecord.idOf(key)).log, most).pipe(
            Effect.asSome,
            Effect.catchIf(
              (error) => error.reason._tag === "NotFound",
              () => Effect.succeedNone
            ),
            Effect.mapError(inWordsOfPort("logs")),
            Effect.provideContext(services)
          )
        ),
        stop: Effect.fn("ProcessDeployer.stop")((deployment) => {
          const folder = folderOf(LocalDeployment.idOf(deployment.handle))
          return changing("stop", folder.id, LocalDeployment.stop(folder, deployment, grace))
        })
      })
    })
  )

interface Failure {
  readonly _tag: string
  readonly message: string
}

const isDeployerError = Schema.is(DeployerError)

const inWordsOfPort = (operation: string) => (error: Failure) =>
  isDeployerError(error)
    ? error
    : LocalDeployment.failed(operation, error.message, error._tag === "PlatformError")

const check = Effect.fnUntraced(function* (request: DeployRequest) {
  const files = yield* FileSystem.FileSystem
  if (request.key === "" || request.key.includes("\0")) {
    return yield* LocalDeployment.failed("deploy", "the key must be text that is not empty", false)
  }
  if (Option.isNone(yield* ProcessTree.find(process.pid))) {
    return yield* LocalDeployment.failed(
      "deploy",
      "this system has no /proc to find the program again",
      false
    )
  }
  const stat = yield* Effect.option(files.stat(request.directory))
  if (Option.isNone(stat) || stat.value.type !== "Directory" || !request.directory.startsWith("/")) {
    const detail = `${request.directory} is not the absolute path of a folder`
    return yield* LocalDeployment.failed("deploy", detail, false)
  }
})
