#!/usr/bin/env node
// Speaks what Claude Code 2.1.330 prints with `--output-format stream-json --verbose`, by the scenario in the prompt.
// Everything it was called with can be asked for, so that a test sees the real arguments, environment and folder.
import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const args = process.argv.slice(2)
const known = new Set(
  (
    "--print --output-format --verbose --permission-mode --permission-prompts --restricted --tools --allowedTools " +
    "--strict-mcp-config --setting-sources --no-session-persistence --max-turns --append-system-prompt --model " +
    "--max-budget-usd --session-id"
  ).split(" ")
)
const unknown = args.find((arg) => arg.startsWith("--") && !known.has(arg))
if (unknown !== undefined) {
  process.stderr.write(`error: unknown option '${unknown}'\n`)
  process.exit(1)
}
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)

const print = (message) => process.stdout.write(`${JSON.stringify({ session_id: "s", ...message })}\n`)
const model = "claude-test-1-20261101"
const init = (changes = {}) =>
  print({
    type: "system",
    subtype: "init",
    cwd: process.cwd(),
    tools: option("--tools").split(",").toSorted(),
    mcp_servers: [],
    model: option("--model") ?? "claude-test-1",
    permissionMode: "default",
    slash_commands: ["doctor"],
    apiKeySource: process.env.ANTHROPIC_API_KEY === undefined ? "none" : "ANTHROPIC_API_KEY",
    claude_code_version: "2.1.330",
    ...changes
  })
const says = (text, changes = {}) =>
  print({
    type: "assistant",
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model,
      content: [{ type: "text", text }],
      stop_reason: null,
      usage: { input_tokens: 10, output_tokens: 1 }
    },
    parent_tool_use_id: null,
    ...changes
  })
const usage = {
  input_tokens: 10,
  cache_creation_input_tokens: 20,
  cache_read_input_tokens: 30,
  output_tokens: 5,
  server_tool_use: { web_search_requests: 0 },
  service_tier: "standard"
}
const result = (changes) =>
  print({
    type: "result",
    subtype: "success",
    is_error: false,
    num_turns: 3,
    stop_reason: "end_turn",
    total_cost_usd: 0.0123456,
    usage,
    modelUsage: {},
    permission_denials: [],
    api_error_status: null,
    duration_ms: 10,
    ...changes
  })
const apiError = (error, status, text, changes = {}) => {
  print({
    type: "assistant",
    message: { id: "x", model: "<synthetic>", role: "assistant", content: [{ type: "text", text }] },
    parent_tool_use_id: null,
    error
  })
  result({
    is_error: true,
    result: text,
    api_error_status: status,
    stop_reason: "stop_sequence",
    total_cost_usd: 0,
    usage: {},
    ...changes
  })
  process.exitCode = 1
}
const limit = (status, resetsAt) =>
  print({ type: "rate_limit_event", rate_limit_info: { status, resetsAt, rateLimitType: "five_hour" } })

/** Beside this program lies what the test wants it to know, and there it leaves its marks. */
const beside = dirname(process.argv[1])
const told = JSON.parse(readFileSync(join(beside, "told.json"), "utf8"))

let prompt = ""
for await (const chunk of process.stdin) prompt += chunk
const scenario = /scenario: ([a-z-]+)/.exec(prompt)?.[1]

