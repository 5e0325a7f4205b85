/**
 * Runs git so that only the arguments given here decide what it does: no configuration of the machine or the user, no
 * hooks, no file system monitor, no prompts, nothing of the environment of this process. Knows no port.
 */
import { Effect, Schema } from "effect"
import { simpleGit } from "simple-git"

/** git was not found, ended with an error or was killed. */
export class GitFailure extends Schema.TaggedError<GitFailure>()("GitFailure", {
  operation: Schema.String,
  /** What git printed, without passwords in addresses, at most 2,000 characters. */
  detail: Schema.String
}) {}

export interface GitCall {
  /** Where git is started; must exist. */
  readonly directory: string
  readonly args: readonly [string, ...ReadonlyArray<string>]
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Exit codes besides 0 that are an answer and no failure. */
  readonly accept?: ReadonlyArray<number>
}

/** Who LayerCake is in a commit it makes. */
export const committer = { name: "LayerCake", email: "layercake@localhost" } as const

/** What git prints on stdout. Interrupting ends the process. */
export const run = (call: GitCall): Effect.Effect<string, GitFailure> =>
  Effect.tryPromise({
    try: (signal) => {
      const { input } = call
      return simpleGit({
        baseDir: call.directory,
        config,
        abort: signal,
        allowEnvironment,
        unsafe: {
          // All four are set to nothing, here, by us.
          allowUnsafeHooksPath: true,
          allowUnsafeFsMonitor: true,
          allowUnsafeConfigPaths: true,
          allowUnsafeTemplateDir: true
        },
        // Its own rules take silence and death by a signal for success.
        errors: (_, { exitCode, stdErr, stdOut }) =>
          exitCode === 0 || call.accept?.includes(exitCode) === true
            ? undefined
            : new Error(`${Buffer.concat(stdErr).toString()}${Buffer.concat(stdOut).toString()}`),
        completion: { onClose: true, onExit: false },
        timeout: { block: silenceLimitMillis },
        ...(input === undefined ? {} : { input: () => input })
      })
        .env({ ...environment, ...call.env })
        .raw([...call.args])
    },
    catch: (cause) => new GitFailure({ operation: call.args[0], detail: readable(cause) })
  })

/** A git that prints nothing for so long hangs. */
const silenceLimitMillis = 120_000

const config: Array<string> = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.autocrlf=false",

  "core.fsync=all",
  "core.fsyncMethod=batch",
  "commit.gpgSign=false",
  "push.gpgSign=false",
  "gc.auto=0",
  "safe.directory=*"
]

/** Where git is looked for; the PATH of this process may lead into a project. */
const searchPath = [
  "/usr/local/bin",
  "/usr/bin",
  "/bin",
  "/opt/homebrew/bin",
  "/run/current-system/sw/bin"
].join(":")

const environment: Readonly<Record<string, string>> = {
  PATH: searchPath,
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ALLOW_PROTOCOL: "file",
  GIT_COMMITTER_NAME: committer.name,
  GIT_COMMITTER_EMAIL: committer.email
}

const allowEnvironment = [
  ...Object.keys(environment),
  "GIT_AUTHOR_NAME",
  "GIT_AUTHOR_EMAIL",
  "GIT_AUTHOR_DATE",
  "GIT_COMMITTER_DATE",
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE"
]

const readable = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .replace(/^Error: /, "")
    .replaceAll(/(:\/\/)[^/\s@]*@/g, "$1")
    .trim()
    .slice(0, 2_000)
