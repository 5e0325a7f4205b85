/**
 * What goes wrong in a run: useless answers, executors and builds that fail, checks and deployments that do not come
 * off. Each ends with a person being asked, and goes on to the end once they have answered.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { EventStore } from "@layercake/core/store/EventStore"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { GateId } from "@layercake/core/gate/Gate"
import { ApproveGate } from "@layercake/core/gate/GateCommand"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { ProjectId } from "@layercake/core/project/Project"
import { PauseProject, ResumeProject } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { AddNote, ResolveHold } from "@layercake/core/register/RegisterCommand"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { bytesOf } from "@layercake/core/store/BlobText"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { Effect, Stream } from "effect"
import { Commands } from "../src/command/Commands.ts"
import * as Intake from "../src/intake/Intake.ts"
import { waitingFor } from "../src/operation/ProjectReport.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

const rooms = ProjectId.make("rooms")
const ada = person("ada")
const policy = { ...MemoryFactory.unattended, healAttempts: 2, correctionAttempts: 1 }

const begun = (rest: { readonly policy?: typeof policy } = {}) =>
  Effect.gen(function* () {
    yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy: rest.policy ?? policy }, ada)
    return yield* MemoryFactory.settled(rooms)
  })

/** What `layercake resolve` does: settles every open entry and tries again what was given up. */
const resolved = Effect.fnUntraced(function* (state: ProjectState) {
  const commands = yield* Commands
  const queue = yield* JobQueue
  for (const hold of rowsOf(state, "hold").filter((hold) => hold.open))
    yield* commands.execute(rooms, new ResolveHold({ id: hold.id, resolution: "it is in order now" }), { actor: ada })
  const jobs = yield* queue.list
  for (const job of jobs) if (job.state === "dead") yield* queue.requeue(job.id)
  return yield* MemoryFactory.settled(rooms)
})

const holdsOf = (state: ProjectState) =>
  rowsOf(state, "hold").map((hold) => [hold.kind, hold.gate as string, hold.title])
const runsOf = (state: ProjectState, step: string) =>
  rowsOf(state, "agentRun")
    .filter((run) => run.step === step)
    .map((run) => [run.purpose, run.attempt, run.status])
const isCompleted = (state: ProjectState) => projectOf(state)?.status === "completed"

/** Answers like this at the step until `mended`, and diligently everywhere else. */
const spoiled = (step: string, text: string, state: { mended: boolean }) => (request: AgentRequest) =>
  request.call.step === step && !state.mended ? MemoryFactory.answering(text) : MemoryFactory.diligent(request)

describe("an answer that cannot be used", () => {
  const fence = "````"
  const answers: ReadonlyArray<readonly [name: string, text: string, found: RegExp]> = [
    ["nothing at all", "", /nothing|empty|no file|missing/i],
    ["talk without a file", "I would be glad to help! Shall I begin?", /no file|missing/i],
    ["half a file", `**docs/prd.md**\n${fence}\n# Requirements\n\n- FR-1`, /clos|end|cut|unterminated/i],
    ["a path outside of the workspace", MemoryFactory.file("../../etc/passwd", "root"), /outside|path|workspace/i]
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
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G1", "orchestrator could not be asked (authentication)"]])
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
    const fails = { exitCode: 1, output: "src/backend.ts(1,1): error TS1005: ';' expected.\n" }
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(
        runsOf(state, "backend").filter(([purpose]) => purpose === "heal"),
        [
          ["heal", 1, "completed"],
          ["heal", 2, "completed"]
        ]
      )
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G5", "build still does not pass after 2 repairs"]])
      assert.strictEqual(rowOf(state, "heal", "G5/build")?.status, "exhausted")
      mood.mended = true
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: repairing,
          sandbox: (command) => {
            const line = command.argv.join(" ")
            return line === "npm run build" && !mood.mended ? fails : MemoryFactory.sandbox(command)
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
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G2", "requirements still does not pass after 2 repairs"]])
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
      const strict = { ...policy, unattended: { ...MemoryFactory.unattended.unattended!, acceptInconclusive: [] } }
      const state = yield* begun({ policy: strict })
      assert.deepStrictEqual([currentGate(state)?.gate, currentGate(state)?.status], [GateId.make("G7"), "in-review"])
      assert.deepStrictEqual(holdsOf(state), [])
      const commands = yield* Commands
      const reviewed = currentGate(state)!.digest!
      const approve = new ApproveGate({ gate: GateId.make("G7"), reviewed, accept: true, comment: "", design: null })
      yield* commands.execute(rooms, approve, { actor: ada })
      assert.isTrue(isCompleted(yield* MemoryFactory.settled(rooms)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          sandbox: (command) =>
            command.argv.join(" ").startsWith("npm audit") ? { unavailable: "no network" } : MemoryFactory.sandbox(command)
        })
      )
    )
  )
})

