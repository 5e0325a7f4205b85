/**
 * Builds the tree in the sandbox and records each step's proof as it is made. Taken up again after a crash the build
 * is run again; a proof that says the same is not recorded twice.
 */
import { BuildId } from "@layercake/core/build/BuildEvent"
import { BuildStep } from "@layercake/core/build/BuildStep"
import type { BuildTree } from "@layercake/core/pipeline/DueWork"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { StartBuild } from "@layercake/core/proof/ProofCommand"
import { Effect, Schema, Stream } from "effect"
import * as ProofRecording from "../proof/ProofRecording.ts"
import * as ProjectFolder from "../tree/ProjectFolder.ts"
import type { Work } from "../worker/Work.ts"
import * as WorkspaceBuild from "./WorkspaceBuild.ts"

const isStep = Schema.is(BuildStep)

export const build = Effect.fn("BuildWork.build")(function* (work: Work<BuildTree>) {
  const { due, project, state, tell } = work
  if (projectOf(state) === undefined) return
  yield* ProjectFolder.bringTo(project, state)
  const round = rowOf(state, "gate", due.gate)?.round ?? 1
  const buildId = BuildId.make(`${due.gate}.${round}.${due.tree.slice(0, 12)}`)
  const { isolated, name } = yield* Sandbox
  yield* tell(
    new StartBuild({ buildId, gate: due.gate, tree: due.tree, steps: due.steps, sandbox: name, isolated })
  )
  yield* WorkspaceBuild.run(project, state, due.steps.filter(isStep)).pipe(
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
