/**
 * `layercake verify`: showing that a log is whole.
 */
import { EventHash } from "@layercake/core/event/EventChain"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Schema, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { CliFailure, failed, fromError } from "../CliFailure.ts"
import * as LiveLine from "../output/LiveLine.ts"
import { countText } from "../output/Money.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { parseProject, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const decodeHash = Schema.decodeUnknownEffect(EventHash)

/** Projects whose last hash is printed for people. */
const shownHeads = 20

const parseHead = (text: string) =>
  decodeHash(text).pipe(
    Effect.mapError(() =>
      failed(`--head: "${text}" is no hash. Give the 64 digits that \`layercake verify\` printed earlier.`)
    )
  )

export const verifyCommand = Command.make(
  "verify",
  {
    project: projectFlag.pipe(Flag.withDescription("Only this project; every project when left out")),
    head: Flag.String("head").pipe(
      Flag.withDescription(
        "A hash that was noted earlier and must still be in the chain; shows that no end was cut off"
      ),
      Flag.withMetavar("hash"),
      Flag.atMost(100)
    )
  },
  ({ head, project }) =>
    Effect.gen(function* () {
      const heads = yield* Effect.forEach(head, parseHead)
      const only = Option.isSome(project) ? { project: yield* parseProject(project.value) } : {}
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const last = yield* client["events.verify"]({ ...only, heads }).pipe(
            Stream.tap(({ events, projects, report }) =>
              report === null
                ? LiveLine.draw([
                    "verifying",
                    countText(events, "event"),
                    projects === 0 ? "" : countText(projects, "project")
                  ])
                : LiveLine.wipe
            ),
            Stream.runLast,
            Effect.mapError(fromError)
          )
          const report = Option.getOrNull(last)?.report
          if (report == null) return yield* failed("The verification did not come to an end. Try again.")
          yield* output.result(report, () =>
            [
              ...report.differences.map((difference) =>
                harmless(`${difference.project} ${difference.what}: ${difference.detail}`.trim())
              ),
              ...report.heads
                .slice(0, shownHeads)
                .map(({ hash, project, version }) => `${project} ends with event ${version}, ${hash}`),
              ...(report.heads.length > shownHeads
                ? [`and ${report.heads.length - shownHeads} more; --json has them all`]
                : []),
              `${countText(report.events, "event")} of ${countText(report.projects, "project")} replayed: ${report.rows} rows and ${report.blobs} contents${report.erased > 0 ? ` (${report.erased} erased)` : ""} ${report.ok ? "are what the log says" : `compared, ${report.differences.length} differ`}.`
            ].join("\n")
          )
          if (!report.ok)
            return yield* new CliFailure({
              detail: "The log, or what is kept beside it, is not as it was written.",
              exitCode: 4
            })
        })
      )
    })
).pipe(
  Command.withDescription(
    "Check the chain of every event, replay the log and compare it with what is kept beside it (exit code 4 when they differ)"
  ),
  Command.withExamples([
    { command: "layercake verify", description: "Everything; note the hashes that it prints" },
    { command: "layercake verify --head 6ad1...", description: "Also that this noted event is still there" }
  ])
)
