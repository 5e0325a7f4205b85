/**
 * Agents that are programs of the user's own: Claude Code, or any that speaks the Agent Client Protocol. They work in the
 * sandbox on a copy of the files, with the credentials that are named here and no others.
 */
import * as ClaudeCodeAgentExecutor from "@layercake/claude-code/ClaudeCodeAgentExecutor"
import type { ClaudeCodeCredential } from "@layercake/claude-code/ClaudeCodeCommand"
import { Config, Effect, FileSystem, Option, Path, Schema } from "effect"
import { ExecutorUnknown } from "./ExecutorUnknown.ts"
import * as InstalledProgram from "./InstalledProgram.ts"

/** `claude-code`, `claude-code:<model>` or `acp:<command>`. */
export const isProgram = (setting: string): boolean => /^(?:claude-code(?::|$)|acp:)/.test(setting)

/** What such a setting comes to; fails when the program is not here or nothing says who pays. */
export const choose = Effect.fnUntraced(function* (setting: string) {
  const [kind = "", ...rest] = setting.split(":")
  return kind === "acp" ? yield* acp(setting, rest.join(":")) : yield* claudeCode(setting, rest.join(":"))
})

export const layer = Effect.fnUntraced(function* (setting: string) {
  return (yield* choose(setting)).layer
})

/**
 * `LAYERCAKE_CLAUDE` names the program where it is not called `claude`. CLAUDE_CODE_OAUTH_TOKEN is taken before
 * ANTHROPIC_API_KEY, and both before the login that `claude` keeps in its folder.
 */
const claudeCode = Effect.fnUntraced(function* (setting: string, model: string) {
  const name = Option.getOrElse(yield* text("LAYERCAKE_CLAUDE"), () => "claude")
  const program = yield* InstalledProgram.find(name)
  if (Option.isNone(program))
    return yield* new ExecutorUnknown({
      setting,
      detail: `there is no program ${name} here. Install Claude Code, or name it in LAYERCAKE_CLAUDE`
    })
  const credential = yield* credentialOf(setting)
  return {
    name: "claude-code",
    program: program.value,
    layer: ClaudeCodeAgentExecutor.layer({
      program: program.value.path,
      readable: program.value.readable,
      credential,
      model: model === "" ? undefined : model,
      baseURL: Option.getOrUndefined(yield* text("ANTHROPIC_BASE_URL"))
    })
  }
})

const credentialOf = Effect.fnUntraced(function* (
  setting: string
): Effect.fn.Return<
  ClaudeCodeCredential,
  ExecutorUnknown | Config.ConfigError,
  FileSystem.FileSystem | Path.Path
> {
  const token = yield* secret("CLAUDE_CODE_OAUTH_TOKEN")
  if (Option.isSome(token)) return { _tag: "OAuthToken", token: token.value }
  const key = yield* secret("ANTHROPIC_API_KEY")
  if (Option.isSome(key)) return { _tag: "ApiKey", key: key.value }
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const home = Option.getOrElse(yield* text("HOME"), () => "/")
  const folder = Option.getOrElse(yield* text("CLAUDE_CONFIG_DIR"), () => path.join(home, ".claude"))
  const file = path.join(folder, ".credentials.json")
  if (yield* Effect.orElseSucceed(files.exists(file), () => false)) return { _tag: "Login", file }
  return yield* new ExecutorUnknown({
    setting,
    detail:
      "Claude Code is not logged in. Run `claude` and log in, or set CLAUDE_CODE_OAUTH_TOKEN (made by `claude setup-token`) or ANTHROPIC_API_KEY"
  })
})

/**
 * The command as one would type it, without a shell. The agent gets the environment variables that `LAYERCAKE_ACP_ENV`
 * names, may reach the hosts in `LAYERCAKE_ACP_HOSTS`, and sees the paths in `LAYERCAKE_ACP_READABLE`; each a list with
 * commas.
 */
const acp = Effect.fnUntraced(function* (setting: string, command: string) {
  const path = yield* Path.Path
  const [name = "", ...args] = wordsOf(command)
  const program = name === "" ? Option.none() : yield* InstalledProgram.find(name)
  if (Option.isNone(program))
    return yield* new ExecutorUnknown({
      setting,
      detail:
        name === ""
          ? "name the program after acp:, for example acp:my-agent --acp"
          : `there is no program ${name} here. Install it, or give its path`
    })
  const names = yield* list("LAYERCAKE_ACP_ENV")
  const env = Object.fromEntries(
    yield* Effect.forEach(names, (variable) =>
      Effect.flatMap(secret(variable), (value) =>
        Option.isSome(value)
          ? Effect.succeed([variable, value.value] as const)
          : Effect.fail(
              new ExecutorUnknown({
                setting,
                detail: `LAYERCAKE_ACP_ENV names ${variable}, which is not set`
              })
            )
      )
    )
  )
  const AcpAgentExecutor = yield* Effect.promise(() => import("@layercake/acp/AcpAgentExecutor"))
  const agent = path.basename(program.value.path).replace(/\.[cm]?js$/, "")
  return {
    name: `acp/${agent}`,
    program: program.value,
    layer: AcpAgentExecutor.layer({
      name: agent,
      argv: [program.value.path, ...args],
      env,
      readable: [...program.value.readable, ...(yield* list("LAYERCAKE_ACP_READABLE"))],
      hosts: yield* list("LAYERCAKE_ACP_HOSTS")
    })
  }
})

/** Words with spaces stand in quotes. */
const wordsOf = (command: string): ReadonlyArray<string> =>
  Array.from(
    command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    (match) => match[1] ?? match[2] ?? match[3] ?? ""
  )

const secret = (name: string) => Config.option(Config.schema(Schema.Redacted(Schema.NonEmptyString), name))
const text = (name: string) => Config.option(Config.NonEmptyString(name))
const list = (name: string) =>
  Effect.map(
    text(name),
    Option.match({
      onNone: (): ReadonlyArray<string> => [],
      onSome: (value) =>
        value
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== "")
    })
  )
