/**
 * This machine as the sandbox suite sees it from outside.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import type { SandboxSurroundings } from "@layercake/conformance/SandboxTrial"
import { Effect } from "effect"

/** Folders are made below `parent`. */
export const below = (parent: string): SandboxSurroundings => ({
  folder: Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(`${parent}/layercake-test-`)),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  ),
  read: (path) =>
    Effect.orElseSucceed(
      Effect.try(() => readFileSync(path, "utf8")),
      () => ""
    ),
  running: (text) =>
    Effect.gen(function* () {
      const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
      const commands = yield* Effect.forEach(pids, (pid) =>
        Effect.orElseSucceed(
          Effect.try(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")),
          () => ""
        )
      )
      return commands.filter((command) => command.includes(text)).length
    })
})
