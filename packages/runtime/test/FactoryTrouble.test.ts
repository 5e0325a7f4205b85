/**
 * What goes wrong in a run: useless answers, executors that fail, proofs that do not pass. Each ends with a person being
 * asked, and goes on to the end once they have answered.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { GateId } from "@layercake/core/gate/Gate"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import { Commands } from "../src/command/Commands.ts"
import * as MemoryFactory from "./MemoryFactory.ts"
import {
  ada,
  approvalBy,
  begun,
  holdsOf,
  isCompleted,
  policy,
  resolved,
  rooms,
  runsOf
} from "./FactoryStory.ts"

/** Answers like this at the step until `mended`, and diligently everywhere else. */
const spoiled = (step: string, text: string, state: { mended: boolean }) => (request: AgentRequest) =>
  request.call.step === step && !state.mended
    ? MemoryFactory.answering(text)
    : MemoryFactory.diligent(request)

describe("an answer that cannot be used", () => {
  const fence = "````"
  const answers: ReadonlyArray<readonly [name: string, text: string, found: RegExp]> = [
    ["nothing at all", "", /nothing|empty|no file|missing/i],
    ["talk without a file", "I would be glad to help! Shall I begin?", /no file|missing/i],
    ["half a file", `**docs/prd.md**\n${fence}\n# Requirements\n\n- FR-1`, /clos|end|cut|unterminated/i],
    [
      "a path outside of the workspace",
      MemoryFactory.file("../../etc/passwd", "root"),
      /outside|path|workspace/i
    ]
  ]
  for (const [name, text, found] of answers)
    it.live(`is sent back, then put to a person: ${name}`, () => {
      const mood = { mended: false }
      return Effect.gen(function* () {
        const state = yield* begun()

        assert.deepStrictEqual(runsOf(state, "requirements"), [
          ["work", 1, "refused"],
          ["correct", 1, "refused"]
        ])
        for (const run of rowsOf(state, "agentRun").filter((run) => run.step === "requirements"))
          assert.match(run.findings.map((finding) => finding.message).join("\n"), found)
        assert.strictEqual(rowOf(state, "gate", "G2")?.status, "blocked")
        assert.deepStrictEqual(holdsOf(state), [
          ["escalation", "G2", "product-manager sent 2 answers that cannot be used"]
        ])
        assert.strictEqual(rowOf(state, "file", "docs/prd.md"), undefined)

        mood.mended = true
        const end = yield* resolved(state)
        assert.isTrue(isCompleted(end))
        assert.deepStrictEqual(runsOf(end, "requirements").at(-1), ["work", 1, "completed"])
      }).pipe(Effect.provide(MemoryFactory.layer({ answer: spoiled("requirements", text, mood) })))
    })
})

describe("an executor that fails", () => {
  const failing = (reason: AgentExecutorError["reason"], times: number) => {
    const keys: Array<string> = []
    const answer = (request: AgentRequest) => {
      if (request.call.step !== "scope") return MemoryFactory.diligent(request)
      keys.push(request.call.idempotencyKey)
      return keys.length <= times
        ? new AgentExecutorError({ executor: "memory", reason, detail: "busy" })
        : MemoryFactory.diligent(request)
    }
    return { answer, keys }
  }

  it.live("for a moment is asked again under the same key", () => {
    const { answer, keys } = failing("overloaded", 1)
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.isTrue(isCompleted(state))
      assert.deepStrictEqual(runsOf(state, "scope"), [["work", 1, "completed"]])
      assert.strictEqual(keys.length, 2)
      assert.strictEqual(new Set(keys).size, 1)
    }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
  })

  it.live("for good is not asked again, and a person is", () => {
    const { answer, keys } = failing("authentication", 1)
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.strictEqual(keys.length, 1)
      assert.deepStrictEqual(runsOf(state, "scope"), [["work", 1, "failed"]])
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G1", "orchestrator could not be asked (authentication)"]
      ])
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
  })
})

describe("proofs that do not pass", () => {
  /** Each repair writes other contents. */
  const repairing = (request: AgentRequest) =>
    request.call.purpose === "heal"
      ? MemoryFactory.answering(MemoryFactory.file("src/backend.ts", `// ${request.call.runId}`))
      : MemoryFactory.diligent(request)

  it.live("are repaired exactly as often as the policy says, then a person is asked", () => {
    const mood = { mended: false }
    let builds = 0
    const fails = () => ({
      exitCode: 1,
      output: `src/backend.ts(1,1): error TS2304: Cannot find name '${"abc"[builds++]}'.\n`
    })
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(
        runsOf(state, "backend").filter(([purpose]) => purpose === "heal"),
        [
          ["heal", 1, "completed"],
          ["heal", 2, "completed"]
        ]
      )
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G5", "build still does not pass after 2 repairs"]
      ])
      assert.strictEqual(rowOf(state, "heal", "G5/build")?.status, "exhausted")
      mood.mended = true
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: repairing,
          sandbox: (command) => {
            const line = command.argv.join(" ")
            return line === "npm run build" && !mood.mended ? fails() : MemoryFactory.sandbox(command)
          }
        })
      )
    )
  })

  it.live("reach a person also when the repairs only bring an old tree back", () => {
    const mood = { mended: false }
    let turn = 0
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.strictEqual(rowOf(state, "gate", "G2")?.status, "blocked")
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G2", "requirements fails as it did before: repair 1 changed nothing about it"]
      ])
      mood.mended = true
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: (request) =>
            request.call.step === "requirements"
              ? MemoryFactory.answering(MemoryFactory.file("docs/prd.md", turn++ % 2 === 0 ? "one" : "two"))
              : MemoryFactory.diligent(request),
          check: (kind) =>
            kind === "requirements" && !mood.mended
              ? { ...MemoryFactory.passed, outcome: "failed", summary: "no numbers" }
              : MemoryFactory.passed
        })
      )
    )
  })

  it.live("are put to a person when they could not be carried out, unless that may be", () => {
    const mood = { mended: false }
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G7", "secrets could not be carried out"]])
      mood.mended = true
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          check: (kind) =>
            kind === "secrets" && !mood.mended
              ? { ...MemoryFactory.passed, outcome: "inconclusive", summary: "no rules" }
              : MemoryFactory.passed
        })
      )
    )
  })

  it.live("wait for a person where the unattended policy does not accept that one is inconclusive", () =>
    Effect.gen(function* () {
      const strict = {
        ...policy,
        unattended: { ...MemoryFactory.unattended.unattended!, acceptInconclusive: [] }
      }
      const state = yield* begun({ policy: strict })
      assert.deepStrictEqual(
        [currentGate(state)?.gate, currentGate(state)?.status],
        [GateId.make("G7"), "in-review"]
      )
      assert.deepStrictEqual(holdsOf(state), [])
      const commands = yield* Commands
      yield* commands.execute(rooms, yield* approvalBy(ada, { accept: true }), { actor: ada })
      assert.isTrue(isCompleted(yield* MemoryFactory.settled(rooms)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          sandbox: (command) =>
            command.argv.join(" ").startsWith("npm audit")
              ? { unavailable: "no network" }
              : MemoryFactory.sandbox(command)
        })
      )
    )
  )
})
