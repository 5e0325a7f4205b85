import { assert, describe, it } from "@effect/vitest"
import * as AcpAgentExecutor from "@layercake/acp/AcpAgentExecutor"
import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { AgentExecutor, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import * as MemoryWorkingCopies from "@layercake/memory/MemoryWorkingCopies"
import { Deferred, Effect, Layer } from "effect"
import * as AcpStandIn from "./AcpStandIn.ts"

const { answerText, requestFor } = AgentExecutorConformance

/** The agent in this very process. */
const inProcess = (standIn: Partial<AcpStandIn.StandIn> = {}) =>
  AcpAgentExecutor.layerWith({
    name: "acp/in-process",
    connect: () =>
      Effect.sync(() => ({ target: AcpStandIn.make({ answer: answerText, ...standIn }), gone: Effect.never }))
  }).pipe(Layer.provide(MemoryWorkingCopies.layer), Layer.provideMerge(MemoryStore.layer))

const arrived = Deferred.makeUnsafe<void>()
const abandoned = Deferred.makeUnsafe<void>()

AgentExecutorConformance.suite(
  "acp in process",
  inProcess({
    modes: ["default"],
    onSilent: () => Deferred.doneUnsafe(arrived, Effect.void),
    onCancel: () => Deferred.doneUnsafe(abandoned, Effect.void)
  }),
  {
    plays: ["cut", "refused", "unauthorised", "silent"],
    silent: { arrived: Deferred.await(arrived), abandoned: Deferred.await(abandoned) }
  }
)

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

describe("AcpAgentExecutor", () => {
  it.effect("sets the mode that asks before anything else is said, and offers files but no terminal", () => {
    const log: Array<string> = []
    return Effect.gen(function* () {
      yield* ask("hello")

      assert.deepStrictEqual(log, [
        "initialize true true false",
        "session/new",
        "set_mode default",
        "prompt hello"
      ])
    }).pipe(Effect.provide(inProcess({ modes: ["auto", "default", "bypassPermissions"], log })))
  })

  it.effect("sets the mode where it is an option of the session", () => {
    const log: Array<string> = []
    return Effect.gen(function* () {
      yield* ask("hello")

      assert.deepStrictEqual(log.slice(2), ["set_config_option the-mode ask", "prompt hello"])
    }).pipe(Effect.provide(inProcess({ modeOption: ["yolo", "ask"], log })))
  })

  const unsafe: ReadonlyArray<readonly [string, Partial<AcpStandIn.StandIn>, RegExp]> = [
    ["has only modes that do not ask", { modes: ["auto", "yolo"] }, /only auto, yolo/],
    ["has only such modes as an option", { modeOption: ["auto", "yolo"] }, /only auto, yolo/],
    ["does not change its mode", { modes: ["auto", "default"], keepsMode: true }, /modes are locked/],
    ["does not change its option", { modeOption: ["yolo", "default"], keepsMode: true }, /in the mode yolo/],
    ["says that it is in another mode", { modes: ["default"], slipsInto: "auto" }, /in the mode auto/]
  ]
  for (const [name, standIn, detail] of unsafe)
    it.effect(`is not asked when it ${name}`, () => {
      const log: Array<string> = []
      return Effect.gen(function* () {
        const error = yield* Effect.flip(ask("hello"))

        assert.strictEqual(error.reason, "unsafe")
        assert.match(error.detail, detail)
        assert.isFalse(error.isRetryable)
        assert.isFalse(log.some((line) => line.startsWith("prompt")))
      }).pipe(Effect.provide(inProcess({ ...standIn, log })))
    })

  it.effect("takes nothing of an agent that changes its mode while it works", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("slips"))

      assert.strictEqual(error.reason, "unsafe")
      assert.include(error.detail, "bypassPermissions")
    }).pipe(Effect.provide(inProcess({ modes: ["default"] })))
  )

  it.layer(inProcess({ modes: ["default"] }))((it) => {
    it.effect("answers with what the agent changed in its folder, and with its words", () =>
      Effect.gen(function* () {
        const files = yield* withFiles({ "kept.txt": "some ", "same.txt": "s", "gone.txt": "g" })

        const answer = yield* ask("files", { files })

        assert.deepStrictEqual(answer.files, [
          { path: "kept.txt", content: "some and more\n" },
          { path: "src/deep/new.ts", content: "export const made = true\n" }
        ])
        assert.strictEqual(answer.text, "I begin.\n\n**Remove: gone.txt**")
        assert.strictEqual(answer.microUsd, 12_346)
        assert.strictEqual(answer.model, "acp/stand-in")
      })
    )

    it.effect("counts what the agent counts, cached tokens within the input", () =>
      Effect.gen(function* () {
        const { usage } = yield* ask("answer")

        assert.deepStrictEqual(usage, {
          inputTokens: 60,
          outputTokens: 5,
          cachedInputTokens: 30,
          cacheWriteInputTokens: 20
        })
      })
    )

    it.effect("hands out a part of a file", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* ask("part")).text, "2\n3")
      })
    )

    it.effect("serves no file outside of the folder, and none that belongs to tools", () =>
      Effect.gen(function* () {
        const answer = yield* ask("outside")

        const refusals = answer.text.trim().split("\n")
        assert.strictEqual(refusals.length, 12)
        for (const refusal of refusals) assert.include(refusal, "is no file of the folder")
        assert.deepStrictEqual(answer.files, [])
      })
    )

    it.effect("says that a file is not there", () =>
      Effect.gen(function* () {
        assert.include((yield* ask("missing")).text, "not found")
      })
    )

    it.effect("has no terminal", () =>
      Effect.gen(function* () {
        assert.include((yield* ask("terminal")).text, "Method not found")
      })
    )

    it.effect("allows work on files in the folder, once, and rejects everything else", () =>
      Effect.gen(function* () {
        const { text } = yield* ask("permissions")

        assert.strictEqual(
          text,
          [
            "allow_once! allow_once! allow_once!",
            "reject_once! reject_once! reject_once! reject_once!",
            "cancelled reject_always! cancelled"
          ].join(" ")
        )
      })
    )

    it.effect("is cut when the agent stops at its limit of rounds", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* ask("turns")).finishReason, "length")
      })
    )

    const failures = [
      ["cancelled", "other", /cancelled/],
      ["failed", "other", /the model is on holiday/],
      ["unauthorised", "authentication", /Log in with its own program/]
    ] as const
    for (const [scenario, reason, detail] of failures)
      it.effect(`fails as ${reason}: ${scenario}`, () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(ask(scenario))

          assert.strictEqual(error.reason, reason)
          assert.match(error.detail, detail)
        })
      )
  })

  it.effect("says that the answer is none of the protocol", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("nonsense"))

      assert.strictEqual(error.reason, "malformed-response")
      assert.include(error.detail, "the answer to the prompt is not of the protocol")
    }).pipe(Effect.provide(inProcess()))
  )

  it.effect("works with an agent that knows no modes", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask("hello")).text, "hello")
    }).pipe(Effect.provide(inProcess()))
  )

  it.effect("wants the version of the protocol that it speaks itself", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask("hello"))

      assert.strictEqual(error.reason, "not-installed")
      assert.include(error.detail, "version 99")
    }).pipe(Effect.provide(inProcess({ protocolVersion: 99 })))
  )

  it.effect("passes on that the agent wants a login", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(ask("hello"))).reason, "authentication")
    }).pipe(Effect.provide(inProcess({ wantsLogin: true })))
  )
})
