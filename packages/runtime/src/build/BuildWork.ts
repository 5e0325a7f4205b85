/**
 * Builds the tree in the sandbox and records each step's proof as it is made. Taken up again after a crash the build
 * is run again; a proof that says the same is not recorded twice.
 */
import { BuildId } from "@layercake/core/build/BuildEvent"
import { BuildStep } from "@layercake/core/build/BuildStep"
import type { BuildTree } from "@layercake/core/pipeline/DueWork"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Workspace } from "@layercake/core/port/Workspace"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { proofKey } from "@layercake/core/proof/ProofBoard"
import { ProofKind } from "@layercake/core/proof/Proof"
import { StartBuild } from "@layercake/core/proof/ProofCommand"
import { textOf } from "@layercake/core/store/BlobText"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Duration, Effect, Option, Schema, Stream } from "effect"
import * as ProofRecording from "../proof/ProofRecording.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as BuildRunner from "./BuildRunner.ts"

const isStep = Schema.is(BuildStep)

export const build = Effect.fn("BuildWork.build")(function* (work: Work<BuildTree>) {
  const { due, project, state, tell } = work
  const policy = projectOf(state)?.policy
  if (policy === undefined) return
  const sandbox = yield* Sandbox
  const workspace = yield* Workspace
  const files = rowsOf(state, "file")
  const restore = workspace.sync(project, files).pipe(Effect.mapError(fromError))
  yield* restore
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))

  if (isLeftover(state)) yield* removePackages(sandbox, directory)
  const round = rowOf(state, "gate", due.gate)?.round ?? 1
  const buildId = BuildId.make(`${due.gate}.${round}.${due.tree.slice(0, 12)}`)
  const { isolated, name } = sandbox
  yield* tell(
    new StartBuild({ buildId, gate: due.gate, tree: due.tree, steps: due.steps, sandbox: name, isolated })
  )

  const read = (path: FilePath) =>
    workspace.read(project, path).pipe(
      Effect.map((bytes) => Option.some(textOf(bytes))),
      Effect.catch((error) =>
        error.reason === "missing" ? Effect.succeed(Option.none<string>()) : Effect.fail(fromError(error))
      )
    )
  yield* BuildRunner.run({
    directory,
    files: files.map((file) => file.path),
    read,
    restore,
    steps: due.steps.filter(isStep),
    stepTimeout: Duration.millis(policy.stepTimeoutMillis)
  }).pipe(
    Stream.mapEffect(({ output, report, step }) =>
      ProofRecording.record(work, {
        gate: due.gate,
        kind: ProofKind.make(step),
        tree: due.tree,
        report,
        output: output.length === 0 ? null : output
      })
    ),
    Stream.runDrain
  )
})

/** The last build did not come to the end of its install, so what it left of the packages may be broken. */
const isLeftover = (state: ProjectState): boolean => {
  const last = rowsOf(state, "build")
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1)
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
