/**
 * The behaviour every `AgentExecutor` adapter must show. One call per adapter. The far side of the executor (a model,
 * a recording, a script) is set up by the adapter's test to play the scenarios below.
 */
import { assert, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { type AgentCall, AgentRunId } from "@layercake/core/agent/AgentCall"
import { GateId } from "@layercake/core/gate/Gate"
import { type AgentAnswer, AgentExecutor, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Exit, Fiber, type Layer } from "effect"

/**
 * What the far side does when it is asked for a scenario.
 * - `answer`: answers with `answerText`.
 * - `first`, `second`: answer with their own name.
 * - `cut`: stops at the token limit after `partialText`.
 * - `refused`: declines.
 * - `rate-limited`: refuses for now and asks to wait `retryAfterMillis`.
 * - `overloaded`: is not able to answer now.
 * - `unauthorised`: does not accept the credentials.
 * - `broken`: ends the connection, or the recording, in the middle of `partialText`.
 * - `silent`: never answers.
 */
export type Scenario =
  | "answer"
  | "first"
  | "second"
  | "cut"
  | "refused"
  | "rate-limited"
  | "overloaded"
  | "unauthorised"
  | "broken"
  | "silent"

/** Holds what tends to be lost on the way: white space at both ends, Windows line ends, fences, wide characters. */
export const answerText = [
  "  src/naïve.ts",
  "````ts",
  "export const greeting = `” 🍰 <&>`\r",
  "````",
  "\tdata: [DONE]",
  "",
  ""
].join("\n")

export const partialText = "export const half = "

export const retryAfterMillis = 7000

/** The scenario is the call's step; it stands in the prompt too, and the run is named for it. */
export const callFor = (scenario: string): AgentCall => ({
  runId: AgentRunId.make(`run-${scenario}`),
  gate: GateId.make("G5"),
  step: scenario,
  agent: AgentName.make("backend-developer"),
  purpose: "work",
  attempt: 1,
  project: ProjectId.make("conformance"),
  idempotencyKey: `run-${scenario}:1`
})

export const requestFor = (scenario: string): AgentRequest => ({
  call: callFor(scenario),
  system: "You are the backend developer.",
  prompt: `scenario: ${scenario}`
})

/** How the far side tells of the silent call: when it has arrived, and when the caller has gone away. */
export interface SilentCall {
  readonly arrived: Effect.Effect<void>
  readonly abandoned: Effect.Effect<void>
}

export const suite = <E>(
  name: string,
  layer: Layer.Layer<AgentExecutor, E>,
  farSide: {
    /** Scenarios that cannot happen to this executor are left out. */
    readonly plays: ReadonlyArray<Scenario>
    /** Needed for `silent`. */
    readonly silent?: SilentCall
    /** True for one that starts real processes: they keep to the clock on the wall. */
    readonly isRealTime?: boolean
  }
) =>
  it.layer(layer, { excludeTestServices: farSide.isRealTime === true })(`AgentExecutor (${name})`, (it) => {
    const plays = (scenario: Scenario) => farSide.plays.includes(scenario)

    it.effect("has a name", () =>
      Effect.gen(function* () {
        const executor = yield* AgentExecutor

        assert.notStrictEqual(executor.name.trim(), "")
      })
    )

    it.effect("hands back the answer to the last character", () =>
      Effect.gen(function* () {
        const answer = yield* ask("answer")

        assert.strictEqual(answer.text, answerText)
        assert.strictEqual(answer.finishReason, "stop")
      })
    )

    it.effect("says which model answered", () =>
      Effect.gen(function* () {
        const answer = yield* ask("answer")

        assert.notStrictEqual(answer.model.trim(), "")
      })
    )

    it.effect("counts tokens, of which the cached ones are a part", () =>
      Effect.gen(function* () {
        const { usage } = yield* ask("answer")

        assert.isTrue(Number.isInteger(usage.inputTokens) && usage.inputTokens >= 0)
        assert.isTrue(Number.isInteger(usage.outputTokens) && usage.outputTokens >= 0)
        assert.isTrue(usage.cachedInputTokens >= 0 && usage.cachedInputTokens <= usage.inputTokens)
      })
    )

    it.effect("claims no tokens for a recorded answer", () =>
      Effect.gen(function* () {
        const answer = yield* ask("answer")

        if (answer.recorded) assert.deepStrictEqual(answer.usage, noTokens)
      })
    )

    it.effect("answers the same call again", () =>
      Effect.gen(function* () {
        yield* ask("first")

        const again = yield* ask("first")

        assert.strictEqual(again.text, "first")
      })
    )

    it.effect("keeps answers apart when calls run at the same time", () =>
      Effect.gen(function* () {
        const asked = ["first", "second", "first", "second", "first", "second"]

        const answers = yield* Effect.forEach(asked, ask, { concurrency: "unbounded" })

        assert.deepStrictEqual(
          answers.map((answer) => answer.text),
          asked
        )
      })
    )

    if (plays("cut")) {
      it.effect("hands back a cut answer and says that its end is missing", () =>
        Effect.gen(function* () {
          const answer = yield* ask("cut")

          assert.strictEqual(answer.text, partialText)
          assert.strictEqual(answer.finishReason, "length")
        })
      )
    }

    if (plays("refused")) {
      it.effect("says that the model declined", () =>
        Effect.gen(function* () {
          const answer = yield* ask("refused")

          assert.strictEqual(answer.finishReason, "refusal")
        })
      )
    }

    if (plays("rate-limited")) {
      it.effect("passes on how long to wait when it is limited", () =>
        Effect.gen(function* () {
          const error = yield* failure("rate-limited")

          assert.strictEqual(error.reason, "rate-limited")
          // A time of the day, told in whole seconds, has come nearer meanwhile.
          if (farSide.isRealTime === true)
            assert.isTrue(isWithin(error.retryAfterMillis ?? 0, 1, retryAfterMillis + 1000))
          else assert.strictEqual(error.retryAfterMillis, retryAfterMillis)
          assert.isTrue(error.isRetryable)
        })
      )
    }

    if (plays("overloaded")) {
      it.effect("may be asked again when the provider is overloaded", () =>
        Effect.gen(function* () {
          const error = yield* failure("overloaded")

          assert.strictEqual(error.reason, "overloaded")
          assert.isTrue(error.isRetryable)
        })
      )
    }

    if (plays("unauthorised")) {
      it.effect("is not worth asking again with credentials that are not accepted", () =>
        Effect.gen(function* () {
          const error = yield* failure("unauthorised")

          assert.strictEqual(error.reason, "authentication")
          assert.isFalse(error.isRetryable)
        })
      )
    }

    if (plays("broken")) {
      it.effect("never takes half an answer for an answer", () =>
        Effect.gen(function* () {
          const error = yield* failure("broken")

          assert.include(["network", "malformed-response"], error.reason)
        })
      )
    }

    const { silent } = farSide
    if (plays("silent") && silent !== undefined) {
      it.effect("gives the call up when it is interrupted", () =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(ask("silent"))
          yield* silent.arrived

          yield* Fiber.interrupt(fiber)

          const exit = yield* Fiber.await(fiber)
          assert.isTrue(Exit.hasInterrupts(exit))
          yield* silent.abandoned
        })
      )
    }
  })

const isWithin = (value: number, least: number, most: number) => value >= least && value <= most

const noTokens: AgentAnswer["usage"] = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 }

const ask = (scenario: string) =>
  Effect.flatMap(AgentExecutor, (executor) => executor.execute(requestFor(scenario)))

/** The error of a scenario; it names the executor and says something. */
const failure = Effect.fnUntraced(function* (scenario: Scenario) {
  const { name } = yield* AgentExecutor
  const error = yield* Effect.flip(ask(scenario))
  assert.strictEqual(error.executor, name)
  assert.notStrictEqual(error.detail.trim(), "")
  return error
})