const scenarios = {
  answer: () => (says("thinking"), result({ result: told.answer })),
  cut: () => (says("half"), result({ result: "export const half = ", stop_reason: "max_tokens" })),
  refused: () =>
    apiError("invalid_request", null, "API Error: safeguards flagged this message", {
      stop_reason: "refusal",
      usage
    }),
  "rate-limited": () => {
    limit("allowed_warning", 1)
    limit("rejected", Math.ceil((Date.now() + told.resetsInMillis) / 1000))
    apiError("rate_limit", 429, "You have hit your limit")
  },
  overloaded: () => apiError("overloaded", 529, "API Error: 529 Overloaded"),
  unauthorised: () => apiError("authentication_failed", 401, "Not logged in · Please run /login"),
  billing: () => apiError("billing_error", 400, "Credit balance is too low"),
  disconnected: () =>
    apiError("server_error", null, "API Error: Connection to the API was lost (ECONNRESET)"),
  "no-such-model": () => apiError("model_not_found", 404, "There's an issue with the selected model"),
  broken: () => {
    says("export const half = ")
    process.stderr.write(`a bad end, key ${process.env.ANTHROPIC_API_KEY}\n`)
    process.kill(process.pid, "SIGKILL")
  },
  crash: () => {
    says("half")
    writeFileSync("half.txt", "half")
    process.stderr.write("panic: out of cake\n")
    process.exit(3)
  },
  "not-logged-in": () => {
    process.stderr.write("Not logged in. Please run /login\n")
    process.exit(1)
  },
  silent: () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
    // In one step: the test may look at any moment.
    writeFileSync(join(beside, "arriving"), JSON.stringify([process.pid, child.pid]))
    renameSync(join(beside, "arriving"), join(beside, "arrived"))
    setInterval(() => {}, 1000)
  },
  "last-word": () => {
    writeFileSync("done.txt", "done")
    result({ result: "done" })
    setInterval(() => {}, 1000)
  },
  "too-many-turns": () =>
    result({ subtype: "error_max_turns", is_error: true, errors: ["Reached maximum number of turns (3)"] }),
  "over-budget": () =>
    result({ subtype: "error_max_budget_usd", is_error: true, errors: ["Reached maximum budget ($0.5)"] }),
  "went-wrong": () =>
    result({ subtype: "error_during_execution", is_error: true, errors: ["something broke", "badly"] }),
  denied: () => {
    says("I try")
    result({
      result: "I could not run it.",
      permission_denials: [{ tool_name: "Bash", tool_use_id: "t1", tool_input: { command: "rm -rf /" } }]
    })
  },
  malformed: () => {
    process.stdout.write("warning: something chatty\n")
    process.stdout.write('{"type":"assistant","message":{"mod\n')
    print({ type: "of tomorrow", anything: 1 })
    result({ result: "still whole" })
  },
  "malformed-end": () => {
    says("half")
    process.stdout.write('{"type":"result","subtype":"success","is_error":"no"}\n')
  },
  huge: () => {
    const line = `${JSON.stringify({ type: "of tomorrow", text: "x".repeat(1_000_000) })}\n`
    const more = () => process.stdout.write(line, more)
    more()
  },
  files: () => {
    mkdirSync("src/deep", { recursive: true })
    writeFileSync("src/deep/new.ts", "export const made = true\n")
    writeFileSync("kept.txt", `${readFileSync("kept.txt", "utf8")}and more\n`)
    result({ result: "I wrote two files.\n\n**Remove: gone.txt**\n" })
  },
  login: () => {
    const own = `${process.env.HOME}/.claude/.credentials.json`
    const text = readFileSync(own, "utf8")
    writeFileSync(own, "changed by the program")
    result({ result: text })
  },
  called: () =>
    result({
      result: JSON.stringify({
        args,
        env: process.env,
        cwd: process.cwd(),
        files: readdirSync(".").toSorted(),
        prompt
      })
    })
}

if (scenario === "bypass") {
  writeFileSync("before.txt", "x")
  init({ permissionMode: "bypassPermissions" })
  setInterval(() => {}, 1000)
} else if (scenario === "more-tools") {
  init({ tools: ["Bash", "Read"] })
  setInterval(() => {}, 1000)
} else if (scenario === "servers") {
  init({ mcp_servers: [{ name: "github", status: "connected" }] })
  setInterval(() => {}, 1000)
} else {
  print({ type: "system", subtype: "hook_started" })
  if (scenario !== "not-logged-in") init()
  print({ type: "system", subtype: "api_retry", attempt: 1, error_status: null, error: "unknown" })
  const play = scenarios[scenario] ?? (() => result({ result: scenario ?? "done" }))
  play()
}
