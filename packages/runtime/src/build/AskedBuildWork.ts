/**
 * Runs a build that somebody asked for and tells each step as it is made. Makes no proof. Ends without a verdict when the
 * tree becomes another one meanwhile, and after the step that runs when the build is cancelled.
 */
import type { AskedStep } from "@layercake/core/build/AskedBuild"
import { EndAskedBuild, RecordAskedStep, StartAskedBuild } from "@layercake/core/build/AskedBuildCommand"
import type { RunAskedBuild } from "@layercake/core/pipeline/DueWork"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Stream } from "effect"
import * as ProjectFolder from "../tree/ProjectFolder.ts"
import * as AskedEnd from "../worker/AskedEnd.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import type { StepReport } from "./BuildRunner.ts"
import * as WorkspaceBuild from "./WorkspaceBuild.ts"

export const build = Effect.fn("AskedBuildWork.build")(function* (work: Work<RunAskedBuild>) {
  const { buildId } = work.due
  yield* run(work).pipe(AskedEnd.orTell(work, (reason) => new EndAskedBuild({ buildId, reason })))
})

const run = Effect.fnUntraced(function* ({ due: { buildId }, project, state, tell }: Work<RunAskedBuild>) {
  const row = rowOf(state, "askedBuild", buildId)
  if (row === undefined) return
  /** Why it does not go on; undefined when it does. */
  const obstacle = (now: ProjectState): string | undefined =>
    projectOf(now)?.tree === row.tree
      ? undefined
      : "the files are other ones by now; ask again to have those built"
  const before = obstacle(state)
  if (before !== undefined) return yield* AskedEnd.impossible(before)

  yield* ProjectFolder.bringTo(project, state)
  const { isolated, name } = yield* Sandbox
  yield* tell(new StartAskedBuild({ buildId, sandbox: name, isolated }))
  const last = yield* WorkspaceBuild.run(project, state, row.steps).pipe(
    Stream.mapEffect((done) =>
      Effect.gen(function* () {
        const result = yield* resultOf(done)
        return yield* tell(new RecordAskedStep({ buildId, result }))
      })
    ),
    Stream.map(({ state: now }) => ({
      obstacle: obstacle(now),
      isOver: rowOf(now, "askedBuild", buildId)?.status === "ended"
    })),
    Stream.takeUntil(({ isOver, obstacle }) => isOver || obstacle !== undefined),
    Stream.runFold(
      (): string | undefined => undefined,
      (_, { obstacle }) => obstacle
    )
  )
  yield* tell(new EndAskedBuild({ buildId, reason: last ?? null }))
})

const resultOf = Effect.fnUntraced(function* ({ output, report, step }: StepReport) {
  const blobs = yield* BlobStore
  const { counts, diagnostics, durationMillis, exitCode, outcome, summary, tools } = report
  const kept = output.length === 0 ? null : yield* blobs.put(output).pipe(Effect.mapError(fromError))
  return {
    step,
    outcome,
    summary,
    exitCode,
    counts,
    tools,
    diagnostics,
    durationMillis,
    output: kept
  } satisfies AskedStep
})
