/**
 * The real program, against a server on this machine that speaks the Messages API: no key, no network. Runs where
 * `LAYERCAKE_TEST_CLAUDE` names an installed `claude`, and is skipped elsewhere.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as ClaudeCodeAgentExecutor from "@layercake/claude-code/ClaudeCodeAgentExecutor"
import { requestFor } from "@layercake/conformance/AgentExecutorConformance"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as ProcessSandbox from "@layercake/process/ProcessSandbox"
import { Effect, Layer, Redacted } from "effect"
import * as CopiesOnDisk from "./CopiesOnDisk.ts"

const program = process.env["LAYERCAKE_TEST_CLAUDE"]
const outside = join(mkdtempSync(join(tmpdir(), "layercake-outside-")), "file.txt")
process.on("exit", () => rmSync(join(outside, ".."), { recursive: true, force: true }))

type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: object }

/** One answer of the Messages API, as server-sent events. */
const answer = (response: ServerResponse, blocks: ReadonlyArray<Block>, stopReason: string) => {
  const send = (event: { readonly type: string }) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  response.writeHead(200, { "content-type": "text/event-stream" })
  const usage = {
    input_tokens: 100,
    cache_creation_input_tokens: 10,
    cache_read_input_tokens: 50,
    output_tokens: 1
  }
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", content: [] }
  send({
    type: "message_start",
    message: { ...message, stop_reason: null, stop_sequence: null, usage }
  } as never)
  for (const [index, block] of blocks.entries()) {
    const isText = block.type === "text"
    const begun = isText ? { type: "text", text: "" } : { ...block, input: {} }
    const delta = isText
      ? { type: "text_delta", text: block.text }
      : { type: "input_json_delta", partial_json: JSON.stringify(block.input) }
    send({ type: "content_block_start", index, content_block: begun } as never)
    send({ type: "content_block_delta", index, delta } as never)
    send({ type: "content_block_stop", index } as never)
  }
  const delta = { stop_reason: stopReason, stop_sequence: null }
  send({ type: "message_delta", delta, usage: { output_tokens: 20 } } as never)
  send({ type: "message_stop" })
  response.end()
}

/** Asks for a file inside, a command and a file outside, and is then content; or refuses to serve. */
const provider = (status: number) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const bytes: Array<Uint8Array> = []
        request.on("data", (chunk: Uint8Array) => bytes.push(chunk))
        request.on("end", () => {
          if (request.method !== "POST") return response.writeHead(404).end("{}")
          if (status !== 200)
            return response
              .writeHead(status, { "content-type": "application/json" })
              .end(`{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`)
          const body = Buffer.concat(bytes).toString()
          if (body.includes('"tool_result"'))
            return answer(response, [{ type: "text", text: "Done." }], "end_turn")
          const cwd = CopiesOnDisk.opened.at(-1)
          const write = (id: string, path: string): Block => ({
            type: "tool_use",
            id,
            name: "Write",
            input: { file_path: path, content: "hello\n" }
          })
          const command: Block = {
            type: "tool_use",
            id: "t2",
            name: "Bash",
            input: { command: "touch bash.txt" }
          }
          return answer(response, [write("t1", `${cwd}/new.txt`), command, write("t3", outside)], "tool_use")
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const layer = (status: number) =>
  Layer.unwrap(
    Effect.map(provider(status), ({ url }) =>
      ClaudeCodeAgentExecutor.layer({
        program: program ?? "",
        credential: { _tag: "ApiKey", key: Redacted.make("sk-ant-nobody") },
        model: "claude-sonnet-4-5",
        baseURL: url
      })
    )
  ).pipe(
    Layer.provide(Layer.provide(ProcessSandbox.layer, NodeServices.layer)),
    Layer.provide(CopiesOnDisk.layer),
    Layer.provideMerge(MemoryStore.layer)
  )

describe.skipIf(program === undefined)("the installed Claude Code", () => {
  it.live(
    "writes in its folder, and neither outside of it nor by a command",
    () =>
      Effect.gen(function* () {
        const executor = yield* AgentExecutor
        const blobs = yield* BlobStore
        const digest = yield* blobs.put(bytesOf("a"))

        const done = yield* executor.execute({
          ...requestFor("real"),
          files: [{ path: FilePath.make("a.txt"), digest, bytes: 1 }],
          ceilingMicroUsd: 500_000
        })

        assert.deepStrictEqual(done.files, [{ path: "new.txt", content: "hello\n" }])
        assert.isFalse(existsSync(outside))
        assert.strictEqual(done.text, "Done.")
        assert.strictEqual(done.finishReason, "stop")
        assert.deepStrictEqual(done.usage, {
          inputTokens: 320,
          outputTokens: 40,
          cachedInputTokens: 100,
          cacheWriteInputTokens: 20
        })
        assert.isAbove(done.microUsd ?? 0, 0)
      }).pipe(Effect.provide(layer(200))),
    60_000
  )

  it.live(
    "says that the provider is overloaded",
    () =>
      Effect.gen(function* () {
        const executor = yield* AgentExecutor

        const error = yield* Effect.flip(executor.execute(requestFor("real")))

        assert.strictEqual(error.reason, "overloaded")
        assert.isTrue(error.isRetryable)
      }).pipe(Effect.provide(layer(529))),
    60_000
  )
})
