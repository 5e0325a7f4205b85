/**
 * Ends everything in flight at every append of a whole run, just before or just after it is kept, and starts again on
 * what outlives a crash: the run must end as if nothing had happened, with nothing done twice.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { AgentAnswer, AgentRequest } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowsOf, stateNames } from "@layercake/core/project/ProjectState"
import { Effect, Fiber, Option, Result } from "effect"
import * as Intake from "../src/intake/Intake.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import * as Verification from "../src/verify/Verification.ts"
import * as DyingStore from "./DyingStore.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

const project = ProjectId.make("demo")

/**
 * The first build fails and is repaired once, one answer is sent back, and one agent asks another, so that those paths
 * are crossed too.
 */
const script = (calls: Map<string, Set<string>>) => {
  const answer = (request: AgentRequest): AgentAnswer => {
    const { call } = request
    calls.set(call.runId, (calls.get(call.runId) ?? new Set()).add(call.idempotencyKey))
    if (call.step === "frontend" && call.purpose === "work")
      return MemoryFactory.answering(
        MemoryFactory.file("public/page.html", "<p>…</p>\n<!-- rest of the file unchanged -->")
      )
    if (call.purpose === "heal")
      return MemoryFactory.answering(MemoryFactory.file("src/backend.ts", "// repaired"))
    if (call.step === "release" && call.purpose === "work")
      return MemoryFactory.answering(
        `${MemoryFactory.diligent(request).text}\n${MemoryFactory.file(
          "docs/register/release-manager.json",
          `{"queries":[{"question":"Which port?","to":"devops-engineer"}],"memory":["Ports are settings."]}`
        )}`
      )
    return MemoryFactory.diligent(request)
  }
  return answer
}

/** Tests fail until the repaired file is in the workspace. */
const sandboxOf = (world: MemoryFactory.World) => (command: { readonly argv: ReadonlyArray<string> }) => {
  const line = command.argv.join(" ")
  if (line !== "npm test") return line === "npm run lint" || line === "npm run build" ? {} : plausible(line)
  const repaired = Array.from(world.store.events).some(
    (event) =>
      event.type === "AgentRunCompleted" &&
      String((event.data as { runId?: string }).runId) === "G5.backend.2"
  )
  return repaired ? { output: tap(1, 0) } : { exitCode: 1, output: tap(1, 1) }
}
const plausible = (line: string) =>
  line === "node --version"
    ? { output: "v24.21.0\n" }
    : line === "npm --version"
      ? { output: "11.0.0\n" }
      : line.startsWith("npm audit")
        ? { output: audit }
        : { output: "added 1 package\n" }
const audit = `{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"vulnerabilities":{"info":0,"low":0,"moderate":0,"high":0,"critical":0,"total":0}}}`
const tap = (pass: number, fail: number) =>
  `TAP version 13\nok 1 - FR-1 works\n${fail > 0 ? "not ok 2 - FR-2 works\n" : ""}1..${pass + fail}\n# tests ${pass + fail}\n# suites 0\n# pass ${pass}\n# fail ${fail}\n# cancelled 0\n# skipped 0\n# todo 0\n`

/** One life of the factory on the world; ends at the given append, or when the project has come to rest. */
const life = Effect.fnUntraced(function* (
  world: MemoryFactory.World,
  calls: Map<string, Set<string>>,
  crash?: { readonly at: number; readonly moment: DyingStore.Moment }
) {
  const dying = yield* DyingStore.make(crash)
  const work = Effect.gen(function* () {
    const states = yield* ProjectStates
    if (projectOf(yield* states.load(project)) === undefined)
      yield* Intake.take(
        { brief: MemoryFactory.brief, project, policy: MemoryFactory.unattended },
        person("ada")
      )
    const state = yield* MemoryFactory.settled(project)
    const report = yield* Verification.verify()
    return { state, report }
  }).pipe(
    Effect.provide(
      MemoryFactory.layer({ world, answer: script(calls), sandbox: sandboxOf(world), wrap: dying.wrap })
    )
  )
  const fiber = yield* Effect.forkChild(work)
  const ended = yield* Effect.raceFirst(
    Effect.as(dying.crashed, Option.none()),
    Effect.map(Fiber.join(fiber), Option.some)
  )
  yield* Fiber.interrupt(fiber)
  return { ended, appends: dying.appends() }
})

/** Everything that is known of the project, without clocks and durations; stored facts have the members of objects sorted. */
const essence = (state: ProjectState) =>
  Object.fromEntries(
    stateNames.map((name) => [
      name,
      JSON.stringify(JSON.parse(canonicalJson(rowsOf(state, name))), (key, value: unknown) =>
        /(?:At|Millis|^at|^sha|^text|idempotencyKey|^detail)$/.test(key) || isCommitText(value)
          ? undefined
          : value
      )
    ])
  )

/** A commit's name follows from its time. */
const isCommitText = (value: unknown) => typeof value === "string" && /^[0-9a-f]{12} is at /.test(value)

const typesOf = (world: MemoryFactory.World) => world.store.events.map((event) => event.type)

describe("a crash at every append", () => {
  const once = Effect.gen(function* () {
    const calls = new Map<string, Set<string>>()
    const world = MemoryFactory.makeWorld()
    const { appends, ended } = yield* life(world, calls)
    return { appends, calls, ended: Option.getOrThrow(ended), world }
  })

  it.live("is not there: the run heals once, sends one answer back, and passes every gate", () =>
    Effect.gen(function* () {
      const { calls, ended, world } = yield* once

      assert.strictEqual(projectOf(ended.state)?.status, "completed")
      assert.deepStrictEqual(ended.report.differences, [])
      assert.includeMembers(typesOf(world), [
        "HealStarted",
        "HealSucceeded",
        "AgentRunRefused",
        "QueryAsked",
        "QueryAnswered",
        "HandoffMade",
        "MemoryKept"
      ])
      assert.isTrue(Array.from(calls.values()).every((keys) => keys.size === 1))
    })
  )

  for (const moment of ["before", "after"] as const)
    it.live(
      `just ${moment} it is kept changes nothing in the end`,
      () =>
        Effect.gen(function* () {
          const expected = yield* once
          const calls = new Map<string, Set<string>>()
          const world = MemoryFactory.makeWorld()
          const at = moment === "before" ? 2 : 1
          let lives = 0
          let ended = Option.none<typeof expected.ended>()
          while (Option.isNone(ended)) {
            ended = (yield* life(world, calls, { at, moment })).ended
            lives += 1
            assert.isBelow(lives, 300, "the run does not come to an end")
          }
          const state = ended.value.state

          assert.isAtLeast(lives, 60)
          assert.deepStrictEqual(typesOf(world), typesOf(expected.world))
          assert.deepStrictEqual(essence(state), essence(expected.ended.state))
          assert.deepStrictEqual(ended.value.report.differences, [])
          assert.strictEqual(world.repository.size, expected.world.repository.size)
          // A call whose answer is in the log is never made again; one that was on its way is repeated under its key.
          assert.deepStrictEqual(
            Array.from(calls.keys()).toSorted(),
            Array.from(expected.calls.keys()).toSorted()
          )
          assert.isTrue(Array.from(calls.values()).every((keys) => keys.size === 1))
          const facts = world.store.events.map(EventCodec.decode)
          assert.isTrue(facts.every(Result.isSuccess))
        }),
      120_000
    )
})
