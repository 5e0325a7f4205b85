/**
 * The examples of the agent templates are answers to one and the same brief. Here they are given, in the order of the
 * pipeline, to what real answers go through: the extractor, the contract of the step, and every checker that looks at
 * files alone.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { missingDocuments } from "@layercake/core/pipeline/GateProgress"
import * as AnswerReader from "@layercake/runtime/agent/AnswerReader"
import { Effect, Result } from "effect"
import { answers, empty, passes, steps } from "./TemplateProject.ts"

const onMachine = Effect.provide(NodeServices.layer)

describe("the example of each template", () => {
  for (const { gate, step } of steps)
    it.effect(`is an answer that ${gate} ${step.id} takes, with every document that it asks for`, () =>
      Effect.gen(function* () {
        const { answer } = (yield* answers).get(step.agent)!
        const usable = AnswerReader.read(answer, step, empty)
        assert.isTrue(
          Result.isSuccess(usable),
          Result.isFailure(usable) ? usable.failure.map(({ message }) => message).join("\n") : ""
        )
        if (Result.isFailure(usable)) return
        assert.deepStrictEqual(missingDocuments(step.produces, usable.success.files), [])
      }).pipe(onMachine)
    )

  it.effect("of an agent that no step uses is taken by a step that asks for nothing", () =>
    Effect.gen(function* () {
      const idle = Array.from((yield* answers).values()).filter(
        ({ template }) => !steps.some(({ step }) => step.agent === template.name)
      )
      assert.deepStrictEqual(
        idle.map(({ template }) => template.name as string),
        ["data-analyst"]
      )
      const step = { ...steps[0]!.step, produces: [] }
      for (const { answer } of idle) assert.isTrue(Result.isSuccess(AnswerReader.read(answer, step, empty)))
    }).pipe(onMachine)
  )
})

describe("the examples together", () => {
  for (const kind of ["requirements", "specifications", "secrets"])
    it.live(`pass the check of ${kind}`, () => passes(kind))
})