describe("a deployment", () => {
  it.live("without a usable deploy.json goes back to its owner, then to a person", () => {
    const mood = { mended: false }
    let turn = 0
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G8", "staging.deployment still does not pass after 2 repairs"]
      ])
      const proof = rowOf(state, "proof", `staging.deployment@${projectOf(state)?.tree}`)
      assert.strictEqual(proof?.summary, `deploy.json is missing or lacks "start" and "health"`)
      mood.mended = true
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: (request) => {
            if (request.call.step !== "staging") return MemoryFactory.diligent(request)
            const { text } = MemoryFactory.diligent(request)
            const settings = mood.mended ? `{"start":["npm","start"],"health":"/health"}` : `{"try":${turn++}}`
            return MemoryFactory.answering(text.replace(/\{"start".*\}/, settings))
          }
        })
      )
    )
  })

  it.live("that does not answer is stopped and repaired, put to a person, and tried again when they say so", () => {
    const mood = { mended: false }
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G8", "staging.health still does not pass after 2 repairs"]
      ])
      assert.strictEqual(world.deployer.size, 0)
      mood.mended = true
      const end = yield* resolved(state)
      assert.isTrue(isCompleted(end))
      assert.deepStrictEqual(runsOf(end, "staging"), runsOf(state, "staging"))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          world,
          answer: (request) =>
            request.call.purpose === "heal"
              ? MemoryFactory.answering(MemoryFactory.file("Dockerfile", `# ${request.call.runId}`))
              : MemoryFactory.diligent(request),
          deployer: () => ({ status: mood.mended ? 200 : 503 })
        })
      )
    )
  })
})

describe("people", () => {
  it.live("are waited for at G1, however often the project is paused", () =>
    Effect.gen(function* () {
      const alone = { ...defaultPolicy, unattended: null } as unknown as typeof policy
      const state = yield* begun({ policy: alone })
      assert.deepStrictEqual([currentGate(state)?.gate, currentGate(state)?.status], [GateId.make("G1"), "in-review"])
      assert.strictEqual(waitingFor(projectOf(state)!, state), "G1 Scope waits for approval")

      const commands = yield* Commands
      const reviewed = currentGate(state)!.digest!
      const approve = new ApproveGate({ gate: GateId.make("G1"), reviewed, accept: false, comment: "", design: null })
      yield* commands.execute(rooms, new PauseProject({ reason: "lunch" }), { actor: ada })
      const refused = yield* Effect.flip(commands.execute(rooms, approve, { actor: ada }))
      assert.strictEqual(refused._tag === "CommandRefused" ? refused.reason._tag : "", "ProjectNotActive")
      const states = yield* ProjectStates
      assert.deepStrictEqual(Planner.due(yield* states.load(rooms)), [])
      yield* commands.execute(rooms, new ResumeProject(), { actor: ada })
      yield* commands.execute(rooms, approve, { actor: ada })
      const next = yield* MemoryFactory.settled(rooms)
      assert.deepStrictEqual([currentGate(next)?.gate, currentGate(next)?.status], [GateId.make("G2"), "in-review"])
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("who send a brief that cannot be used change nothing", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      for (const brief of ["", "   \n", "no heading\n"])
        yield* Effect.flip(Intake.take({ brief: bytesOf(brief), project: rooms }, ada))
      assert.strictEqual(world.store.events.length, 0)
      assert.strictEqual(world.store.blobs.size, 0)
      assert.strictEqual(world.store.jobs.size, 0)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("who all speak at once are all heard", () =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const states = yield* ProjectStates
      const store = yield* EventStore
      yield* begun()
      const before = (yield* states.load(rooms)).version
      yield* Effect.forEach(
        Array.from({ length: 32 }, (_, index) => new AddNote({ text: `note of ${index}` })),
        (note) => commands.execute(rooms, note, { actor: ada }),
        { concurrency: "unbounded" }
      )
      const state = yield* states.load(rooms)
      const notes = rowsOf(state, "record").filter((record) => record.kind === "note")
      assert.strictEqual(state.version, before + 32)
      assert.strictEqual(new Set(notes.map((note) => note.text)).size, 32)
      const versions = yield* store.readStream(rooms).pipe(
        Stream.map((event) => Number(event.version)),
        Stream.runCollect
      )
      assert.deepStrictEqual(Array.from(versions), Array.from({ length: before + 32 }, (_, index) => index + 1))
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})
