/**
 * A `Deployer` that runs programs on this machine (Linux), each on a free port of 127.0.0.1. A program outlives the
 * process that started it, and is found again by its key from any other.
 *
 * It runs with the rights of the user who runs LayerCake and sees what that user sees; only its environment is cleared.
 */
import {
  Deployer,
  DeployerError,
  type DeployRequest,
  type HealthReport,
  type RunningDeployment
} from "@layercake/core/port/Deployer"
import { Clock, Duration, Effect, FileSystem, Layer, Option, RcMap, Ref, Schedule, type Scope, Semaphore } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import type { ChildProcessSpawner } from "effect/process"
import * as DeployedProgram from "./DeployedProgram.ts"
import * as DeploymentRecord from "./DeploymentRecord.ts"
import * as LoopbackPort from "./LoopbackPort.ts"
import * as NodeToolchain from "./NodeToolchain.ts"

export interface ProcessDeployerOptions {
  /** Absolute path of the folder for records and logs; made when it is not there. One process works on it at a time. */
  readonly directory: string
  /** Found on this machine when left out. */
  readonly toolchain?: NodeToolchain.NodeToolchain
  /** How long a program may take to end by itself when it is stopped; 5 seconds when left out. */
  readonly grace?: Duration.Input
}

type Services = ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem | HttpClient.HttpClient

const name = "local"

/** How long a deployment waits for its program to listen before it leaves the rest to the health check. */
const settleTime = Duration.seconds(5)

export const layer = (options: ProcessDeployerOptions): Layer.Layer<Deployer, never, Services> =>
  Layer.effect(
    Deployer,
    Effect.gen(function* () {
      const services = yield* Effect.context<Services | Scope.Scope>()
      const toolchain = options.toolchain ?? (yield* NodeToolchain.detect())
      const locks = yield* RcMap.make({ lookup: (_id: string) => Semaphore.make(1) })
      const folderOf = (id: string) => DeploymentRecord.folderOf(options.directory, id)

      /** One change at a time per key, with its failures in the words of the port. */
      const changing = <A, E extends { readonly _tag: string; readonly message: string }>(
        operation: string,
        id: string,
        change: Effect.Effect<A, E | DeployerError, Services>
      ): Effect.Effect<A, DeployerError> =>
        Effect.flatMap(RcMap.get(locks, id), (lock) => lock.withPermit(change)).pipe(
          Effect.mapError((error) =>
            error instanceof DeployerError
              ? error
              : failed(operation, error.message, error._tag === "PlatformError")
          ),
          Effect.scoped,
          Effect.provideContext(services)
        )

      return Deployer.of({
        name,
        deploy: Effect.fn("ProcessDeployer.deploy")((request) => {
          const folder = folderOf(DeploymentRecord.idOf(request.key))
          return changing(
            "deploy",
            folder.id,
            Effect.gen(function* () {
              yield* check(request)
              const running = yield* findRunning(folder, request.key)
              return Option.isSome(running) ? running.value : yield* start(toolchain, folder, request)
            })
          )
        }),
        find: Effect.fn("ProcessDeployer.find")((key) => {
          const folder = folderOf(DeploymentRecord.idOf(key))
          return changing("find", folder.id, findRunning(folder, key))
        }),
        health: Effect.fn("ProcessDeployer.health")((deployment, { path, timeout }) =>
          Effect.gen(function* () {
            if (!path.startsWith("/")) {
              return yield* failed("health", `the path ${path} must begin with a slash`, false)
            }
            const folder = folderOf(parse(deployment.handle).id)
            const isRunning = Effect.map(load(folder, deployment), Option.isSome)
            return yield* ask(`${deployment.address}${path}`, timeout, isRunning)
          }).pipe(Effect.provideContext(services))
        ),
        stop: Effect.fn("ProcessDeployer.stop")((deployment) => {
          const folder = folderOf(parse(deployment.handle).id)
          return changing("stop", folder.id, stop(folder, deployment, options.grace ?? Duration.seconds(5)))
        })
      })
    })
  )
