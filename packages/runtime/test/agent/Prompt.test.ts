/**
 * What agents see along a whole run: within the budget however large the project is, the same in the preview as in what
 * is sent, with what was handed over, tried and decided, and the same after a restart in the middle of a gate.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { GateId } from "@layercake/core/gate/Gate"
import { RejectGate } from "@layercake/core/gate/GateCommand"
import type { CheckInput } from "@layercake/core/port/Checkers"
import type { ProofReport } from "@layercake/core/proof/Proof"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import type { PromptPart } from "@layercake/core/prompt/PromptPart"
import { tokensOf } from "@layercake/core/prompt/TokenEstimate"
import { Deferred, Effect, Fiber } from "effect"
import * as PromptPreview from "../../src/agent/PromptPreview.ts"
import { Commands } from "../../src/command/Commands.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, begun, holdsOf, isCompleted, policy, rooms, runsOf } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { listening, stateBefore } from "./PromptStory.ts"

const preview = (state: ProjectState, gate: string, step?: string) =>
  PromptPreview.of(projectOf(state)!, state, { gate, ...(step === undefined ? {} : { step }) })

const manual = { ...policy, unattended: null, passOnProof: [] }

/** Requirements that fail with fewer and fewer complaints, one less for each text. */
const complaining = (most: number) => {
  const seen = new Map<string, number>()
  return (kind: string, { files }: CheckInput): ProofReport => {
    const document = files.find((file) => file.path === "docs/prd.md")?.digest
    if (kind !== "requirements" || document === undefined) return MemoryFactory.passed
    const left = seen.get(document) ?? Math.max(0, most - seen.size)
    seen.set(document, left)
    const words = ["who", "when", "where", "why"].slice(0, left)
    return left === 0
      ? MemoryFactory.passed
      : {
          ...MemoryFactory.passed,
          outcome: "failed",
          summary: `${left} complaints`,
          diagnostics: words.map((word) => ({
            severity: "error",
            path: "docs/prd.md",
            message: `Say ${word}.`
          }))
        }
  }
}

