import { assert, describe, it } from "@effect/vitest"
import * as AgentExecutorConformance from "@layercake/conformance/AgentExecutorConformance"
import { type AgentCall, CurrentAgentCall } from "@layercake/core/agent/AgentCall"
import { RequestedModel } from "@layercake/core/agent/RequestedModel"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import { Deferred, Duration, Effect, Layer, Stream, Tracer } from "effect"
import { AiError, LanguageModel, Model, type Response } from "effect/ai"

type Streamed = Stream.Stream<Response.StreamPartEncoded, AiError.AiError>

/** A language model that streams what the script says. */
const executorOn = (script: (options: LanguageModel.ProviderOptions) => Streamed) =>
  Layer.provide(
    ModelAgentExecutor.layer,
    Model.make(
      "bakery",
      "oven-1",
      Layer.effect(
        LanguageModel.LanguageModel,
        LanguageModel.make({ generateText: () => Effect.die("the executor streams"), streamText: script })
      )
    )
  )

const finish = (
  reason: Response.FinishReason,
  usage: Response.FinishPartEncoded["usage"] = {
    inputTokens: { total: 12, cacheRead: 4 },
    outputTokens: { total: 3 }
  }
): Response.StreamPartEncoded => ({ type: "finish", reason, usage })

const text = (...deltas: ReadonlyArray<string>): ReadonlyArray<Response.StreamPartEncoded> => [
  { type: "text-start", id: "0" },
  ...deltas.map((delta) => ({ type: "text-delta" as const, id: "0", delta })),
  { type: "text-end", id: "0" }
]

const fails = (reason: AiError.AiErrorReason) =>
  Stream.fail(AiError.make({ module: "Bakery", method: "streamText", reason }))

const arrived = Deferred.makeUnsafe<void>()
const abandoned = Deferred.makeUnsafe<void>()

const silence: Streamed = Stream.fromEffect(
  Deferred.succeed(arrived, undefined).pipe(
    Effect.andThen(Effect.never),
    Effect.onInterrupt(() => Deferred.succeed(abandoned, undefined))
  )
)

const scenario = (call: AgentCall | undefined): Streamed => {
  switch (call?.step) {
    case "answer":
      return Stream.fromIterable([...text(...AgentExecutorConformance.answerText), finish("stop")])
    case "cut":
      return Stream.fromIterable([...text(AgentExecutorConformance.partialText), finish("length")])
    case "refused":
      return Stream.fromIterable([...text("No."), finish("content-filter")])
    case "rate-limited":
      return fails(
        new AiError.RateLimitError({ retryAfter: Duration.millis(AgentExecutorConformance.retryAfterMillis) })
      )
    case "overloaded":
      return fails(new AiError.InternalProviderError({ description: "too many cakes" }))
    case "unauthorised":
      return fails(new AiError.AuthenticationError({ kind: "InvalidKey" }))
    case "broken":
      return Stream.fromIterable(text(AgentExecutorConformance.partialText))
    case "silent":
      return silence
    default:
      return Stream.fromIterable([...text(call?.step ?? "no call"), finish("stop")])
  }
}

AgentExecutorConformance.suite(
  "model",
  executorOn(() => Stream.unwrap(Effect.map(CurrentAgentCall, scenario))),
  {
    plays: ["cut", "refused", "rate-limited", "overloaded", "unauthorised", "broken", "silent"],
    silent: { arrived: Deferred.await(arrived), abandoned: Deferred.await(abandoned) }
  }
)

const request = AgentExecutorConformance.requestFor("anything")

const execute = (own: Partial<typeof request> = {}) =>
  Effect.flatMap(AgentExecutor, (executor) => executor.execute({ ...request, ...own }))

const answered = (...parts: ReadonlyArray<Response.StreamPartEncoded>) =>
  Effect.provide(
    execute(),
    executorOn(() => Stream.fromIterable(parts))
  )

