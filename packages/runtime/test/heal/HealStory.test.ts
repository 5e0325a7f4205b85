/**
 * Repairs that make it worse, an agent that skips a test, a machine that is at fault: whole runs, also with everything
 * ending at every append on the way.
 */
import { assert, describe, it } from "@effect/vitest"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { RejectTamper } from "@layercake/core/tamper/TamperCommand"
import { Effect, Fiber, Option } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, begun, holdsOf, isCompleted, resolved, rooms, runsOf } from "../FactoryStory.ts"
import * as DyingStore from "../DyingStore.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { eventsOf, gate, pipeline } from "./HealLaws.ts"
import { allTests, contentOf, manifest, none, program, sandboxOf, suite } from "./HealModel.ts"

const policy = { ...MemoryFactory.unattended, passOnProof: [gate], healAttempts: 3 }
const app = (runId: string, ...test: ReadonlyArray<string>) =>
  MemoryFactory.file("src/app.ts", program({ ...none, test }, runId))
const skipping = suite(allTests).replace(`test("adds"`, `test.skip("adds"`)

/** Two repairs make it worse; the next one skips a test; the one after that mends everything. */
const agent = ({ call: { runId } }: AgentRequest) => {
  const files: Readonly<Record<string, ReadonlyArray<string>>> = {
    "G5.backend.1": [
      app(runId, "adds", "books"),
      MemoryFactory.file("test/app.test.ts", suite(allTests)),
      MemoryFactory.file("package.json", manifest)
    ],
    "G5.backend.2": [
      app(runId, "adds", "books", "cancels"),
      MemoryFactory.file("src/more.ts", "export const more = 1\n")
    ],
    "G5.backend.3": [app(runId, "adds", "books", "cancels", "denies")],
    "G5.backend.4": [MemoryFactory.file("test/app.test.ts", skipping), app(runId, "books")]
  }
  return MemoryFactory.answering((files[runId] ?? [app(runId)]).join("\n"))
}

/** What the person does about what waits for them. */
const answerOf = (state: ProjectState) => {
  const hold = rowsOf(state, "hold").find(({ open }) => open)
  if (hold === undefined) return undefined
  return rowsOf(state, "tamper").some(({ blocker }) => blocker === hold.id)
    ? new RejectTamper({ blocker: hold.id, reason: "the test is right" })
    : new ResolveHold({ id: hold.id, resolution: "go on" })
}

const life = Effect.fnUntraced(function* (
  world: MemoryFactory.World,
  crash?: { readonly at: number; readonly moment: DyingStore.Moment }
) {
  const dying = yield* DyingStore.make(crash)
  const work = Effect.gen(function* () {
    const states = yield* ProjectStates
    const commands = yield* Commands
    if (projectOf(yield* states.load(rooms)) === undefined)
      yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy, pipeline }, ada)
    let state = yield* MemoryFactory.settled(rooms)
    for (let answer = answerOf(state); answer !== undefined; answer = answerOf(state)) {
      // The files go back while the person thinks about it.
      yield* Effect.andThen(commands.execute(rooms, answer, { actor: ada }), Effect.void)
      state = yield* MemoryFactory.settled(rooms)
    }
    return { state, report: yield* Verification.verify() }
  }).pipe(
    Effect.provide(MemoryFactory.layer({ world, answer: agent, sandbox: sandboxOf(world), wrap: dying.wrap }))
  )
  const fiber = yield* Effect.forkChild(work)
  const ended = yield* Effect.raceFirst(
    Effect.as(dying.crashed, Option.none()),
    Effect.map(Fiber.join(fiber), Option.some)
  )
  yield* Fiber.interrupt(fiber)
  return ended
})

const counts = (events: ReadonlyArray<FactoryEvent>, ...tags: ReadonlyArray<FactoryEvent["_tag"]>) =>
  tags.map((tag) => events.filter(({ _tag }) => _tag === tag).length)
const watched = [
  "HealStarted",
  "HealExhausted",
  "TreeRestored",
  "TamperDetected",
  "TamperRejected",
  "HealSucceeded"
] as const

