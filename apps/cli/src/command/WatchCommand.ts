/**
 * `layercake watch`: a live board of one project on the whole terminal, until `q` or Ctrl-C. Only looks.
 */
import { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { BuildRow } from "@layercake/core/build/BuildBoard"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { DateTime, Effect, Queue, Ref, Result, Schedule, Schema, Stream, Terminal as Screen } from "effect"
import { Command } from "effect/cli"
import { allProjects } from "../AllProjects.ts"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { boardLines, type WatchedProject } from "../output/WatchBoard.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"
import { Terminal } from "../Terminal.ts"

export const watchCommand = Command.make("watch", { project: projectFlag }, ({ project }) =>
  withClient(
    Effect.gen(function* () {
      const terminal = yield* Terminal
      const output = yield* Output
      if (!Number.isFinite(terminal.columns) || output.json)
        return yield* failed("watch draws on a terminal. In a script use `layercake events --follow --json`.")
      yield* board(yield* choose(project))
    })
  )
).pipe(
  Command.withDescription("Watch a project live: gates, agents at work, what waits, cost, the last events"),
  Command.withExamples([
    { command: "layercake watch", description: "The newest active project; q ends it" },
    { command: "layercake watch --project rooms", description: "This one first; tab goes on to the next" }
  ])
)

/** The other screen, without a cursor; both are given back whatever happens. */
const onOtherScreen = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    write("\u001b[?1049h\u001b[?25l"),
    () => effect,
    () => write("\u001b[?25h\u001b[?1049l")
  )

const board = (first: ProjectId) =>
  onOtherScreen(
    Effect.gen(function* () {
      const chosen = yield* Ref.make(first)
      const shown = yield* Ref.make<WatchedProject | undefined>(undefined)
      /** Something is to be read again. */
      const stale = yield* Queue.sliding<void>(1)
      const again = Effect.asVoid(Queue.offer(stale, undefined))

      const refresh = Effect.gen(function* () {
        yield* Queue.take(stale)
        yield* Ref.set(shown, yield* look(yield* Ref.get(chosen)))
        yield* draw(yield* Ref.get(shown))
        // Many events at once are one picture.
        yield* Effect.sleep("150 millis")
      }).pipe(Effect.forever)
      const tick = Effect.flatMap(Ref.get(shown), draw).pipe(Effect.repeat(Schedule.spaced("1 second")))

      yield* again
      yield* Effect.raceFirst(
        keys(chosen, again),
        Effect.all([refresh, tick, follow(again)], { concurrency: "unbounded", discard: true })
      )
    })
  )

const look = Effect.fnUntraced(function* (project: ProjectId) {
  const client = yield* LayercakeClient
  const { builds, page, projects, report, runs } = yield* Effect.all(
    {
      projects: allProjects,
      report: client["pipeline.status"]({ project }),
      runs: client["projections.rows"]({ project, projection: "agentRun" }),
      builds: client["projections.rows"]({ project, projection: "build" }),
      page: client["events.list"]({ project, backwards: true, limit: 60 })
    },
    { concurrency: "unbounded" }
  ).pipe(Effect.mapError(fromError))
  return {
    report,
    runs: runs
      .flatMap(({ row }) => (isRun(row) ? [row] : []))
      .filter(({ status }) => status === "started" || status === "answered"),
    builds: builds.flatMap(({ row }) => (isBuild(row) && row.outcome === null ? [row] : [])),
    events: page.events.flatMap((stored) => {
      const fact = EventCodec.decode(stored)
      return Result.isSuccess(fact)
        ? [{ at: fact.success.at, actor: fact.success.actor.id, text: textOf(fact.success.event) }]
        : []
    }),
    place: projects.findIndex((other) => other.project === project) + 1,
    projects: projects.length
  } satisfies WatchedProject
})

const isRun = Schema.is(AgentRunRow)
const isBuild = Schema.is(BuildRow)

const follow = Effect.fnUntraced(function* (again: Effect.Effect<void>) {
  const client = yield* LayercakeClient
  const [last] = (yield* client["events.list"]({ backwards: true, limit: 1 }).pipe(
    Effect.mapError(fromError)
  )).events
  yield* client["events.stream"]({
    ...(last === undefined ? {} : { after: last.position }),
    follow: true
  }).pipe(
    Stream.runForEach(() => again),
    Effect.mapError(fromError)
  )
})

/** Ends with `q`, Escape or Ctrl-C. */
const keys = Effect.fnUntraced(function* (chosen: Ref.Ref<ProjectId>, again: Effect.Effect<void>) {
  const screen = yield* Screen.Terminal
  const input = yield* screen.readInput
  yield* Queue.take(input).pipe(
    Effect.tap(({ key }) =>
      key.name === "tab" ? Effect.andThen(next(chosen, key.shift ? -1 : 1), again) : Effect.void
    ),
    Effect.repeat({
      until: ({ key }) => key.name === "q" || key.name === "escape" || (key.ctrl && key.name === "c")
    }),
    Effect.catchTag("Done", () => Effect.void)
  )
}, Effect.scoped)

const next = Effect.fnUntraced(function* (chosen: Ref.Ref<ProjectId>, step: number) {
  const projects = yield* allProjects.pipe(Effect.mapError(fromError))
  yield* Ref.update(chosen, (project) => {
    const place = projects.findIndex((other) => other.project === project)
    return projects.at((place + step + projects.length) % projects.length)?.project ?? project
  })
})

const draw = Effect.fnUntraced(function* (watched: WatchedProject | undefined) {
  if (watched === undefined) return
  const { colour } = yield* Output
  const screen = yield* Screen.Terminal
  const now = Timestamp.make(DateTime.formatIso(yield* DateTime.now))
  const lines = boardLines(watched, {
    colour,
    columns: (yield* screen.columns) || 80,
    rows: (yield* screen.rows) || 24,
    now
  })
  // Each line over the one that was there, so that nothing flickers.
  yield* write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\r\n")}\u001b[J`)
})

const write = (text: string) => Effect.sync(() => void process.stdout.write(text))
