/**
 * Commits in a process of its own, which can be killed; run as a program it makes one commit per key.
 */
import { spawn } from "node:child_process"
import { Repository } from "@layercake/core/port/Repository"
import * as GitRepository from "@layercake/git/GitRepository"
import { Effect } from "effect"
import { requestFor } from "./CommitSample.ts"

export interface CommitElsewhere {
  readonly directory: string
  readonly keys: ReadonlyArray<string>
  readonly paths: ReadonlyArray<string>
  /** The process, and every git it has started, is killed as soon as this holds. */
  readonly killWhen?: () => boolean
}

/** Ends when the process has ended. */
export const commitElsewhere = (request: CommitElsewhere): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const child = spawn(
      process.execPath,
      [import.meta.filename, request.directory, request.keys.join(), request.paths.join()],
      {
        detached: true,
        stdio: "inherit"
      }
    )
    child.once("exit", () => resume(Effect.void))
    const { killWhen } = request
    const look = () => {
      if (
        killWhen === undefined ||
        child.pid === undefined ||
        child.exitCode !== null ||
        child.signalCode !== null
      )
        return
      if (killWhen()) process.kill(-child.pid, "SIGKILL")
      else setImmediate(look)
    }
    look()
  })

if (import.meta.main) {
  const [directory = "", keys = "", paths = ""] = process.argv.slice(2)
  await Effect.runPromise(
    Effect.gen(function* () {
      const repository = yield* Repository
      for (const key of keys.split(","))
        yield* repository.commit(requestFor(directory, key, paths.split(",")))
    }).pipe(Effect.provide(GitRepository.layer))
  )
}
