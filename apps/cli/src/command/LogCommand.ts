/**
 * `layercake events` and `log`: the log as it is stored, and in words.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import type { EventPage, EventQuery } from "@layercake/core/operation/HistoryOperations"
import { Position } from "@layercake/core/store/EventStore"
import type { TimelineRow } from "@layercake/core/timeline/TimelineBoard"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { parseType } from "../EventTypeChoice.ts"
import { parseTime, timeText } from "../MomentText.ts"
import { Output, toJson } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

export const eventsCommand = Command.make(
  "events",
  {
    project: projectFlag,
    all: Flag.Boolean("all").pipe(Flag.withDescription("Every project"), Flag.withDefault(false)),
    after: Flag.Int("after").pipe(
      Flag.withDescription("Only events after this position"),
      Flag.withDefault(0)
    ),
    follow: Flag.Boolean("follow").pipe(
      Flag.withAlias("f"),
      Flag.withDescription("Stay and print new events as they come"),
      Flag.withDefault(false)
    )
  },
  ({ after, all, follow, project }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const only = all ? {} : { project: yield* choose(project) }
        yield* client["events.stream"]({ ...only, after: Position.make(Math.max(0, after)), follow }).pipe(
          Stream.runForEach((event) =>
            Console.log(
              output.json
                ? toJson(event)
                : `${String(event.position).padStart(6)}  ${event.stream}@${event.version}  ${event.metadata.at}  ${event.type}`
            )
          ),
          Effect.mapError(fromError)
        )
      })
    )
).pipe(
  Command.withDescription("Print the log as it is stored; with --json one event a line"),
  Command.withExamples([
    { command: "layercake events --follow", description: "Of the newest active project, and what comes" },
    { command: "layercake events --all --after 900 --json", description: "Every project, for a script" }
  ])
)

const timeFlag = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.withMetavar("time"), Flag.optional)

export const logCommand = Command.make(
  "log",
  {
    project: projectFlag,
    type: Flag.String("type").pipe(
      Flag.withAlias("t"),
      Flag.withDescription("Only events of this type, for example GateApproved; may be given several times"),
      Flag.atMost(eventTypes.length)
    ),
    since: timeFlag("since", "Only what happened at this time (ISO 8601, UTC) or later"),
    until: timeFlag("until", "Only what happened before this time"),
    limit: Flag.Int("limit").pipe(Flag.withAlias("n"), Flag.withDescription("Events at most"), Flag.optional),
    backwards: Flag.Boolean("backwards").pipe(
      Flag.withAlias("b"),
      Flag.withDescription("Newest first"),
      Flag.withDefault(false)
    )
  },
  ({ backwards, limit, project, since, type, until }) =>
    Effect.gen(function* () {
      const types = yield* Effect.forEach(type, parseType)
      const filter = {
        ...(types.length === 0 ? {} : { types }),
        ...(Option.isNone(since) ? {} : { since: yield* parseTime(since.value, "start") }),
        ...(Option.isNone(until) ? {} : { until: yield* parseTime(until.value, "start") }),
        backwards
      }
      const most = Option.getOrElse(limit, () => Infinity)
      if (most < 1) return yield* failed("--limit: at least 1 event is shown.")
      yield* withClient(
        Effect.gen(function* () {
          const output = yield* Output
          const rows = yield* timeline({ ...filter, project: yield* choose(project) }, most)
          yield* output.result(rows, () =>
            rows
              .map(
                (row) =>
                  `${String(row.version).padStart(4)}  ${paint(output.colour, "quiet", timeText(row.at))}  ${row.actor.kind === "system" ? "" : `${row.actor.kind} ${row.actor.id}: `}${harmless(row.text)}`
              )
              .join("\n")
          )
        })
      )
    })
).pipe(
  Command.withDescription("Show what happened in a project, in words; times are UTC"),
  Command.withExamples([
    { command: "layercake log -n 20 --backwards", description: "The newest twenty" },
    { command: "layercake log --type GateApproved --type GateRejected", description: "What was decided" },
    { command: "layercake log --since 14:00 --until 15:00", description: "One hour of today, UTC" }
  ])
)

/** Events in words, page after page, until so many are there. */
const timeline = Effect.fnUntraced(function* (query: EventQuery, most: number) {
  const client = yield* LayercakeClient
  const rows: Array<TimelineRow> = []
  let next: EventQuery | null = query
  while (next !== null && rows.length < most) {
    const page: EventPage = yield* client["events.list"]({
      ...next,
      limit: Math.min(1000, most - rows.length)
    }).pipe(Effect.mapError(fromError))
    for (const event of page.events) {
      const fact = yield* Effect.fromResult(EventCodec.decode(event)).pipe(Effect.mapError(fromError))
      const { actor, at } = event.metadata
      rows.push({ version: event.version, at, actor, type: event.type, text: textOf(fact.event) })
    }
    next = page.next === null ? null : { ...query, ...page.next }
  }
  return rows
})
