/**
 * The examples of the agent templates, which are answers to one and the same brief, as a project whose files can be
 * checked.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert } from "@effect/vitest"
import { system } from "@layercake/core/actor/Actor"
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { CheckFailed, Checkers } from "@layercake/core/port/Checkers"
import { ProjectCreated } from "@layercake/core/project/ProjectEvent"
import { evolve, initialState, type ProjectState } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { FilePath } from "@layercake/core/tree/Tree"
import * as AnswerReader from "@layercake/runtime/agent/AnswerReader"
import * as CheckerCatalogue from "@layercake/server/CheckerCatalogue"
import * as TemplateFolder from "@layercake/server/TemplateFolder"
import { Effect, Layer, Option, Result } from "effect"

const exampleOf = ({ instructions }: AgentTemplate): string =>
  /^## Example\n[^]*?\n~~~~~text\n([^]*)\n~~~~~$/m.exec(instructions)?.[1] ?? ""

/** A project of the standard pipeline that has nothing but its brief. */
export const empty: ProjectState = evolve(initialState, {
  event: new ProjectCreated({
    title: "Room booking",
    brief: BlobDigest.make("0".repeat(64)),
    pipeline: standardPipeline,
    policy: defaultPolicy
  }),
  actor: system,
  at: Timestamp.make("2026-11-22T10:00:00.000Z"),
  version: 1
})

export const steps = standardPipeline.gates.flatMap((gate) =>
  gate.work.map((step) => ({ gate: gate.id, step }))
)

export const answers = Effect.gen(function* () {
  const templates = yield* TemplateFolder.read("/nowhere")
  return new Map(
    templates.map((template) => [
      template.name,
      { template, answer: { text: exampleOf(template), finishReason: "stop" as const } }
    ])
  )
})

/** The check of this kind passes on the files of all examples. */
export const passes = (kind: string) =>
  Effect.gen(function* () {
    const tree = new Map<FilePath, string>()
    for (const { answer } of (yield* answers).values()) {
      const usable = AnswerReader.read(answer, { ...steps[0]!.step, produces: [] }, empty)
      for (const file of Result.getOrThrow(usable).files) tree.set(file.path, file.content)
    }
    const checkers = yield* Checkers
    const checker = Option.getOrThrow(checkers.find(ProofKind.make(kind)))
    const report = yield* checker.check({
      files: Array.from(tree, ([path, content]) => ({
        path,
        digest: BlobDigest.make("0".repeat(64)),
        bytes: bytesOf(content).length
      })),
      read: (path) =>
        Option.match(Option.fromUndefinedOr(tree.get(path)), {
          onNone: () => Effect.fail(new CheckFailed({ detail: path })),
          onSome: Effect.succeed
        }),
      directory: "/nowhere",
      policy: defaultPolicy,
      proofs: [],
      output: () => Effect.fail(new CheckFailed({ detail: "none" }))
    })
    assert.deepStrictEqual(
      report.diagnostics.filter(({ severity }) => severity === "error"),
      []
    )
    assert.strictEqual(report.outcome, "passed", report.summary)
  }).pipe(Effect.provide(CheckerCatalogue.layer.pipe(Layer.provideMerge(NodeServices.layer))))
