/**
 * The laws of healing over random programs that an agent mends, keeps as they are, makes worse, or hides the defects of:
 * attempts and money are never exceeded, the best tree is never lost, it always ends, and a tree that was tampered with
 * never passes without a person.
 */
import { assert } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import { GateId } from "@layercake/core/gate/Gate"
import type { ModelPrice } from "@layercake/core/cost/ModelPrice"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import type { Pipeline } from "@layercake/core/pipeline/Pipeline"
import { ProofKind } from "@layercake/core/proof/Proof"
import { projectOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { RejectTamper } from "@layercake/core/tamper/TamperCommand"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import { Effect, Result } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ada, isCompleted, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import {
  chanceOf,
  contentOf,
  defectsIn,
  isWorse,
  makeModel,
  measure,
  type Model,
  sandboxOf
} from "./HealModel.ts"

export const gate = GateId.make("G5")
const healAttempts = 3
const dollar = 1_000_000
const healBudget = 1.5 * dollar

/** A dollar for a thousand tokens of answer, and nothing else. */
const prices: ReadonlyArray<ModelPrice> = [
  {
    provider: "acme",
    model: "one*",
    from: "2020-01-01",
    inputPerMillion: 0,
    cachedInputPerMillion: 0,
    outputPerMillion: 1_000_000_000
  }
]
const paid = (answer: Model["answer"]) => (request: AgentRequest) => ({
  ...answer(request),
  model: "acme/one-20260101",
  recorded: false,
  usage: { inputTokens: 100, outputTokens: 600, cachedInputTokens: 0 }
})

/** Intake and development alone. */
export const pipeline: Pipeline = {
  name: "development",
  gates: [
    {
      id: GateId.make("G0"),
      title: "Intake",
      question: "?",
      when: "always",
      work: [],
      documents: [],
      proofs: [],
      approval: "proof"
    },
    {
      id: gate,
      title: "Development",
      question: "?",
      when: "always",
      work: [
        {
          id: "backend",
          agent: AgentName.make("backend-developer"),
          title: "Write the program",
          when: "always",
          produces: [
            { kind: "source", path: "src/**" },
            { kind: "tests", path: "test/**" }
          ]
        }
      ],
      documents: [],
      proofs: ["install", "build", "lint", "test"].map((kind) => ({
        kind: ProofKind.make(kind),
        prover: { _tag: "build" as const },
        owner: "backend",
        mayBeInconclusive: false
      })),
      approval: "policy"
    }
  ]
}

export const eventsOf = (world: MemoryFactory.World): ReadonlyArray<FactoryEvent> =>
  world.store.events.map((event) => Result.getOrThrow(EventCodec.decode(event)).event)

/** One history from brief to end; a person answers whenever they are asked, and from the sixth time on agents do it right. */
const history = Effect.fnUntraced(function* (seed: number) {
  const world = MemoryFactory.makeWorld()
  const model = makeModel(world, seed)
  const chance = chanceOf(seed + 1_000_000)
  const isPaid = seed % 2 === 0
  yield* Effect.gen(function* () {
    const commands = yield* Commands
    const policy = {
      ...MemoryFactory.unattended,
      passOnProof: [gate],
      healAttempts,
      ...(isPaid ? { healBudgetMicroUsd: healBudget } : {})
    }
    yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy, pipeline }, ada)
    let state = yield* MemoryFactory.settled(rooms)
    for (let asked = 1; !isCompleted(state); asked++) {
      assert.isBelow(asked, 40, `seed ${seed} does not come to an end`)
      if (asked === 6) model.perfect = true
      const hold = rowsOf(state, "hold").find(({ open }) => open)
      if (hold === undefined) return assert.fail(`seed ${seed} waits for nobody`)
      const isMoney = rowsOf(state, "ceiling").some((row) => row.hold === hold.id)
      if (isMoney)
        yield* commands.execute(
          rooms,
          new ChangePolicy({ policy: { ...projectOf(state)!.policy, healBudgetMicroUsd: null } }),
          { actor: ada }
        )
      const isTampered = rowsOf(state, "tamper").some(({ blocker }) => blocker === hold.id)
      const command =
        isTampered && (model.perfect || chance.next() < 0.6)
          ? new RejectTamper({ blocker: hold.id, reason: "the tests stay" })
          : new ResolveHold({ id: hold.id, resolution: "go on" })
      yield* commands.execute(rooms, command, { actor: ada })
      state = yield* MemoryFactory.settled(rooms)
    }
  }).pipe(
    Effect.provide(
      MemoryFactory.layer({
        world,
        sandbox: (command) => sandboxOf(world)(command),
        ...(isPaid
          ? {
              prices,
              executor: MemoryAgentExecutor.layerWith(paid(model.answer), {
                model: "acme/one",
                maxOutputTokens: 1000
              })
            }
          : { answer: model.answer })
      })
    )
  )
  return { events: eventsOf(world), model, world, isPaid }
})