describe("the preview of a prompt", () => {
  it.live("is exactly what is sent, for every run of a project, and writes nothing", () => {
    const { answer, requests } = listening((request) =>
      request.call.step === "threats" && request.call.purpose === "work"
        ? MemoryFactory.answering("I would rather talk.")
        : MemoryFactory.diligent(request)
    )
    return Effect.gen(function* () {
      const commands = yield* Commands
      const states = yield* ProjectStates
      yield* begun({ policy: manual })
      const reason = "Say who may cancel a booking."
      yield* commands.execute(rooms, new RejectGate({ gate: GateId.make("G1"), reason }), { actor: ada })
      yield* MemoryFactory.settled(rooms)
      yield* commands.execute(rooms, new ChangePolicy({ policy }), { actor: ada })
      const end = yield* MemoryFactory.settled(rooms)
      assert.isTrue(isCompleted(end))
      for (const [runId, { call, prompt, system }] of requests) {
        const shown = yield* preview(yield* stateBefore(runId), call.gate, call.step)
        assert.deepStrictEqual([shown.standing, shown.run], ["due", runId])
        assert.deepStrictEqual([shown.system, shown.prompt], [system, prompt], runId)
        assert.strictEqual(shown.tokens, tokensOf(system) + tokensOf(prompt))
      }
      assert.includeMembers(
        Array.from(requests.values(), ({ call }) => call.purpose),
        ["work", "rework", "correct", "heal"]
      )
      const rework = requests.get(rowsOf(end, "agentRun").find((run) => run.purpose === "rework")!.runId)
      assert.include(rework?.prompt, `# Why it is to be done again\n${reason}`)
      assert.include(rework?.prompt, `G1 was sent back by a person: ${reason}`)
      assert.strictEqual((yield* states.load(rooms)).version, end.version)
    }).pipe(Effect.provide(MemoryFactory.layer({ answer, check: complaining(2) })))
  })

  it.live("imagines what is not due, for any step, and says so", () =>
    Effect.gen(function* () {
      const state = yield* begun({ policy: manual })
      const later = yield* preview(state, "G5", "review")
      assert.deepStrictEqual(
        [later.standing, later.agent as string, later.purpose],
        ["hypothetical", "code-reviewer", "work"]
      )
      assert.include(later.prompt, "- docs/review.md (review)")
      const done = yield* preview(state, "G1")
      assert.deepStrictEqual([done.standing, done.purpose], ["hypothetical", "rework"])
      const messages = yield* Effect.forEach(
        [preview(state, "G5", "cook"), preview(state, "G0"), preview(state, "G77")],
        (failing) => Effect.map(Effect.flip(failing), ({ message }) => message)
      )
      assert.strictEqual(messages[0], "G5 has no step cook. Its steps are backend, frontend, review.")
      assert.strictEqual(messages[1], "No agent works at G0, so there is no prompt.")
      assert.match(messages[2] ?? "", /G77/)
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})

describe("a prompt's budget", () => {
  it.live(
    "is kept for a project of 2,000 files, and what is not shown is named or counted",
    () => {
      const files = (step: string, folder: string) =>
        Array.from({ length: 490 }, (_, index) =>
          MemoryFactory.file(
            `${folder}/part-${index}.ts`,
            `export const ${step}${index} = ${index}\n${`// what ${step} ${index} has to say\n`.repeat(60)}`
          )
        ).join("\n")
      const many: Readonly<Record<string, string>> = {
        backend: "src/backend",
        frontend: "public/scripts",
        review: "docs/review",
        tests: "test/generated"
      }
      const { answer, requests } = listening((request) => {
        const usual = MemoryFactory.diligent(request)
        const folder = many[request.call.step]
        return folder === undefined
          ? usual
          : MemoryFactory.answering(`${usual.text}\n${files(request.call.step, folder)}`)
      })
      return Effect.gen(function* () {
        const state = yield* begun({ policy: { ...policy, contextTokens: 20_000 } })
        assert.isTrue(isCompleted(state))
        assert.isAbove(rowsOf(state, "file").length, 1960)
        for (const { prompt, system } of requests.values())
          assert.isAtMost(tokensOf(system) + tokensOf(prompt), 20_000)
        const shown = yield* preview(state, "G9", "readme")
        assert.isAtMost(shown.tokens, 20_000)
        assert.isAbove(shown.tokens, 12_000)
        const forms = (form: PromptPart["form"]) => shown.parts.filter((part) => part.form === form)
        assert.isAbove(forms("whole").length, 5)
        assert.isAbove(forms("name").length, 20)
        assert.isAbove(forms("left-out").length, 100)
        assert.match(shown.prompt, new RegExp(`There are ${forms("left-out").length} further files`))
        for (const part of forms("name")) assert.include(shown.prompt, part.name)
        assert.deepStrictEqual(
          shown.parts
            .filter(({ section }) => section === "task" || section === "contract")
            .map(({ form }) => form),
          ["whole", "whole", "whole"]
        )
      }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
    },
    60_000
  )

  it.live("that does not hold the task puts it to a person, and nothing is sent", () => {
    const { answer, requests } = listening()
    const pipeline = {
      ...standardPipeline,
      gates: standardPipeline.gates.map((gate) =>
        gate.id === "G2" ? { ...gate, question: "Is it so? ".repeat(2000) } : gate
      ) as unknown as typeof standardPipeline.gates
    }
    return Effect.gen(function* () {
      yield* Intake.take(
        { brief: MemoryFactory.brief, project: rooms, policy: { ...policy, contextTokens: 3000 }, pipeline },
        ada
      )
      const state = yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G2", "RunAgent could not be done"]])
      assert.match(
        rowsOf(state, "hold")[0]?.detail ?? "",
        /come to about \d+ tokens, and 3000 are allowed\. Raise contextTokens/
      )
      assert.deepStrictEqual(runsOf(state, "requirements"), [])
      assert.isFalse(Array.from(requests.values()).some(({ call }) => call.step === "requirements"))
    }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
  })
})

describe("what was tried", () => {
  const healing = { ...policy, healAttempts: 3 }

  /** The prompts of a run, which is ended and begun anew while the second repair is on its way, if wished. */
  const promptsOf = (isEnded: boolean) =>
    Effect.gen(function* () {
      const world = MemoryFactory.makeWorld()
      const check = complaining(3)
      const called = yield* Deferred.make<void>()
      let life = 1
      const { answer, requests } = listening((request: AgentRequest) =>
        isEnded && life === 1 && request.call.runId === "G2.requirements.3"
          ? Effect.andThen(Deferred.succeed(called, undefined), Effect.never)
          : MemoryFactory.diligent(request)
      )
      const factory = MemoryFactory.layer({ world, answer, check })
      if (isEnded) {
        const first = yield* Effect.forkChild(begun({ policy: healing }).pipe(Effect.provide(factory)))
        yield* Deferred.await(called)
        yield* Fiber.interrupt(first)
        life = 2
      }
      const state = yield* (isEnded ? MemoryFactory.settled(rooms) : begun({ policy: healing })).pipe(
        Effect.provide(MemoryFactory.layer({ world, answer, check }))
      )
      assert.isTrue(isCompleted(state))
      return new Map(Array.from(requests, ([runId, { prompt }]) => [runId as string, prompt] as const))
    })

  it.live(
    "is told to the next attempt, and is not lost when everything ends in the middle of a gate",
    () =>
      Effect.gen(function* () {
        const whole = yield* promptsOf(false)
        const third = whole.get("G2.requirements.4") ?? ""
        assert.include(
          third,
          "The repair G2.requirements.2 of requirements by product-manager did not help: 2 complaints"
        )
        assert.include(third, "It was to mend: 3 complaints")
        assert.include(third, "It changed: docs/prd.md")
        assert.include(third, "# What failed\n## requirements: 1 complaints")
        assert.include(third, "# What failed earlier, with other files")
        const ended = yield* promptsOf(true)
        assert.deepStrictEqual(ended, whole)
      }),
    30_000
  )
})

describe("a hand-over", () => {
  it.live(
    "is made where the next step is another agent's, with the words of whoever ends, and shown to the other",
    () => {
      const { answer, requests } = listening((request) => {
        const usual = MemoryFactory.diligent(request)
        if (request.call.step === "architecture")
          return MemoryFactory.answering(`${usual.text}\nThe overlap rule is decided in one place.`)
        return request.call.step === "backend"
          ? MemoryFactory.answering(
              `${usual.text}\n${MemoryFactory.file("docs/register/backend-developer.json", `{"handoff":"The form posts to /bookings.","memory":["Dates are UTC."]}`)}`
            )
          : usual
      })
      return Effect.gen(function* () {
        const state = yield* begun()
        const made = rowsOf(state, "handoff").toSorted((a, b) => a.version - b.version)
        assert.deepStrictEqual(
          made
            .slice(0, 5)
            .map(({ from, gate, reason, step, to }) => [reason, from, to, gate, step] as unknown),
          [
            ["next", "orchestrator", "product-manager", "G2", "requirements"],
            ["next", "product-manager", "architect", "G3", "architecture"],
            ["next", "architect", "database-engineer", "G3", "data"],
            ["next", "database-engineer", "ux-designer", "G4", "designs"],
            ["next", "ux-designer", "backend-developer", "G5", "backend"]
          ]
        )
        assert.strictEqual(made[2]?.summary, "The overlap rule is decided in one place.")
        assert.deepStrictEqual(made[2]?.documents as ReadonlyArray<string>, [
          "docs/architecture.md",
          "specs/openapi.yaml"
        ])
        const toldTo = (step: string) =>
          Array.from(requests.values()).find(({ call }) => call.step === step)?.prompt ?? ""
        assert.include(
          toldTo("data"),
          "# Handed over to you\nBy architect: The overlap rule is decided in one place."
        )
        assert.include(toldTo("frontend"), "By backend-developer: The form posts to /bookings.")
        assert.notInclude(toldTo("review"), "By architect:")
        assert.include(toldTo("review"), "To be remembered by backend-developer: Dates are UTC.")
      }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
    }
  )

  it.live("is made when one agent is to mend what another wrote", () => {
    let broken = true
    const { answer, requests } = listening((request) => {
      if (request.call.purpose !== "heal") return MemoryFactory.diligent(request)
      broken = false
      return MemoryFactory.answering(MemoryFactory.file("src/backend.ts", "// mended"))
    })
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.isTrue(isCompleted(state))
      const [repair] = rowsOf(state, "handoff").filter(({ reason }) => reason === "repair")
      assert.deepStrictEqual(
        [repair?.from, repair?.to, repair?.gate, repair?.step] as ReadonlyArray<unknown>,
        ["code-reviewer", "backend-developer", "G5", "backend"]
      )
      assert.deepStrictEqual(repair?.documents as ReadonlyArray<string>, ["src/backend.ts"])
      const told = Array.from(requests.values()).find(({ call }) => call.purpose === "heal")
      assert.include(told?.prompt, "# What failed\n## build")
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer,
          sandbox: (command) =>
            command.argv.join(" ") === "npm run build" && broken
              ? { exitCode: 1, output: "src/backend.ts(1,1): error TS1005: ';' expected.\n" }
              : MemoryFactory.sandbox(command)
        })
      )
    )
  })
})
