/**
 * Builds the tree of a state in the project's folder on this machine, and knows whether that was done already. Records
 * nothing.
 */
import type { BuildStep } from "@layercake/core/build/BuildStep"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Workspace } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { proofKey } from "@layercake/core/proof/ProofBoard"
import { textOf } from "@layercake/core/store/BlobText"
import type { FilePath, TreeDigest } from "@layercake/core/tree/Tree"
import { Duration, Effect, Option, Stream } from "effect"
import * as ProjectFolder from "../tree/ProjectFolder.ts"
import { fromError, WorkFailed } from "../worker/WorkFailed.ts"
import * as BuildRunner from "./BuildRunner.ts"
import { BuiltTrees } from "./BuiltTrees.ts"

/** Runs the steps; each report comes as it is made. The folder has the files of the state already. */
export const run = (project: ProjectId, state: ProjectState, steps: ReadonlyArray<BuildStep>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const workspace = yield* Workspace
      const built = yield* BuiltTrees
      const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
      const row = projectOf(state)
      const files = rowsOf(state, "file")
      if (isLeftover(state)) yield* removePackages(yield* Sandbox, directory)
      built.delete(project)
      const read = (path: FilePath) =>
        workspace.read(project, path).pipe(
          Effect.map((bytes) => Option.some(textOf(bytes))),
          Effect.catch((error) =>
            error.reason === "missing" ? Effect.succeed(Option.none<string>()) : Effect.fail(fromError(error))
          )
        )
      return BuildRunner.run({
        directory,
        files: files.map((file) => file.path),
        read,
        restore: workspace.sync(project, files).pipe(Effect.mapError(fromError)),
        steps,
        rules: row?.policy.packages ?? {},
        stepTimeout: Duration.millis(row?.policy.stepTimeoutMillis ?? 0)
      }).pipe(
        Stream.tap(({ report, step }) =>
          Effect.sync(() => {
            if (step === "build" && report.outcome === "passed" && row?.tree) built.set(project, row.tree)
          })
        )
      )
    })
  )

/**
 * What is to run here has to be built here: where the log says that the tree was built and another machine, or an earlier
 * process, did it, it is built again.
 */
export const ensure = Effect.fn("WorkspaceBuild.ensure")(function* (
  project: ProjectId,
  state: ProjectState,
  tree: TreeDigest
) {
  const built = yield* BuiltTrees
  if (rowOf(state, "proof", proofKey("build", tree))?.outcome !== "passed" || built.get(project) === tree)
    return
  yield* ProjectFolder.bringTo(project, state)
  const last = yield* run(project, state, ["install", "build"]).pipe(Stream.runLast)
  if (built.get(project) === tree) return
  const said = Option.match(last, {
    onNone: () => "nothing was run",
    onSome: ({ report, step }) => `${step}: ${report.summary}`
  })
  return yield* new WorkFailed({
    detail: `the tree was built elsewhere and could not be built on this machine (${said})`,
    isRetryable: true
  })
})

/** The last build did not come to the end of its install, so what it left of the packages may be broken. */
const isLeftover = (state: ProjectState): boolean => {
  const last = rowsOf(state, "build")
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1)
  const asked = rowsOf(state, "askedBuild")
    .filter(({ startedAt }) => startedAt !== null)
    .toSorted((a, b) => ((a.startedAt ?? "") < (b.startedAt ?? "") ? -1 : 1))
    .at(-1)
  if (asked !== undefined && (last === undefined || last.startedAt < (asked.startedAt ?? "")))
    return !asked.done.some(({ outcome, step }) => step === "install" && outcome === "passed")
  return last !== undefined && rowOf(state, "proof", proofKey("install", last.tree))?.outcome !== "passed"
}

/** An install that finds broken packages in place takes them for good ones. */
const removePackages = (sandbox: Sandbox["Service"], directory: string) =>
  sandbox
    .run({
      directory,
      argv: ["rm", "-rf", "node_modules"],
      network: "none",
      timeout: Duration.minutes(1),
      outputLimit: 100_000,
      diskLimit: 1_000_000,
      memoryLimit: 500_000_000
    })
    .pipe(Effect.ignore)
