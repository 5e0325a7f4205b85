import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as AcpAgentExecutor from "@layercake/acp/AcpAgentExecutor"
import type { AcpProgram } from "@layercake/acp/AcpProcess"
import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as ProcessSandbox from "@layercake/process/ProcessSandbox"
import { Cause, Duration, Effect, Fiber, Layer, Redacted, Schedule } from "effect"
import * as CopiesInFolder from "./CopiesInFolder.ts"

const { answerText, requestFor } = AgentExecutorConformance

/** Where the program reads what it is told, and leaves its marks. */
const marks = realpathSync(mkdtempSync(join(tmpdir(), "layercake-acp-")))
process.on("exit", () => rmSync(marks, { recursive: true, force: true }))
writeFileSync(join(marks, "told.json"), JSON.stringify({ answer: answerText, modes: ["auto", "default"] }))

const key = "acp-secret-8d1f"

/** A process of its own, over its standard streams. */
const program = (changes: Partial<AcpProgram> = {}) =>
  AcpAgentExecutor.layer({
    name: "stand-in",
    argv: [process.execPath, join(import.meta.dirname, "AcpProgram.mjs"), marks],
    env: { AGENT_KEY: Redacted.make(key) },
    ...changes
  }).pipe(
    Layer.provide(Layer.provide(ProcessSandbox.layer, NodeServices.layer)),
    Layer.provide(CopiesInFolder.layer),
    Layer.provideMerge(MemoryStore.layer)
  )

const eventually = <A>(look: () => A | undefined): Effect.Effect<A> =>
  Effect.suspend(() => {
    const found = look()
    return found === undefined ? Effect.fail("not yet" as const) : Effect.succeed(found)
  }).pipe(Effect.retry(Schedule.spaced("20 millis")), Effect.orDie)

const arrivedAt = (): ReadonlyArray<number> | undefined =>
  existsSync(join(marks, "arrived")) ? JSON.parse(readFileSync(join(marks, "arrived"), "utf8")) : undefined

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))

AgentExecutorConformance.suite("acp process", program(), {
  plays: ["cut", "refused", "unauthorised", "broken", "silent"],
  isRealTime: true,
  silent: {
    arrived: Effect.asVoid(eventually(arrivedAt)),
    abandoned: Effect.asVoid(eventually(() => (arrivedAt()?.some(isAlive) === true ? undefined : "gone")))
  }
})

const ask = (scenario: string, changes = {}) =>
  Effect.flatMap(AgentExecutor, (executor) => executor.execute({ ...requestFor(scenario), ...changes }))

describe("AcpProcess", () => {
  it.live("answers with what the agent changed in its folder", () =>
    Effect.gen(function* () {
      const blobs = yield* BlobStore
      const bytes = bytesOf("some ")
      const file = { path: FilePath.make("kept.txt"), digest: yield* blobs.put(bytes), bytes: bytes.length }

      const answer = yield* ask("files", { files: [file] })

      assert.deepStrictEqual(answer.files, [
        { path: "kept.txt", content: "some and more\n" },
        { path: "src/deep/new.ts", content: "export const made = true\n" }
      ])
      assert.isFalse(CopiesInFolder.opened.some((copy) => existsSync(copy)))
    }).pipe(Effect.provide(program()))
  )

  it.live("tells how the program ended, without its key", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("broken"))

      assert.strictEqual(error.reason, "malformed-response")
      assert.include(error.detail, "exit code 3 before its work was finished; out of cake, key <redacted>")
      assert.notInclude(Cause.pretty(Cause.fail(error)), key)
    }).pipe(Effect.provide(program()))
  )

  it.live("leaves no process behind when it is interrupted", () =>
    Effect.gen(function* () {
      rmSync(join(marks, "arrived"), { force: true })
      const fiber = yield* Effect.forkChild(ask("silent"))
      const processes = yield* eventually(arrivedAt)
      assert.isTrue(processes.every(isAlive))

      yield* Fiber.interrupt(fiber)

      assert.deepStrictEqual(processes.filter(isAlive), [])
      assert.isFalse(CopiesInFolder.opened.some((copy) => existsSync(copy)))
    }).pipe(Effect.provide(program()))
  )

  it.live("is stopped when it takes too long", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("silent"))

      assert.strictEqual(error.reason, "other")
      assert.include(error.detail, "it took too long")
    }).pipe(Effect.provide(program({ timeout: Duration.seconds(2) })))
  )

  it.live("says that the program does not speak the protocol", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("hello"))

      assert.strictEqual(error.reason, "malformed-response")
      assert.include(error.detail, "exit code 0")
    }).pipe(Effect.provide(program({ argv: [process.execPath, "-e", "console.log('hello')"] })))
  )

  it.live("says that there is no such program", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("hello"))

      assert.strictEqual(error.reason, "not-installed")
      assert.include(error.detail, "nowhere")
    }).pipe(Effect.provide(program({ argv: [join(marks, "nowhere")] })))
  )
})
