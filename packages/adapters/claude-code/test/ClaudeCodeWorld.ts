/**
 * The executor with a stand-in for the installed program, really run as a process of its own in a real folder.
 */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as ClaudeCodeAgentExecutor from "@layercake/claude-code/ClaudeCodeAgentExecutor"
import type { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import type { BlobStore } from "@layercake/core/store/BlobStore"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as ProcessSandbox from "@layercake/process/ProcessSandbox"
import { Effect, Layer, Redacted, Schedule } from "effect"
import * as CopiesOnDisk from "./CopiesOnDisk.ts"

export const apiKey = "sk-ant-secret-8d1f"

/** A folder with the program and what it is told; also where it leaves its marks. Removed when the tests end. */
export const install = (told: { readonly answer: string; readonly resetsInMillis: number }): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "layercake-claude-")))
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
  copyFileSync(join(import.meta.dirname, "ClaudeStandIn.mjs"), join(folder, "claude.mjs"))
  writeFileSync(join(folder, "told.json"), JSON.stringify(told))
  return folder
}

export const layer = (
  folder: string,
  options: Partial<ClaudeCodeAgentExecutor.ClaudeCodeOptions> = {}
): Layer.Layer<AgentExecutor | BlobStore> =>
  ClaudeCodeAgentExecutor.layer({
    program: join(folder, "claude.mjs"),
    credential: { _tag: "ApiKey", key: Redacted.make(apiKey) },
    ...options
  }).pipe(
    Layer.provide(Layer.provide(ProcessSandbox.layer, NodeServices.layer)),
    Layer.provide(CopiesOnDisk.layer),
    Layer.provideMerge(MemoryStore.layer)
  )

/** Looks again and again, on the real clock. */
export const eventually = <A>(look: () => A | undefined): Effect.Effect<A> =>
  Effect.suspend(() => {
    const found = look()
    return found === undefined ? Effect.fail("not yet" as const) : Effect.succeed(found)
  }).pipe(Effect.retry(Schedule.spaced("20 millis")), Effect.orDie)

/** Process ids of the silent program and of its child. */
export const arrivedAt = (folder: string): ReadonlyArray<number> | undefined =>
  existsSync(join(folder, "arrived")) ? JSON.parse(readFileSync(join(folder, "arrived"), "utf8")) : undefined

/** Whether such a process is there and is no zombie. */
export const isAlive = (pid: number): boolean => {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
}
