/**
 * Agents that try to have it easier than the gates allow: none of it decides anything, and none of it stops a project
 * for good.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Pipeline } from "@layercake/core/pipeline/Pipeline"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import { Effect } from "effect"
import { ada, begun, holdsOf, isCompleted, policy, resolved, rooms, runsOf } from "./FactoryStory.ts"
import * as Intake from "../src/intake/Intake.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

/** Adds a file to what the step sends the first time. */
const slipping = (step: string, path: string, content: string) => (request: AgentRequest) => {
  const answer = MemoryFactory.diligent(request)
  return request.call.step === step && request.call.purpose === "work"
    ? { ...answer, text: `${answer.text}\n${MemoryFactory.file(path, content)}` }
    : answer
}

const noScreen = `{"project":{"type":"web service","userInterface":false}}`

describe("an agent that says the project has no user interface", () => {
  it.live("does not skip the designs when nobody reviews where it says so", () =>
    Effect.gen(function* () {
      const state = yield* begun()
      assert.strictEqual(projectOf(state)?.userInterface, true)
      assert.strictEqual(rowOf(state, "gate", "G4")?.status, "approved")
      assert.isTrue(isCompleted(state))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({ answer: slipping("designs", "docs/register/ux-designer.json", noScreen) })
      )
    )
  )

  it.live("has the scope reviewed again when it says so where that was reviewed", () =>
    Effect.gen(function* () {
      const g1 = { ...policy, unattended: { ...MemoryFactory.unattended.unattended!, gates: [] } }
      const state = yield* begun({ policy: { ...defaultPolicy, ...g1 } })
      assert.strictEqual(rowOf(state, "gate", "G1")?.status, "in-review")
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({ answer: slipping("designs", "docs/register/orchestrator.json", noScreen) })
      )
    )
  )
})

describe("an agent that sends files which cannot lie beside those of the project", () => {
  for (const path of ["docs/brief.md/notes.md", "docs/notes.md"])
    it.live(`has its answer sent back: ${path}`, () =>
      Effect.gen(function* () {
        const state = yield* begun()
        assert.deepStrictEqual(runsOf(state, "requirements"), [
          ["work", 1, "refused"],
          ["correct", 1, "completed"]
        ])
        const [refused] = rowsOf(state, "agentRun").filter((run) => run.step === "requirements")
        assert.deepStrictEqual(
          refused?.findings.map((finding) => finding.code),
          ["file-and-folder"]
        )
        assert.isTrue(isCompleted(state))
      }).pipe(
        Effect.provide(
          MemoryFactory.layer({
            answer: (request) =>
              request.call.step === "scope"
                ? slipping("scope", "docs/notes.md/first.md", "notes")(request)
                : slipping("requirements", path, "notes")(request)
          })
        )
      )
    )
})

describe("an agent that names a critical risk", () => {
  it.live("holds the gate until a person has resolved it", () => {
    const register = `{"risks":[{"title":"Anybody can book","severity":"critical","mitigation":"A login"}],"queries":[{"question":"Who logs in?"}]}`
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G2", "The critical risk risk-2 is open: Anybody can book"],
        ["query", "G2", "Who logs in?"]
      ])
      assert.strictEqual(rowOf(state, "gate", "G2")?.status, "blocked")

      const end = yield* resolved(state)
      assert.strictEqual(rowOf(end, "risk", "risk-2")?.open, false)
      assert.isTrue(isCompleted(end))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: slipping("requirements", "docs/register/product-manager.json", register)
        })
      )
    )
  })
})

describe("a build that writes other files over those of the project", () => {
  it.live("neither proves nor deploys them", () => {
    const world = MemoryFactory.makeWorld()
    const seen: Array<string> = []
    const textAt = (path: string) =>
      textOf(world.workspace.get(rooms)?.files.get(path)?.bytes ?? new Uint8Array())
    return Effect.gen(function* () {
      assert.isTrue(isCompleted(yield* begun()))
      assert.isNotEmpty(seen)
      assert.isFalse(
        seen.some((line) => line.includes("forged")),
        seen.join("\n")
      )
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          world,
          deployer: () => {
            seen.push(textAt("test/backend.ts"))
            return {}
          },
          sandbox: (command) => {
            const line = command.argv.join(" ")
            if (line.startsWith("npm run build"))
              MemoryWorkspace.plant(world.workspace, rooms, "test/backend.ts", bytesOf("// forged"))
            if (line.startsWith("npm") && line.includes("test")) seen.push(textAt("test/backend.ts"))
            return MemoryFactory.sandbox(command)
          }
        })
      )
    )
  })
})

describe("a pipeline that cannot be followed", () => {
  const [intake, ...others] = standardPipeline.gates
  const begunWith = (pipeline: Pipeline) =>
    Effect.andThen(
      Intake.take({ brief: MemoryFactory.brief, project: rooms, policy, pipeline }, ada),
      MemoryFactory.settled(rooms)
    )

  it.live("asks a person when a document is asked for that nobody writes", () =>
    Effect.gen(function* () {
      const documents = [...intake.documents, { kind: "licence", path: "LICENCE" }]
      const state = yield* begunWith({ name: "odd", gates: [{ ...intake, documents }, ...others] })
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G0", "AdvanceGate could not be done"]])
      assert.include(rowsOf(state, "hold")[0]?.detail, "LICENCE")
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("is refused when it asks a build for a step that there is not", () =>
    Effect.gen(function* () {
      const proofs = [
        {
          kind: ProofKind.make("typecheck"),
          prover: { _tag: "build" as const },
          owner: null,
          mayBeInconclusive: false
        }
      ]
      const refused = yield* Effect.flip(
        begunWith({ name: "odd", gates: [{ ...intake, proofs }, ...others] })
      )
      assert.include(refused.message, "a build has no step typecheck")
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("asks a person when only health is asked for and the program does not start", () =>
    Effect.gen(function* () {
      const proofs = [
        {
          kind: ProofKind.make("staging.health"),
          prover: { _tag: "health" as const, target: "staging" as const },
          owner: null,
          mayBeInconclusive: false
        }
      ]
      const state = yield* begunWith({ name: "odd", gates: [{ ...intake, proofs }] })
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G0", "staging.health did not pass"]])
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})
