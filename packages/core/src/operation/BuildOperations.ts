/**
 * Operations on builds: those that gates need, and those that somebody asks for. The latter make no proof.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AskedBuildOutcome } from "../build/AskedBuild.ts"
import { BuildUnknown, OutputMissing } from "../build/BuildError.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { ProofOutcome } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TextPage, textPagePayload } from "../store/TextPage.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const build = {
  ...project,
  build: Schema.NonEmptyString.annotate(about("The build's id, as builds.list gives it"))
}

export const BuildStepView = Schema.Struct({
  step: Schema.NonEmptyString.annotate(about("Name of the step, for example test")),
  outcome: Schema.NullOr(ProofOutcome).annotate(about("How it went; null when it was not run")),
  summary: Schema.NullOr(Schema.String).annotate(about("Why, in one sentence; null when it was not run")),
  durationMillis: Schema.NullOr(Schema.Int).annotate(about("How long it took; null when it was not run")),
  output: Schema.NullOr(BlobDigest).annotate(about("Digest of what it printed; null when that was nothing"))
})
export type BuildStepView = typeof BuildStepView.Type

export const BuildView = Schema.Struct({
  build: Schema.NonEmptyString.annotate(about("The build's id")),
  origin: Schema.Literals(["gate", "asked"]).annotate(
    about("gate: its steps are proofs. asked: somebody wanted it, and no gate passes on it")
  ),
  gate: Schema.NullOr(GateId).annotate(about("The gate that needs it; null when somebody asked for it")),
  tree: TreeDigest.annotate(about("Digest of the files that are built")),
  status: Schema.Literals(["asked", "running", "ended"]).annotate(about("How far it is")),
  outcome: Schema.NullOr(AskedBuildOutcome).annotate(about("How it went; null before it has ended")),
  summary: Schema.NullOr(Schema.String).annotate(about("Why, in one line; null before it has ended")),
  steps: Schema.Array(BuildStepView).annotate(
    about("Its steps in order, with those that have to come before")
  ),
  sandbox: Schema.NullOr(Schema.String).annotate(about("Where it runs; null before it has begun")),
  isolated: Schema.NullOr(Schema.Boolean).annotate(
    about("False when nothing keeps it from touching the machine; null before it has begun")
  ),
  at: Timestamp.annotate(about("When it was asked for, or began")),
  endedAt: Schema.NullOr(Timestamp).annotate(about("When it ended; null before"))
})
export type BuildView = typeof BuildView.Type

const asks = { payload: project, success: BuildView, error: OperationError }
const outside = { openWorld: true }
const onBuild = Schema.Union([BuildUnknown, ...OperationError.members])

export class BuildOperations extends RpcGroup.make(
  Rpc.make("builds.install", asks).annotate(
    OperationMark,
    writes(
      "Install packages",
      "Asks for the packages of the tree as it is now to be installed in the sandbox.",
      outside
    )
  ),
  Rpc.make("builds.build", asks).annotate(
    OperationMark,
    writes("Build", "Asks for the tree as it is now to be built in the sandbox.", outside)
  ),
  Rpc.make("builds.lint", asks).annotate(
    OperationMark,
    writes("Lint", "Asks for the lint rules to be run on the tree as it is now.", outside)
  ),
  Rpc.make("builds.test", asks).annotate(
    OperationMark,
    writes("Test", "Asks for the tree as it is now to be built and tested in the sandbox.", outside)
  ),
  Rpc.make("builds.audit", asks).annotate(
    OperationMark,
    writes("Audit packages", "Asks for known vulnerabilities of the tree's packages.", outside)
  ),
  Rpc.make("builds.validate", asks).annotate(
    OperationMark,
    writes(
      "Validate",
      "Asks for every step on the tree as it is now: install, build, lint, test, audit.",
      outside
    )
  ),

  Rpc.make("builds.list", {
    payload: {
      ...project,
      after: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("Only builds that are older than this one"))
      ),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate(
          about("Builds at most, 50 when left out")
        )
      )
    },
    success: Schema.Struct({
      builds: Schema.Array(BuildView).annotate(about("Newest first")),
      next: Schema.NullOr(Schema.NonEmptyString).annotate(
        about("Give this as after for the next page; null when there is none")
      )
    }),
    error: onBuild
  }).annotate(
    OperationMark,
    reads("List builds", "Builds of gates and builds that were asked for, newest first.")
  ),

  Rpc.make("builds.get", { payload: build, success: BuildView, error: onBuild }).annotate(
    OperationMark,
    reads("Get a build", "One build with how each of its steps went.")
  ),

  Rpc.make("builds.log", {
    payload: {
      ...build,
      step: Schema.NonEmptyString.annotate(about("The step, for example test")),
      ...textPagePayload
    },
    success: TextPage,
    error: Schema.Union([BuildUnknown, OutputMissing, ...OperationError.members])
  }).annotate(OperationMark, reads("Read a build's output", "What one step of a build printed, in parts.")),

  Rpc.make("builds.cancel", { payload: build, success: BuildView, error: OperationError }).annotate(
    OperationMark,
    writes("Cancel a build", "Ends a build that was asked for; a step that runs comes to its end first.")
  )
) {}
