/**
 * From the check of a document to what people are told of its requirements, through the whole factory.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { RequirementOperations } from "@layercake/core/operation/RequirementOperations"
import { ProjectId } from "@layercake/core/project/Project"
import type { ProofReport } from "@layercake/core/proof/Proof"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect, Layer, Option } from "effect"
import { RpcTest } from "effect/rpc"
import * as Intake from "../../src/intake/Intake.ts"
import * as RequirementHandlers from "../../src/operation/RequirementHandlers.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const rooms = ProjectId.make("rooms")
const id = (number: number) => RequirementId.make(`FR-${number}`)
const spec = FilePath.make("specs/openapi.yaml")

/** What the checkers of the standard pipeline would have found in a project with eleven requirements. */
const check = (kind: string): ProofReport => {
  const numbers = Array.from({ length: 11 }, (_, index) => index + 1)
  if (kind === "requirements")
    return {
      ...MemoryFactory.passed,
      trace: {
        listed: {
          path: FilePath.make("docs/prd.md"),
          digest: BlobDigest.make("1".repeat(64)),
          requirements: numbers.map((number) => ({
            id: id(number),
            text: `It does ${number}.`,
            stories: [],
            criteria: [],
            nonFunctional: false,
            excluded: null,
            line: number
          }))
        }
      }
    }
  if (kind === "specifications")
    return {
      ...MemoryFactory.passed,
      trace: {
        elements: numbers.map((number) => ({
          requirement: id(number),
          kind: "operation",
          name: `GET /${number}`,
          path: spec,
          line: 1
        }))
      }
    }
  return kind === "requirement-tests"
    ? {
        ...MemoryFactory.passed,
        trace: {
          files: numbers.slice(1).map((number) => ({
            requirement: id(number),
            path: FilePath.make("src/backend.ts"),
            line: 1
          })),
          tests: numbers.map((number) => ({
            requirement: id(number),
            name: `FR-${number} works`,
            path: null,
            outcome: "passed"
          }))
        }
      }
    : MemoryFactory.passed
}

const layer = RequirementHandlers.layer.pipe(Layer.provideMerge(MemoryFactory.layer({ check })))

describe("the operations on requirements", () => {
  it.live("tell each from its document to where it runs, by number, with what is missing", () =>
    Effect.gen(function* () {
      yield* Intake.take(
        { brief: MemoryFactory.brief, project: rooms, policy: MemoryFactory.unattended },
        person("ada")
      )
      yield* MemoryFactory.settled(rooms)
      const client = yield* RpcTest.makeClient(RequirementOperations)

      const all = yield* client["requirements.list"]({ project: rooms })
      const second = yield* client["requirements.trace"]({ project: rooms, requirement: id(2) })
      const unknown = yield* Effect.flip(
        client["requirements.trace"]({ project: rooms, requirement: id(12) })
      )

      assert.deepStrictEqual(
        all.map(({ requirement }) => requirement.id),
        Array.from({ length: 11 }, (_, index) => id(index + 1))
      )
      assert.deepStrictEqual(
        all
          .filter(({ gaps }) => gaps.length > 0)
          .map(({ gaps, requirement }) => [requirement.id, gaps[0]?.at]),
        [[id(1), "file"]]
      )
      const gaps = yield* client["requirements.gaps"]({ project: rooms })
      assert.deepStrictEqual(
        gaps.map(({ requirement, gaps }) => [requirement, gaps.map(({ at }) => at)]),
        [[id(1), ["file"]]]
      )
      assert.deepStrictEqual(yield* client["requirements.gaps"]({ project: rooms, at: "deployment" }), [])
      const covered = yield* client["requirements.coverage"]({ project: rooms })
      assert.deepStrictEqual(covered.slice(0, 2), [
        { requirement: id(1), specified: true, written: false, tested: true, proven: true, running: true },
        { requirement: id(2), specified: true, written: true, tested: true, proven: true, running: true }
      ])
      assert.deepStrictEqual(yield* client["requirements.stats"]({ project: rooms }), {
        listed: 11,
        withdrawn: 0,
        excluded: 0,
        nonFunctional: 0,
        counted: 11,
        specified: 11,
        written: 10,
        tested: 11,
        proven: 11,
        running: 11,
        complete: 10
      })
      assert.deepStrictEqual(
        second.requirement.proofs.map(({ kind, outcome }) => `${kind} ${outcome}`),
        ["requirements passed", "specifications passed", "requirement-tests passed"]
      )
      assert.deepStrictEqual(
        second.requirement.deployments.map(({ status, target }) => `${target} ${status}`),
        ["staging stopped", "production running"]
      )
      assert.strictEqual(unknown._tag, "RequirementUnknown")
      assert.match(unknown.message, /There is no requirement FR-12\. There are FR-1, FR-2, /)
    }).pipe(Effect.provide(layer))
  )

  it.live("keep what a check made, so that its report can name it", () => {
    const made: Array<string> = []
    const keeping = MemoryFactory.layer({
      check: (kind, input) => {
        if (kind === "form" && input.keep !== undefined)
          Effect.runSync(Effect.map(input.keep(bytesOf("a picture")), (digest) => made.push(digest)))
        return MemoryFactory.passed
      }
    })
    return Effect.gen(function* () {
      yield* Intake.take(
        { brief: MemoryFactory.brief, project: rooms, policy: MemoryFactory.unattended },
        person("ada")
      )
      yield* MemoryFactory.settled(rooms)
      const blobs = yield* BlobStore
      const kept = yield* blobs.get(BlobDigest.make(made[0] ?? ""))

      assert.isAtLeast(made.length, 1)
      assert.isTrue(Option.isSome(kept))
    }).pipe(Effect.provide(keeping))
  })
})
