/**
 * How Claude Code is called: with the tools for files and no others, confined to its folder, and with nobody to ask, so
 * that whatever would need a permission is denied. Settings, hooks, plugins and MCP servers of user and project are left
 * out. Never a mode that runs without asking.
 */
import { Redacted } from "effect"

/** How the user's right to ask is proven. Kept out of arguments: other users of the machine can read those. */
export type ClaudeCodeCredential =
  | { readonly _tag: "ApiKey"; readonly key: Redacted.Redacted }
  /** Of the user's own subscription, made by `claude setup-token`. */
  | { readonly _tag: "OAuthToken"; readonly token: Redacted.Redacted }
  /** The file that `claude` keeps its login in. Shown to the agent's program read-only; a login that has run out is not renewed. */
  | { readonly _tag: "Login"; readonly file: string }

export interface ClaudeCodeCall {
  /** Absolute path of the program. */
  readonly program: string
  readonly credential: ClaudeCodeCredential
  /** Claude Code's own choice when left out. */
  readonly model?: string | undefined
  readonly system: string
  readonly maxTurns: number
  readonly ceilingMicroUsd?: number | undefined
  /** A UUID; another is chosen when left out. */
  readonly sessionId?: string | undefined
  /** Anthropic's own address when left out. */
  readonly baseURL?: string | undefined
}

/** The only tools; none runs a program or leaves the machine. */
export const tools = ["Read", "Edit", "Write", "Glob", "Grep"] as const

/** Of `permissionMode` in the first message: the mode in which everything is asked, under its two names. */
export const askingModes: ReadonlyArray<string> = ["default", "manual"]

export const argvOf = (call: ClaudeCodeCall): readonly [string, ...ReadonlyArray<string>] => {
  const groups = [
    ["--print", "--output-format", "stream-json", "--verbose"],
    ["--permission-mode", "manual", "--permission-prompts", "none", "--restricted"],
    ["--tools", tools.join(","), "--allowedTools", tools.join(",")],
    ["--strict-mcp-config", "--setting-sources", "", "--no-session-persistence"],
    ["--max-turns", String(call.maxTurns)],
    call.system === "" ? [] : ["--append-system-prompt", call.system],
    call.model === undefined ? [] : ["--model", call.model],
    call.ceilingMicroUsd === undefined ? [] : ["--max-budget-usd", usd(call.ceilingMicroUsd)],
    call.sessionId === undefined ? [] : ["--session-id", call.sessionId]
  ]
  return call.credential._tag === "Login"
    ? ["/bin/sh", "-c", withLogin, "sh", call.credential.file, call.program, ...groups.flat()]
    : [call.program, ...groups.flat()]
}

/** Puts a copy of the login into the home folder that is the sandbox's own, and becomes the program. */
const withLogin = `
set -e
mkdir -p "$HOME/.claude"
cp "$1" "$HOME/.claude/.credentials.json"
shift
exec "$@"
`

export const envOf = ({ baseURL, credential }: ClaudeCodeCall): Readonly<Record<string, string>> => ({
  ...(credential._tag === "ApiKey" ? { ANTHROPIC_API_KEY: Redacted.value(credential.key) } : {}),
  ...(credential._tag === "OAuthToken" ? { CLAUDE_CODE_OAUTH_TOKEN: Redacted.value(credential.token) } : {}),
  ...(baseURL === undefined ? {} : { ANTHROPIC_BASE_URL: baseURL }),
  // Trying again for long is the caller's decision.
  CLAUDE_CODE_MAX_RETRIES: "2",
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  DISABLE_AUTOUPDATER: "1",
  DISABLE_TELEMETRY: "1",
  DISABLE_ERROR_REPORTING: "1"
})

/** Paths that must be seen in the sandbox besides the system's. */
export const readableOf = ({ credential, program }: ClaudeCodeCall): ReadonlyArray<string> =>
  credential._tag === "Login" ? [program, credential.file] : [program]

/** No secret of the call. */
export const withoutSecrets = ({ credential }: ClaudeCodeCall, text: string): string => {
  if (credential._tag === "Login") return text
  const secret = Redacted.value(credential._tag === "ApiKey" ? credential.key : credential.token)
  return secret === "" ? text : text.replaceAll(secret, "<redacted>")
}

/** Rounded down: what is left over is not spent. Claude Code takes no 0. */
const usd = (microUsd: number): string => (Math.max(1, Math.floor(microUsd)) / 1_000_000).toFixed(6)
