/**
 * `layercake run`: does the due work of a project until it is completed or waits for a person. At a terminal the
 * person is asked right there.
 */
import type { ProjectStatusReport } from "@layercake/core/operation/ProjectOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { Position } from "@layercake/core/store/EventStore"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Stream } from "effect"
import { Argument, Command } from "effect/cli"
import { askAtGate } from "../Approval.ts"
import { CliFailure, fromError } from "../CliFailure.ts"
import { gateTable } from "../output/GateTable.ts"
import { costText } from "../output/Money.ts"
import { Output } from "../output/Output.ts"
import * as RunView from "../output/RunView.ts"
import { harmless } from "../output/Style.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

/** After these the project may have come to rest. */
const resting = new Set([
  "AgentRunStarted",
  "GateSubmitted",
  "GateBlocked",
  "GateApproved",
  "ProjectCompleted",
  "ProjectPaused",
  "EscalationRaised"
])

/** Follows the project until it rests, from `after` on; returns where the log then stands and how the project does. */
export const follow = Effect.fnUntraced(function* (project: ProjectId, after: Position) {
  const client = yield* LayercakeClient
  const view = yield* RunView.make
  let position = after
  const statusNow = client["pipeline.status"]({ project })
  const rests = (status: ProjectStatusReport) => status.status !== "active" || status.waiting !== null
  const before = yield* statusNow.pipe(Effect.mapError(fromError))
  const ended = rests(before)
  // The state may be ahead of the event that is shown, so the events up to the state in which it rests are shown too.
  let last = Infinity
  yield* client["events.stream"]({ project, after, follow: !ended }).pipe(
    Stream.tap((stored) => {
      position = stored.position
      return view.show(stored)
    }),
    Stream.takeUntilEffect((stored) =>
      Effect.gen(function* () {
        if (ended) return false
        if (resting.has(stored.type)) {
          const status = yield* statusNow
          last = rests(status) ? status.version : Infinity
        }
        return stored.version >= last
      })
    ),
    Stream.runDrain,
    Effect.mapError(fromError),
    Effect.raceFirst(view.tick),
    Effect.ensuring(view.end)
  )
  const status = yield* statusNow.pipe(Effect.mapError(fromError))
  return { position, status }
})

export const runProject = Effect.fnUntraced(function* (project: ProjectId) {
  const output = yield* Output
  const client = yield* LayercakeClient
  const begun = yield* client["pipeline.status"]({ project }).pipe(Effect.mapError(fromError))
  yield* output.say(`${harmless(begun.title)} (${project}), at ${begun.gate ?? "its end"}`)
  let position = Position.make(0)
  for (;;) {
    const rested = yield* follow(project, position)
    position = rested.position
    if (rested.status.status === "completed") return rested.status
    const asked = output.interactive && (yield* askAtGate(rested.status))
    if (!asked) return rested.status
  }
})

export const runCommand = Command.make(
  "run",
  {
    named: Argument.String("project").pipe(
      Argument.withDescription("The project; the newest active one when left out"),
      Argument.optional
    ),
    project: projectFlag
  },
  ({ named, project }) =>
    withClient(
      Effect.gen(function* () {
        const output = yield* Output
        const chosen = yield* choose(Option.orElse(named, () => project))
        const status = yield* runProject(chosen)
        yield* summary(status)
        if (status.status !== "completed")
          return yield* new CliFailure({
            detail: whatNext(status, output),
            exitCode: status.waiting === null ? 1 : 3
          })
      }),
      { workers: true }
    )
).pipe(
  Command.withDescription(
    "Do the due work until the project is completed or waits for a person (exit code 3)"
  ),
  Command.withExamples([
    { command: "layercake run", description: "Go on with the newest active project" },
    { command: "layercake run room-booking --json", description: "One JSON object a line, for scripts" }
  ])
)

export const summary = Effect.fnUntraced(function* (status: ProjectStatusReport) {
  const client = yield* LayercakeClient
  const output = yield* Output
  const gates = yield* client["gates.list"]({ project: status.project }).pipe(Effect.mapError(fromError))
  yield* output.result({ type: "settled", ...status }, () =>
    ["", gateTable(gates, output), "", `Cost: ${costText(status.cost)}`].join("\n")
  )
})

const whatNext = (status: ProjectStatusReport, { command }: Output["Service"]): string => {
  const gate = status.gates.find((gate) => gate.gate === status.gate)
  const hold = status.holds.find((hold) => hold.gate === status.gate)
  const say = (words: string) => command(`${words} --project ${status.project}`)
  if (hold !== undefined)
    return [
      `${hold.id} holds ${status.gate}: ${hold.title}`,
      ...(hold.detail === "" ? [] : [hold.detail]),
      "",
      `When it is settled:  ${say(`resolve ${hold.id} --with "..."`)}`,
      `Then go on:          ${command(`run ${status.project}`)}`
    ].join("\n")
  const [run] = status.claimable
  if (run !== undefined)
    return [
      `The project ${status.waiting ?? "waits"}.`,
      "",
      `Claim it:   ${command(`claim ${status.project} --run ${run}`)}`,
      `Hand it in: ${command("submit <claim> answer.md")}`,
      `Then go on: ${command(`run ${status.project} --model claim`)}`
    ].join("\n")
  return gate?.status === "in-review"
    ? [
        `${status.gate} ${gate.title} waits for a person.`,
        "",
        `Look at it:   ${say(`show ${status.gate}`)}`,
        `Approve it:   ${say(`approve ${status.gate}`)}`,
        `Or reject it: ${say(`reject ${status.gate} --reason "..."`)}`,
        `Then go on:   ${command(`run ${status.project}`)}`
      ].join("\n")
    : `The project rests: ${status.waiting ?? status.status}.`
}
