/**
 * What is seen while work goes on: a line for each event, and on a terminal a live last line with gate, elapsed time,
 * cost and what is being done.
 */
import { type Fact, decode } from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Clock, Console, DateTime, Effect, Ref, Result, Schedule } from "effect"
import { Terminal } from "../Terminal.ts"
import * as LiveLine from "./LiveLine.ts"
import { countText, durationText, moneyText } from "./Money.ts"
import { Output, toJson } from "./Output.ts"
import { harmless, paint, type Tone } from "./Style.ts"

interface Doing {
  readonly gate: string
  readonly what: string
  readonly microUsd: number
  readonly calls: number
}

/** Events that only people who look closely want to see; `layercake log` shows them all. */
const quiet: ReadonlySet<FactoryEvent["_tag"]> = new Set([
  "TaskCreated",
  "TaskStarted",
  "TaskCompleted",
  "AgentRunAnswered",
  "AgentRunCompleted",
  "CostRecorded",
  "CostReserved",
  "CommitStarted",
  "DocumentWritten",
  "SpecificationRecorded",
  "DeliverableRecorded",
  "DesignProposed",
  "PushStarted",
  "GateSubmitted"
])

/** Shows what happens from the start of this process on; what happened before is only counted in. */
export const make = Effect.gen(function* () {
  const output = yield* Output
  const terminal = yield* Terminal
  const since = DateTime.formatIso(DateTime.makeUnsafe(terminal.startedAt))
  const doing = yield* Ref.make<Doing>({ gate: "", what: "", microUsd: 0, calls: 0 })

  const draw = Effect.gen(function* () {
    if (output.json) return
    const { calls, gate, microUsd, what } = yield* Ref.get(doing)
    const elapsed = durationText((yield* Clock.currentTimeMillis) - terminal.startedAt)
    yield* LiveLine.draw([gate, elapsed, `${moneyText(microUsd)} in ${countText(calls, "call")}`, what])
  })

  /** Shows one event of the log. */
  const show = Effect.fnUntraced(function* (stored: StoredEvent) {
    const isNew = stored.metadata.at >= since
    if (output.json) return isNew ? yield* Console.log(toJson(stored)) : undefined
    const fact = decode(stored)
    if (Result.isFailure(fact)) return
    yield* Ref.update(doing, (now) => after(now, fact.success))
    if (!isNew || quiet.has(fact.success.event._tag)) return
    yield* LiveLine.wipe
    yield* Console.log(lineOf(fact.success, output.colour))
    yield* draw
  })

  return {
    show,
    /** Keeps the last line alive; ends only by interruption. */
    tick: Effect.repeat(draw, Schedule.spaced("250 millis")).pipe(Effect.andThen(Effect.never)),
    /** Takes the last line away. */
    end: output.json ? Effect.void : LiveLine.wipe
  }
})

/** The time of day and the event in words. */
const lineOf = ({ at, event }: Fact, colour: boolean): string =>
  `${paint(colour, "quiet", at.slice(11, 19))}  ${paint(colour, toneOf(event), harmless(textOf(event)).slice(0, 400))}`

const toneOf = (event: FactoryEvent): Tone => {
  switch (event._tag) {
    case "GateApproved":
    case "ProjectCompleted":
    case "HealSucceeded":
    case "DeploymentSucceeded":
      return "good"
    case "AgentRunRefused":
    case "EscalationRaised":
    case "GateBlocked":
    case "BudgetExhausted":
    case "PriceUnknown":
    case "PlanLimitReached":
    case "DeploymentFailed":
    case "ErrorRecorded":
      return "bad"
    case "GateOpened":
      return "strong"
    case "ProofRecorded":
      return event.proof.outcome === "passed" ? "good" : event.proof.outcome === "failed" ? "bad" : "wait"
    case "BuildFinished":
      return event.outcome === "failed" ? "bad" : "quiet"
    case "BuildStarted":
      return event.isolated ? "quiet" : "wait"
    default:
      return "quiet"
  }
}

const after = (now: Doing, { event }: Fact): Doing => {
  switch (event._tag) {
    case "GateOpened":
      return { ...now, gate: event.gate, what: "" }
    case "AgentRunStarted":
      return {
        ...now,
        gate: event.gate,
        what: `${event.agent} (${event.purpose} ${event.attempt}, ${event.executor})`
      }
    case "BuildStarted":
      return { ...now, gate: event.gate, what: `building in ${event.sandbox}: ${event.steps.join(", ")}` }
    case "DeploymentStarted":
      return { ...now, what: `deploying to ${event.target}` }
    case "CommitStarted":
      return { ...now, what: "committing" }
    case "CostRecorded":
      return { ...now, microUsd: now.microUsd + (event.microUsd ?? 0), calls: now.calls + 1 }
    default:
      return now
  }
}
