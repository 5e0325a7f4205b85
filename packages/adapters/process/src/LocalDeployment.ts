/**
 * One deployment on this machine from its start to its end: the record on disk and the program, kept in agreement. Its
 * callers see to it that one change at a time is made.
 */
import { DeployerError, type DeployRequest, type RunningDeployment } from "@layercake/core/port/Deployer"
import { Duration, Effect, FileSystem, Option, Record, Redacted, Schedule } from "effect"
import * as DeployedProgram from "./DeployedProgram.ts"
import * as DeploymentRecord from "./DeploymentRecord.ts"
import * as LoopbackPort from "./LoopbackPort.ts"
import * as NodeToolchain from "./NodeToolchain.ts"

type Folder = DeploymentRecord.DeploymentFolder

/** How long a new program is waited for until it listens; then the rest is left to the health check. */
const settleTime = Duration.seconds(5)

export const failed = (operation: string, detail: string, isRetryable: boolean) =>
  new DeployerError({ deployer: "local", operation, detail, isRetryable })

/** What runs under the key, also when whoever started it was gone before it could write that down. */
export const find = Effect.fnUntraced(function* (folder: Folder) {
  const found = yield* DeploymentRecord.load(folder)
  if (Option.isNone(found)) return Option.none<RunningDeployment>()
  const record = found.value
  if (record.process !== null) {
    return (yield* DeployedProgram.isRunning(record.process))
      ? Option.some(running(folder, record.port, record.process))
      : Option.none()
  }
  const orphan = yield* DeployedProgram.findMarked(DeployedProgram.markOf(record.key))
  if (Option.isSome(orphan)) yield* DeploymentRecord.save(folder, { ...record, process: orphan.value })
  return Option.map(orphan, (process) => running(folder, record.port, process))
})

/** Whether exactly this deployment still runs; one that was started later under the same key is another. */
export const isRunning = Effect.fnUntraced(function* (folder: Folder, deployment: RunningDeployment) {
  const found = yield* Effect.orElseSucceed(find(folder), () => Option.none<RunningDeployment>())
  return Option.exists(found, (current) => current.handle === deployment.handle)
})

export const start = Effect.fnUntraced(function* (
  toolchain: NodeToolchain.NodeToolchain,
  folder: Folder,
  request: DeployRequest
) {
  yield* prepareFolder(toolchain, folder)
  const port = yield* LoopbackPort.free
  const record = {
    key: request.key,
    project: request.project,
    target: request.target,
    directory: request.directory,
    port,
    process: null
  }
  yield* DeploymentRecord.save(folder, record)
  const program = yield* Effect.uninterruptible(
    Effect.gen(function* () {
      const program = yield* DeployedProgram.start({
        argv: request.start,
        directory: request.directory,
        log: folder.log,
        env: {
          ...Record.map(request.variables ?? {}, Redacted.value),
          PATH: `${folder.path}/bin:${NodeToolchain.systemPath}`,
          HOME: `${folder.path}/home`,
          LANG: "C.UTF-8",
          NODE_ENV: "production",
          HOST: "127.0.0.1",
          PORT: String(port),
          [DeployedProgram.markName]: request.key
        }
      })
      if (Option.isSome(program.name)) {
        yield* DeploymentRecord.save(folder, { ...record, process: program.name.value })
      }
      return program
    })
  )
  const listens = LoopbackPort.isOpen(port).pipe(
    Effect.repeat({ until: (open) => open, schedule: Schedule.spaced("25 millis") }),
    Effect.timeoutOption(settleTime),
    Effect.as(true)
  )
  const survived = yield* Effect.raceFirst(listens, Effect.as(program.ended, false))
  if (survived && Option.isSome(program.name) && (yield* DeployedProgram.isRunning(program.name.value))) {
    return running(folder, port, program.name.value)
  }
  yield* Effect.ignore(DeploymentRecord.remove(folder))
  const tail = yield* DeployedProgram.tailOf(folder.log)
  return yield* failed(
    "deploy",
    `the program ended at once and said: ${tail === "" ? "nothing" : tail}`,
    // Somebody took the port between finding it and using it.
    tail.includes("EADDRINUSE")
  )
})

/** Ends the program and forgets it. What has ended, or was followed by another under the same key, is left as it is. */
export const stop = Effect.fnUntraced(function* (
  folder: Folder,
  deployment: RunningDeployment,
  grace: Duration.Duration
) {
  const found = yield* DeploymentRecord.load(folder)
  if (Option.isNone(found) || found.value.process === null) return
  const { key, port, process } = found.value
  if (running(folder, port, process).handle !== deployment.handle) return
  if (!(yield* DeployedProgram.end(process, DeployedProgram.markOf(key), grace))) {
    return yield* failed("stop", `process ${process.pid} is still there after SIGKILL`, true)
  }
  yield* DeploymentRecord.remove(folder)
})

/** The folder of a deployment's record, from its handle. */
export const idOf = (handle: string): string => handle.split(".")[0] ?? handle

const running = (folder: Folder, port: number, process: DeploymentRecord.ProcessName): RunningDeployment => ({
  address: `http://127.0.0.1:${port}`,
  handle: `${folder.id}.${process.pid}.${process.startedAt}`
})

const prepareFolder = Effect.fnUntraced(function* (toolchain: NodeToolchain.NodeToolchain, folder: Folder) {
  const files = yield* FileSystem.FileSystem
  yield* files.makeDirectory(`${folder.path}/home`, { recursive: true, mode: 0o700 })
  yield* files.remove(`${folder.path}/bin`, { recursive: true, force: true })
  yield* files.makeDirectory(`${folder.path}/bin`)
  yield* NodeToolchain.link(toolchain, `${folder.path}/bin`)
})
