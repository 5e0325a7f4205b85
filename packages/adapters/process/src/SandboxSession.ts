/**
 * Starts a prepared command and stays in touch with it: its input, its output as it comes, and its end.
 */
import {
  type SandboxCommand,
  type SandboxEnd,
  type SandboxProcess,
  SandboxUnavailable
} from "@layercake/core/port/Sandbox"
import { type Cause, Clock, Deferred, Effect, Fiber, Queue, Stream } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import * as CommandProcess from "./CommandProcess.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"

/** Bytes of stderr that are kept, the last ones. */
const keptErrors = 16_384

export const start = Effect.fnUntraced(function* (
  sandbox: string,
  command: SandboxCommand,
  prepared: CommandProcess.PreparedCommand
) {
  const unavailable = (reason: string) => new SandboxUnavailable({ sandbox, reason })
  const input = yield* Queue.bounded<Uint8Array, Cause.Done>(16)
  const running = yield* Effect.mapError(
    CommandProcess.begin(command, prepared, Stream.fromQueue(input)),
    (error) => unavailable(error.message)
  )
  const { handle } = running
  const tally = makeTally(running)
  const complaint = yield* keepTail(handle.stderr, tally.count)
  const said = yield* prepared.progress === undefined
    ? progressOf(handle.getOutputFd(3))
    : pollProgress(prepared.progress, handle)
  const over = yield* Effect.forkScoped(CommandProcess.end(running))
  if ((yield* Deferred.await(said)) !== SandboxLauncher.started) {
    const { exitCode, killed } = yield* Fiber.join(over)
    yield* complaint.drained
    const reason = killed === null ? complaint.text() : `it passed the limit of ${killed} before it began`
    return yield* unavailable(
      SandboxLauncher.whyNotStarted(command.argv[0], yield* Deferred.await(said), reason, exitCode)
    )
  }
  const ended = yield* Deferred.make<SandboxEnd>()
  // Whoever waits for the end outside of the scope gets an answer too.
  yield* Effect.addFinalizer(() => Effect.flatMap(abandoned(running), (end) => Deferred.succeed(ended, end)))
  yield* Effect.gen(function* () {
    const outcome = yield* Fiber.join(over)
    yield* Queue.shutdown(input)
    yield* complaint.drained
    yield* Deferred.succeed(ended, yield* CommandProcess.report(running, outcome, tally.isCut()))
  }).pipe(Effect.forkScoped)

  return {
    // A queue that was ended or shut down takes nothing more.
    write: (bytes) => Effect.asVoid(Queue.offer(input, bytes)),
    endInput: Effect.asVoid(Queue.end(input)),
    output: handle.stdout.pipe(
      Stream.mapEffect(tally.count),
      Stream.takeWhile((kept) => kept.length > 0),
      Stream.catchCause(() => Stream.empty)
    ),
    errors: Effect.map(
      CommandProcess.refused(prepared),
      (refused) => complaint.text() + CommandProcess.refusalLines(refused)
    ),
    ended: Deferred.await(ended)
  } satisfies SandboxProcess
})

/** Counts both streams together; what is beyond the limit is cut off, and the command is killed. */
const makeTally = ({ command, overflow }: CommandProcess.CommandProcess) => {
  let size = 0
  return {
    isCut: () => size > command.outputLimit,
    count: (chunk: Uint8Array) =>
      Effect.suspend(() => {
        const kept = chunk.subarray(0, Math.max(0, command.outputLimit - size))
        size += chunk.length
        return size > command.outputLimit
          ? Effect.as(Deferred.succeed(overflow, "output"), kept)
          : Effect.succeed(kept)
      })
  }
}

const keepTail = Effect.fnUntraced(function* <E>(
  stream: Stream.Stream<Uint8Array, E>,
  count: (chunk: Uint8Array) => Effect.Effect<Uint8Array>
) {
  let tail: Uint8Array = new Uint8Array()
  const fiber = yield* Stream.runForEach(Stream.mapEffect(stream, count), (chunk) =>
    Effect.sync(() => {
      tail = Buffer.concat([tail, chunk]).subarray(-keptErrors)
    })
  ).pipe(Effect.ignore, Effect.forkScoped)
  return {
    drained: Effect.asVoid(Effect.timeoutOption(Fiber.await(fiber), CommandProcess.drainTime)),
    text: () => CommandProcess.textOf(tail)
  }
})

/** What the launcher says, as soon as it is known; it ends in silence when the launcher never ran. */
const progressOf = Effect.fnUntraced(function* <E>(stream: Stream.Stream<Uint8Array, E>) {
  const said = yield* Deferred.make<string>()
  let text = ""
  yield* Stream.runForEach(stream, (chunk) =>
    Effect.suspend(() => {
      text += CommandProcess.textOf(chunk)
      const isWhole = text === SandboxLauncher.started || text === SandboxLauncher.missing
      return isWhole ? Deferred.succeed(said, text) : Effect.void
    })
  ).pipe(Effect.ignore, Effect.andThen(Effect.suspend(() => Deferred.succeed(said, text))), Effect.forkScoped)
  return said
})

/** Until it says something or the process has ended. */
const pollProgress = Effect.fnUntraced(function* (
  progress: Effect.Effect<string>,
  handle: ChildProcessSpawner.ChildProcessHandle
) {
  const said = yield* Deferred.make<string>()
  yield* Effect.gen(function* () {
    while (true) {
      const isOver = yield* Effect.orElseSucceed(
        Effect.map(handle.isRunning, (is) => !is),
        () => true
      )
      const text = yield* progress
      if (text === SandboxLauncher.started || text === SandboxLauncher.missing || isOver) {
        return yield* Deferred.succeed(said, text)
      }
      yield* Effect.sleep("10 millis")
    }
  }).pipe(Effect.forkScoped)
  return said
})

const abandoned = Effect.fnUntraced(function* (running: CommandProcess.CommandProcess) {
  return {
    exitCode: null,
    killed: null,
    truncated: false,
    durationMillis: (yield* Clock.currentTimeMillis) - running.startedAt,
    refused: yield* CommandProcess.refused(running.prepared)
  } satisfies SandboxEnd
})