type Told = Effect.Success<ReturnType<typeof history>>
const count = (events: ReadonlyArray<FactoryEvent>, tag: FactoryEvent["_tag"]) =>
  events.filter(({ _tag }) => _tag === tag).length

/** Between two words of a person no more repairs are begun than the policy allows. */
const keepsAttempts = ({ events }: Told) => {
  let begun = 0
  for (const event of events) {
    if (event._tag === "GateUnblocked" && event.resumes !== true) begun = 0
    if (event._tag === "HealStarted") begun += 1
    assert.isAtMost(begun, healAttempts)
  }
}

/** Until a person lets it go on or raises it, the repairs of one kind of proof cost no more than their ceiling. */
const keepsMoney = ({ events, isPaid }: Told) => {
  if (!isPaid) return
  const kinds = new Map<string, string>()
  const spent = new Map<string, number>()
  for (const event of events) {
    if (event._tag === "PolicyChanged") return
    if (event._tag === "GateUnblocked" && event.resumes !== true) spent.clear()
    if (event._tag === "HealStarted") kinds.set(event.runId, event.kind)
    const kind = event._tag === "CostRecorded" ? kinds.get(event.runId) : undefined
    if (event._tag !== "CostRecorded" || kind === undefined) continue
    spent.set(kind, (spent.get(kind) ?? 0) + (event.microUsd ?? 0))
    assert.isAtMost(spent.get(kind) ?? 0, healBudget)
  }
}

/** When a series ends, the tree that the work goes on from is as good as any that was assessed in it. */
const keepsBest = ({ events, world }: Told) => {
  const files = new Map<string, string>()
  const now = () => {
    const tests = Array.from(
      contentOf(world, files.get("test/app.test.ts") ?? "0".repeat(64)).matchAll(/^test\("(\w+)"/gm),
      ([, name]) => name ?? ""
    )
    return measure(defectsIn(contentOf(world, files.get("src/app.ts") ?? "0".repeat(64))), tests)
  }
  let assessed: Array<ReadonlyArray<number>> = []
  let isStopped = false
  for (const event of events) {
    if (event._tag === "TreeChanged") {
      for (const { digest, path } of event.written) files.set(path, digest)
      for (const path of event.removed) files.delete(path)
    }
    if (event._tag === "HealAssessed") assessed.push(now())
    if (event._tag === "HealExhausted") isStopped = true
    const isOver =
      event._tag === "BuildStarted" || event._tag === "HealStarted" || event._tag === "GateSubmitted"
    if (isOver && isStopped) {
      for (const other of assessed)
        assert.isFalse(isWorse(now(), other), `${now().join()} after ${other.join()}`)
      isStopped = false
    }
    if (event._tag === "GateUnblocked" && event.resumes !== true && !isStopped) assessed = []
    if (isOver && event._tag === "BuildStarted" && !isStopped) assessed = assessed.slice(-5)
  }
}

/** Whoever hid something is found, nobody else is, and nothing is proven or passed before a person has decided. */
const findsTampering = ({ events, model }: Told) => {
  const found = events.flatMap((event) => (event._tag === "TamperDetected" ? [event.runId as string] : []))
  const completed = events.flatMap((event) =>
    event._tag === "AgentRunCompleted" ? [event.runId as string] : []
  )
  assert.deepStrictEqual(
    found,
    completed.filter((runId) => model.hiding.has(runId))
  )
  let open: string | undefined
  for (const event of events) {
    if (event._tag === "TamperDetected") open = event.blocker
    if (event._tag === "BlockerResolved" && event.id === open) open = undefined
    assert.isFalse(
      open !== undefined &&
        ["ProofRecorded", "GateSubmitted", "GateApproved", "HealStarted"].includes(event._tag),
      `${event._tag} while ${open} is open`
    )
  }
}

/** How often each way was gone; fails the test with the history that breaks a law. */
export const keepLaws = Effect.fnUntraced(function* (seeds: { readonly from: number; readonly to: number }) {
  const seen = {
    HealStarted: 0,
    HealSucceeded: 0,
    HealExhausted: 0,
    TreeRestored: 0,
    TamperDetected: 0,
    TamperRejected: 0,
    BudgetExhausted: 0
  }
  for (let seed = seeds.from; seed <= seeds.to; seed++) {
    const told = yield* history(seed)
    for (const law of [keepsAttempts, keepsMoney, keepsBest, findsTampering])
      try {
        law(told)
      } catch (cause) {
        const tale = told.events.slice(-60).map((event) => JSON.stringify(event).slice(0, 200))
        return assert.fail(`seed ${seed} breaks a law: ${cause}\n${tale.join("\n")}`)
      }
    for (const tag of Object.keys(seen) as ReadonlyArray<keyof typeof seen>)
      seen[tag] += count(told.events, tag)
  }
  return seen
})