describe("a run whose repairs make it worse", () => {
  it.live("goes back to the best tree, asks a person, and takes back what was skipped", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      const { report, state } = Option.getOrThrow(yield* life(world))
      assert.isTrue(isCompleted(state))
      assert.deepStrictEqual(report.differences, [])
      const events = eventsOf(world)
      assert.deepStrictEqual(counts(events, ...watched), [4, 1, 2, 1, 1, 1])

      const changes = events.flatMap((event) =>
        event._tag === "TreeChanged" ? [[event.cause, event.tree] as const] : []
      )
      const treeOf = (cause: string) => changes.find(([key]) => key === cause)?.[1]
      const [first, second] = events.flatMap((event) => (event._tag === "TreeRestored" ? [event] : []))
      assert.deepStrictEqual([first?.tree, first?.from], [treeOf("G5.backend.1"), treeOf("G5.backend.3")])
      assert.deepStrictEqual([second?.tree, second?.from], [treeOf("G5.backend.1"), treeOf("G5.backend.4")])
      assert.isUndefined(rowOf(state, "file", "src/more.ts"), "what only the worse tree had is gone")
      assert.strictEqual(
        contentOf(world, rowOf(state, "file", "test/app.test.ts")?.digest ?? "").trim(),
        suite(allTests).trim()
      )

      // The repairs that made it worse stay in the log and in the history of commits.
      const subjects = Array.from(world.repository.values()).flatMap((commits) =>
        commits.map(({ trailers }) => trailers["LayerCake-Key"] ?? "")
      )
      assert.includeMembers(subjects, ["G5.backend.2", "G5.backend.3", "G5.backend.4"])
      assert.strictEqual(subjects.filter((key) => key.startsWith("G5.restore.")).length, 2)
      assert.match(
        rowsOf(state, "hold")
          .map(({ title }) => title)
          .join("\n"),
        /repairs 1 and 2 made it worse\n?/
      )
    })
  })

  for (const moment of ["before", "after"] as const)
    it.live(
      `ends the same when everything ends just ${moment} every append`,
      () =>
        Effect.gen(function* () {
          const calm = MemoryFactory.makeWorld()
          const expected = Option.getOrThrow(yield* life(calm))
          const world = MemoryFactory.makeWorld()
          let ended: typeof expected | undefined
          let lives = 0
          while (ended === undefined) {
            ended = Option.getOrUndefined(yield* life(world, { at: moment === "before" ? 2 : 1, moment }))
            lives += 1
            assert.isBelow(lives, 300, "the run does not come to an end")
          }
          assert.isAtLeast(lives, 40)
          assert.deepStrictEqual(counts(eventsOf(world), ...watched), counts(eventsOf(calm), ...watched))
          assert.strictEqual(projectOf(ended.state)?.tree, projectOf(expected.state)?.tree)
          assert.strictEqual(projectOf(ended.state)?.status, "completed")
          assert.deepStrictEqual(ended.report.differences, [])
          assert.deepStrictEqual(
            Array.from(world.repository.values(), (commits) => commits.length),
            Array.from(calm.repository.values(), (commits) => commits.length)
          )
        }),
      120_000
    )
})

describe("a machine that is at fault", () => {
  it.live("is put to a person, spends no repair, and the work goes on when it is put right", () => {
    const mood = { mended: false }
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(holdsOf(state), [["escalation", "G5", "build could not be carried out"]])
      assert.match(
        rowsOf(state, "hold")[0]?.detail ?? "",
        /^The machine and not the tree: the memory is used up/
      )
      mood.mended = true
      const end = yield* resolved(state)
      assert.isTrue(isCompleted(end))
      assert.deepStrictEqual(
        runsOf(end, "backend").filter(([purpose]) => purpose === "heal"),
        []
      )
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          sandbox: (command) =>
            command.argv.join(" ") === "npm run build" && !mood.mended
              ? {
                  exitCode: 134,
                  output:
                    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n"
                }
              : MemoryFactory.sandbox(command)
        })
      )
    )
  })
})