describe("ModelAgentExecutor", () => {
  it.effect("sends the system text and the work, and no tools", () => {
    let seen: LanguageModel.ProviderOptions | undefined
    return Effect.gen(function* () {
      yield* execute()

      assert.deepStrictEqual(
        seen?.prompt.content.map((message) => [
          message.role,
          typeof message.content === "string" ? message.content : message.content.map((part) => part.type)
        ]),
        [
          ["system", request.system],
          ["user", ["text"]]
        ]
      )
      assert.deepStrictEqual(seen?.tools, [])
    }).pipe(
      Effect.provide(
        executorOn((options) => {
          seen = options
          return Stream.make(finish("stop"))
        })
      )
    )
  })

  it.effect("makes the beginning that later calls share a part of its own, and loses no character", () => {
    const seen: Array<ReadonlyArray<unknown>> = []
    return Effect.gen(function* () {
      for (const stable of [5, 0, -1, 13, 99]) yield* execute({ prompt: "files\n\ntask", stable })

      assert.deepStrictEqual(seen, [
        [
          ["files", { layercake: { kept: true } }],
          ["\n\ntask", {}]
        ],
        ...[0, -1, 13, 99].map(() => [["files\n\ntask", {}]])
      ])
    }).pipe(
      Effect.provide(
        executorOn((options) => {
          const user = options.prompt.content.findLast((message) => message.role === "user")
          seen.push(
            (user?.content ?? []).map((part) => [part.type === "text" ? part.text : "", part.options])
          )
          return Stream.make(finish("stop"))
        })
      )
    )
  })

  it.effect("leaves an empty system text out", () => {
    let roles: ReadonlyArray<string> = []
    return Effect.gen(function* () {
      yield* execute({ system: "" })

      assert.deepStrictEqual(roles, ["user"])
    }).pipe(
      Effect.provide(
        executorOn((options) => {
          roles = options.prompt.content.map((message) => message.role)
          return Stream.make(finish("stop"))
        })
      )
    )
  })

  it.effect("tells the language model which call and which model it is asked for", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const executor = executorOn(() =>
        Stream.unwrap(
          Effect.gen(function* () {
            seen.push((yield* CurrentAgentCall)?.idempotencyKey, yield* RequestedModel)
            return Stream.make(finish("stop"))
          })
        )
      )

      const own = yield* Effect.provide(execute(), executor)
      const asked = yield* Effect.provide(execute({ model: "oven-2" }), executor)

      assert.deepStrictEqual(seen, ["run-anything:1", undefined, "run-anything:1", "oven-2"])
      assert.strictEqual(own.model, "bakery/oven-1")
      assert.strictEqual(asked.model, "bakery/oven-2")
    })
  )

  it.effect("names the model that says it answered", () =>
    Effect.gen(function* () {
      const answer = yield* answered(
        { type: "response-metadata", modelId: "oven-1-2026" },
        ...text("hi"),
        finish("stop")
      )

      assert.strictEqual(answer.model, "bakery/oven-1-2026")
      assert.isFalse(answer.recorded)
    })
  )

  it.effect("says that an answer is recorded where its language model does", () =>
    Effect.gen(function* () {
      const answer = yield* answered(
        { type: "response-metadata", metadata: { layercake: { recorded: true } } },
        ...text("hi"),
        finish("stop")
      )

      assert.isTrue(answer.recorded)
    })
  )

  it.effect("counts what the provider counts, and 0 where it does not", () =>
    Effect.gen(function* () {
      const counted = yield* answered(finish("stop"))
      const uncounted = yield* answered(finish("stop", { inputTokens: {}, outputTokens: {} }))

      assert.deepStrictEqual(counted.usage, { inputTokens: 12, outputTokens: 3, cachedInputTokens: 4 })
      assert.deepStrictEqual(uncounted.usage, { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 })
    })
  )

  it.effect("joins several texts and leaves reasoning out", () =>
    Effect.gen(function* () {
      const answer = yield* answered(
        { type: "reasoning-start", id: "r" },
        { type: "reasoning-delta", id: "r", delta: "hm" },
        { type: "reasoning-end", id: "r" },
        ...text("one ", "two "),
        ...text("three"),
        finish("stop")
      )

      assert.strictEqual(answer.text, "one two three")
    })
  )

  it.effect("takes only a stop for a whole answer", () =>
    Effect.gen(function* () {
      const reasons = [
        "stop",
        "length",
        "content-filter",
        "tool-calls",
        "error",
        "pause",
        "other",
        "unknown"
      ] as const

      const answers = yield* Effect.forEach(reasons, (reason) => answered(...text("hi"), finish(reason)))

      assert.deepStrictEqual(
        answers.map((answer) => answer.finishReason),
        ["stop", "length", "refusal", "other", "other", "other", "other", "other"]
      )
    })
  )

  it.effect("fails when the stream reports an error in the middle", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        answered(...text("half"), { type: "error", error: "burnt" }, finish("stop"))
      )

      assert.deepStrictEqual([error.reason, error.detail], ["other", "burnt"])
    })
  )

  it.effect("fails when the stream breaks after some text, with what broke it", () =>
    Effect.gen(function* () {
      const broken = Stream.concat(
        Stream.fromIterable(text("half")),
        fails(
          new AiError.NetworkError({
            reason: "TransportError",
            method: "POST",
            url: "u",
            description: "hung up"
          })
        )
      )

      const error = yield* Effect.provide(
        Effect.flip(execute()),
        executorOn(() => broken)
      )

      assert.deepStrictEqual(
        [error.executor, error.reason, error.detail],
        ["bakery/oven-1", "network", "hung up"]
      )
    })
  )

  it.effect("fails when the language model sends parts that make no sense", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        answered({ type: "tool-call", id: "t", name: "Unknown", params: {} }, finish("tool-calls"))
      )

      assert.strictEqual(error.reason, "malformed-response")
    })
  )

  it.effect("writes provider, model and tokens on its span, and no words", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })

      yield* Effect.provideService(
        answered(...text("a secret recipe"), finish("stop")),
        Tracer.Tracer,
        tracer
      )

      const attributes = spans.flatMap((span) => [...span.attributes])
      assert.deepInclude(attributes, ["gen_ai.provider.name", "bakery"])
      assert.deepInclude(attributes, ["gen_ai.request.model", "oven-1"])
      assert.deepInclude(attributes, ["gen_ai.usage.output_tokens", 3])
      assert.notInclude(attributes.map(String).join(" "), "secret recipe")
      assert.notInclude(attributes.map(String).join(" "), request.system)
    })
  )
})
