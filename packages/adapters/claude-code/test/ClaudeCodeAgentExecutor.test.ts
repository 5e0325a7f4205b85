import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { AgentExecutor, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { Cause, Duration, Effect, Fiber, Redacted, Schema } from "effect"
import * as ClaudeCodeWorld from "./ClaudeCodeWorld.ts"
import { opened } from "./CopiesOnDisk.ts"

const { answerText, partialText, requestFor, retryAfterMillis } = AgentExecutorConformance
const folder = ClaudeCodeWorld.install({ answer: answerText, resetsInMillis: retryAfterMillis })
const { arrivedAt, eventually, isAlive } = ClaudeCodeWorld

AgentExecutorConformance.suite("claude-code", ClaudeCodeWorld.layer(folder), {
  plays: ["cut", "refused", "rate-limited", "overloaded", "unauthorised", "broken", "silent"],
  isRealTime: true,
  silent: {
    arrived: Effect.asVoid(eventually(() => arrivedAt(folder))),
    abandoned: Effect.asVoid(
      eventually(() => (arrivedAt(folder)?.some(isAlive) === true ? undefined : "gone"))
    )
  }
})

const ask = (scenario: string, changes: Partial<AgentRequest> = {}) =>
  Effect.flatMap(AgentExecutor, (executor) => executor.execute({ ...requestFor(scenario), ...changes }))

const withFiles = Effect.fnUntraced(function* (contents: Readonly<Record<string, string>>) {
  const blobs = yield* BlobStore
  return yield* Effect.forEach(Object.entries(contents), ([path, text]) =>
    Effect.map(blobs.put(bytesOf(text)), (digest) => ({
      path: FilePath.make(path),
      digest,
      bytes: bytesOf(text).length
    }))
  )
})

const Called = Schema.Struct({
  args: Schema.Array(Schema.String),
  env: Schema.Record(Schema.String, Schema.String),
  cwd: Schema.String,
  files: Schema.Array(Schema.String),
  prompt: Schema.String
})
const decodeCalled = Schema.decodeEffect(Schema.fromJsonString(Called))

const called = Effect.fnUntraced(function* (changes: Partial<AgentRequest> = {}) {
  const { text } = yield* ask("called", changes)
  return yield* decodeCalled(text)
})

describe("ClaudeCodeAgentExecutor", () => {
  it.layer(ClaudeCodeWorld.layer(folder), { excludeTestServices: true })((it) => {
    it.effect("may use the tools for files and nothing else, and asks nobody", () =>
      Effect.gen(function* () {
        const { args } = yield* called()

        assert.deepStrictEqual(
          args,
          [
            ["--print", "--output-format", "stream-json", "--verbose"],
            ["--permission-mode", "manual", "--permission-prompts", "none", "--restricted"],
            ["--tools", "Read,Edit,Write,Glob,Grep", "--allowedTools", "Read,Edit,Write,Glob,Grep"],
            ["--strict-mcp-config", "--setting-sources", "", "--no-session-persistence"],
            ["--max-turns", "200"],
            ["--append-system-prompt", "You are the backend developer."]
          ].flat()
        )
      })
    )

    it.effect("passes on model, ceiling and session", () =>
      Effect.gen(function* () {
        const idempotencyKey = "0193f6f0-0000-7000-8000-000000000001"
        const { args } = yield* called({
          model: "opus",
          ceilingMicroUsd: 1_234_567.9,
          call: { ...requestFor("called").call, idempotencyKey }
        })

        assert.includeMembers(args.join(" ").split(/ (?=--)/), [
          "--model opus",
          "--max-budget-usd 1.234567",
          `--session-id ${idempotencyKey}`
        ])
      })
    )

    it.effect("sees the key, and nothing else of the environment it was started from", () =>
      Effect.gen(function* () {
        process.env["LAYERCAKE_TEST_SECRET"] = "not for agents"

        const { env, prompt } = yield* called()

        delete process.env["LAYERCAKE_TEST_SECRET"]
        assert.strictEqual(env["ANTHROPIC_API_KEY"], ClaudeCodeWorld.apiKey)
        assert.notProperty(env, "LAYERCAKE_TEST_SECRET")
        assert.notInclude(prompt, ClaudeCodeWorld.apiKey)
      })
    )

    it.effect("works in a folder that holds the project's files and is gone afterwards", () =>
      Effect.gen(function* () {
        const files = yield* withFiles({ "a.txt": "a", "b.txt": "b" })

        const { cwd, files: seen } = yield* called({ files })

        assert.deepStrictEqual(seen, ["a.txt", "b.txt"])
        assert.include(opened, cwd)
        assert.isFalse(existsSync(cwd))
      })
    )

    it.effect("answers with what it changed there, and with its closing words", () =>
      Effect.gen(function* () {
        const answer = yield* ask("files", {
          files: yield* withFiles({ "kept.txt": "some ", "same.txt": "s", "gone.txt": "g" })
        })

        assert.deepStrictEqual(answer.files, [
          { path: "kept.txt", content: "some and more\n" },
          { path: "src/deep/new.ts", content: "export const made = true\n" }
        ])
        assert.include(answer.text, "**Remove: gone.txt**")
      })
    )

    it.effect("settles what the session used, cached tokens within the input", () =>
      Effect.gen(function* () {
        const answer = yield* ask("answer")

        assert.deepStrictEqual(answer.usage, {
          inputTokens: 60,
          outputTokens: 5,
          cachedInputTokens: 30,
          cacheWriteInputTokens: 20
        })
        assert.strictEqual(answer.microUsd, 12_346)
        assert.strictEqual(answer.model, "claude-code/claude-test-1-20261101")
        assert.isFalse(answer.recorded)
      })
    )

    for (const scenario of ["too-many-turns", "over-budget"])
      it.effect(`is cut, and paid for, when it stops at a limit: ${scenario}`, () =>
        Effect.gen(function* () {
          const answer = yield* ask(scenario)

          assert.strictEqual(answer.finishReason, "length")
          assert.match(answer.text, /^Reached maximum/)
          assert.strictEqual(answer.usage.inputTokens, 60)
          assert.strictEqual(answer.microUsd, 12_346)
        })
      )

    it.effect("answers when something was denied", () =>
      Effect.gen(function* () {
        const answer = yield* ask("denied")

        assert.strictEqual(answer.text, "I could not run it.")
        assert.strictEqual(answer.finishReason, "stop")
      })
    )

    it.effect("passes over lines that are none of its messages", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* ask("malformed")).text, "still whole")
      })
    )

    it.effect("does not wait for a program that has said its last word", () =>
      Effect.gen(function* () {
        const answer = yield* ask("last-word")

        assert.deepStrictEqual(answer.files, [{ path: "done.txt", content: "done" }])
      })
    )

    const failures = [
      ["billing", "quota", /Credit balance is too low/],
      ["disconnected", "network", /Connection to the API was lost/],
      ["no-such-model", "invalid-request", /selected model/],
      ["went-wrong", "other", /something broke; badly/],
      ["crash", "malformed-response", /exit code 3.*panic: out of cake/],
      ["malformed-end", "malformed-response", /it printed: \{"type":"result"/],
      ["not-logged-in", "authentication", /claude` once to log in/],
      ["huge", "other", /printed too much/],
      ["bypass", "unsafe", /the mode bypassPermissions, which does not ask/],
      ["more-tools", "unsafe", /more tools than allowed: Bash/],
      ["servers", "unsafe", /MCP servers: github/]
    ] as const
    for (const [scenario, reason, detail] of failures)
      it.effect(`fails as ${reason}: ${scenario}`, () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(ask(scenario))

          assert.strictEqual(error.reason, reason)
          assert.match(error.detail, detail)
          assert.strictEqual(error.isRetryable, reason === "network")
          assert.isFalse(opened.some((copy) => existsSync(copy)))
        })
      )

    it.effect("never shows the key, not even when the program prints it", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ask("broken"))

        assert.include(error.detail, "a bad end, key <redacted>")
        assert.notInclude(Cause.pretty(Cause.fail(error)), ClaudeCodeWorld.apiKey)
      })
    )

    it.effect("leaves no process and no folder behind when it is interrupted", () =>
      Effect.gen(function* () {
        rmSync(join(folder, "arrived"), { force: true })
        const fiber = yield* Effect.forkChild(ask("silent"))
        const processes = yield* eventually(() => arrivedAt(folder))
        assert.isTrue(processes.every(isAlive))

        yield* Fiber.interrupt(fiber)

        assert.deepStrictEqual(processes.filter(isAlive), [])
        assert.isFalse(opened.some((copy) => existsSync(copy)))
      })
    )
  })

  it.live("is stopped when it takes too long", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("silent"))

      assert.strictEqual(error.reason, "other")
      assert.include(error.detail, "it took too long")
    }).pipe(Effect.provide(ClaudeCodeWorld.layer(folder, { timeout: Duration.seconds(1) })))
  )

  it.live("says that the program is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("answer"))

      assert.strictEqual(error.reason, "not-installed")
      assert.include(error.detail, "nowhere")
    }).pipe(Effect.provide(ClaudeCodeWorld.layer(folder, { program: join(folder, "nowhere") })))
  )

  it.live("costs nothing by the token with the user's subscription", () =>
    Effect.gen(function* () {
      const answer = yield* ask("answer")
      const { env } = yield* called()

      assert.strictEqual(answer.microUsd, 0)
      assert.deepStrictEqual((yield* AgentExecutor).pricing, { model: null })
      assert.strictEqual(env["CLAUDE_CODE_OAUTH_TOKEN"], "oauth-secret")
      assert.notProperty(env, "ANTHROPIC_API_KEY")
    }).pipe(
      Effect.provide(
        ClaudeCodeWorld.layer(folder, {
          credential: { _tag: "OAuthToken", token: Redacted.make("oauth-secret") }
        })
      )
    )
  )

  it.live("hands back a cut answer with what it said", () =>
    Effect.gen(function* () {
      const answer = yield* ask("cut")

      assert.strictEqual(answer.text, partialText)
    }).pipe(Effect.provide(ClaudeCodeWorld.layer(folder)))
  )
})

const login = mkdtempSync(join(tmpdir(), "layercake-login-"))
process.on("exit", () => rmSync(login, { recursive: true, force: true }))
writeFileSync(join(login, "credentials.json"), `{"claudeAiOauth":"of the user"}`)

describe("the login of the user", () => {
  it.live("is a copy in the home folder of the sandbox, and never changed", () =>
    Effect.gen(function* () {
      const answer = yield* ask("login")

      assert.strictEqual(answer.text, `{"claudeAiOauth":"of the user"}`)
      assert.strictEqual(answer.microUsd, 0)
      assert.strictEqual(
        readFileSync(join(login, "credentials.json"), "utf8"),
        `{"claudeAiOauth":"of the user"}`
      )
    }).pipe(
      Effect.provide(
        ClaudeCodeWorld.layer(folder, {
          credential: { _tag: "Login", file: join(login, "credentials.json") }
        })
      )
    )
  )
})
