/**
 * `layercake events`, `log` and `verify`: the log as it is stored, in words, and whether it is what is shown.
 */
import { Position } from "@layercake/core/store/EventStore"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { CliFailure, fromError } from "../CliFailure.ts"
import { countText } from "../output/Money.ts"
import { Output, toJson } from "../output/Output.ts"
import { harmless, paint } from "../output/Style.ts"
import { choose, parseProject, projectFlag } from "../ProjectChoice.ts"
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
).pipe(Command.withDescription("Print the log as it is stored; with --json one event a line"))

export const logCommand = Command.make("log", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const timeline = yield* client["events.timeline"]({ project: yield* choose(project) }).pipe(
        Effect.mapError(fromError)
      )
      yield* output.result(timeline, () =>
        timeline
          .map(
            (row) =>
              `${String(row.version).padStart(4)}  ${paint(output.colour, "quiet", row.at.slice(0, 19))}  ${row.actor.kind === "system" ? "" : `${row.actor.kind} ${row.actor.id}: `}${harmless(row.text)}`
          )
          .join("\n")
      )
    })
  )
).pipe(Command.withDescription("What happened in a project, in words"))

export const verifyCommand = Command.make("verify", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const client = yield* LayercakeClient
      const output = yield* Output
      const only = Option.isSome(project) ? { project: yield* parseProject(project.value) } : {}
      const report = yield* client["events.verify"](only).pipe(Effect.mapError(fromError))
      yield* output.result(report, () =>
        [
          ...report.differences.map(
            (difference) => `${difference.project} ${difference.what}: ${difference.detail}`
          ),
          `${countText(report.events, "event")} of ${countText(report.projects, "project")} replayed: ${report.rows} rows and ${report.blobs} contents ${report.ok ? "are what the log says" : `compared, ${report.differences.length} differ`}.`
        ].join("\n")
      )
      if (!report.ok)
        return yield* new CliFailure({
          detail: "What is kept beside the log is not what the log says.",
          exitCode: 4
        })
    })
  )
).pipe(
  Command.withDescription(
    "Replay the log and compare it with the read models and contents (exit code 4 when they differ)"
  )
)
