/**
 * Runs a prepared command to its end or to its limits and collects what it printed.
 */
import { type SandboxCommand, type SandboxResult, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Deferred, Effect, FileSystem } from "effect"
import * as CommandProcess from "./CommandProcess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"

export const run = Effect.fnUntraced(function* (
  sandbox: string,
  command: SandboxCommand,
  prepared: CommandProcess.PreparedCommand
) {
  const unavailable = (reason: string) => new SandboxUnavailable({ sandbox, reason })
  const running = yield* Effect.mapError(CommandProcess.begin(command, prepared), (error) =>
    unavailable(error.message)
  )
  const { handle, overflow } = running
  const output = yield* CommandProcess.collect(
    handle.stdout,
    command.outputLimit,
    Deferred.succeed(overflow, "output")
  )
  const progress = yield* CommandProcess.collect(handle.getOutputFd(3), 64)
  const complaint = yield* CommandProcess.collect(handle.stderr, 4_096)

  const ended = yield* CommandProcess.end(running)
  for (const part of [output, progress, complaint]) yield* part.drained

  const said = yield* prepared.progress ?? Effect.succeed(CommandProcess.textOf(progress.kept()))
  if (ended.killed === null && said !== SandboxLauncher.started) {
    return yield* unavailable(
      SandboxLauncher.whyNotStarted(
        command.argv[0],
        said,
        CommandProcess.textOf(complaint.kept()),
        ended.exitCode
      )
    )
  }
  const report = yield* CommandProcess.report(running, ended, output.isCut())
  const refusals = new TextEncoder().encode(CommandProcess.refusalLines(report.refused))
  return { ...report, output: Buffer.concat([output.kept(), refusals]) } satisfies SandboxResult
}, Effect.scoped)

/**
 * Refuses what no sandbox can start: a folder that is not there or not named absolutely, the same of readable paths, and
 * NUL in any text.
 */
export const check = Effect.fnUntraced(function* (
  sandbox: string,
  command: SandboxCommand,
  isFolder: boolean
) {
  const refuse = (reason: string) => new SandboxUnavailable({ sandbox, reason })
  if (!command.directory.startsWith("/") || !isFolder) {
    return yield* refuse(`${command.directory} is not the absolute path of a folder`)
  }
  const readable = command.readable ?? []
  const words = [command.directory, ...readable, ...command.argv, ...Object.entries(command.env ?? {}).flat()]
  if (words.some((word) => word.includes("\0"))) {
    return yield* refuse("its folder, arguments, environment or readable paths hold a NUL character")
  }
  const files = yield* FileSystem.FileSystem
  for (const path of readable) {
    const isThere = yield* Effect.orElseSucceed(files.exists(path), () => false)
    if (!path.startsWith("/") || !isThere) {
      return yield* refuse(`${path} is to be readable and is not the absolute path of a file or folder`)
    }
  }
})
