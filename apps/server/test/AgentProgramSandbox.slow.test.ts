/**
 * Agents that are programs, in the sandbox and the folders that LayerCake really uses. The programs are stand-ins.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as ClaudeCodeAgentExecutor from "@layercake/claude-code/ClaudeCodeAgentExecutor"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import * as FileWorkingCopies from "@layercake/filesystem/FileWorkingCopies"
import * as PgStore from "@layercake/postgres/PgStore"
import * as BubblewrapSandbox from "@layercake/process/BubblewrapSandbox"
import { Effect, Exit, Layer, Redacted, Schema } from "effect"

const place = realpathSync(mkdtempSync(join(tmpdir(), "layercake-programs-")))
process.on("exit", () => rmSync(place, { recursive: true, force: true }))
const programs = join(place, "programs")
mkdirSync(programs)
const claude = join(programs, "claude.mjs")
copyFileSync(
  join(import.meta.dirname, "../../../packages/adapters/claude-code/test/ClaudeStandIn.mjs"),
  claude
)
writeFileSync(join(programs, "told.json"), `{"answer":"","resetsInMillis":0}`)
for (const folder of [place, programs]) chmodSync(folder, 0o755)

const copies = join(place, "copies")
const sandbox = Layer.provide(BubblewrapSandbox.layer, NodeServices.layer)
const isThere = Exit.isSuccess(await Effect.runPromiseExit(Effect.provide(Sandbox, sandbox)))

const layer = ClaudeCodeAgentExecutor.layer({
  program: claude,
  credential: { _tag: "ApiKey", key: Redacted.make("sk-ant-secret") },
  readable: [programs]
}).pipe(
  Layer.provide(sandbox),
  Layer.provide(FileWorkingCopies.layerAt(copies)),
  Layer.provideMerge(PgStore.layerEmbedded({ directory: join(place, "database") }))
)

const request = (scenario: string) => ({
  call: {
    project: ProjectId.make("sandboxed"),
    runId: AgentRunId.make("G5.backend.1"),
    gate: GateId.make("G5"),
    step: "backend",
    agent: AgentName.make("backend-developer"),
    purpose: "work" as const,
    attempt: 1,
    idempotencyKey: "key-1"
  },
  system: "",
  prompt: `scenario: ${scenario}`
})

const Called = Schema.fromJsonString(
  Schema.Struct({ env: Schema.Record(Schema.String, Schema.String), cwd: Schema.String })
)

describe.skipIf(!isThere)("an agent in bubblewrap", () => {
  it.layer(layer, { excludeTestServices: true })((it) => {
    it.effect("hands over what it changed in a copy of the files, which is gone afterwards", () =>
      Effect.gen(function* () {
        const executor = yield* AgentExecutor
        const blobs = yield* BlobStore
        const files = yield* Effect.forEach(["kept.txt", "gone.txt"], (name) =>
          Effect.map(blobs.put(bytesOf("some ")), (digest) => ({
            path: FilePath.make(name),
            digest,
            bytes: 5
          }))
        )

        const answer = yield* executor.execute({ ...request("files"), files })

        assert.deepStrictEqual(answer.files, [
          { path: "kept.txt", content: "some and more\n" },
          { path: "src/deep/new.ts", content: "export const made = true\n" }
        ])
        assert.deepStrictEqual(readdirSync(copies), [])
      })
    )

    it.effect("sees its key and nothing of the host's environment", () =>
      Effect.gen(function* () {
        const executor = yield* AgentExecutor

        const { text } = yield* executor.execute(request("called"))

        const { cwd, env } = yield* Schema.decodeEffect(Called)(text)
        assert.strictEqual(env["ANTHROPIC_API_KEY"], "sk-ant-secret")
        assert.notStrictEqual(env["HOME"], process.env["HOME"])
        assert.isTrue(cwd.startsWith(copies))
        assert.isFalse(existsSync(cwd))
      })
    )

    it.effect("takes nothing of one that crashed", () =>
      Effect.gen(function* () {
        const executor = yield* AgentExecutor

        const error = yield* Effect.flip(executor.execute(request("crash")))

        assert.strictEqual(error.reason, "malformed-response")
        assert.include(error.detail, "panic: out of cake")
        assert.deepStrictEqual(readdirSync(copies), [])
      })
    )
  })
})
