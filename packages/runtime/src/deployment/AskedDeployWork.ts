/**
 * Deploys a tree because somebody asked for it: the one that there is, or an earlier one. Makes no proof, and a healthy
 * program goes on running, in staging, too.
 */
import {
  FailDeployment,
  RecordDeployment,
  RecordHealth,
  RecordStop,
  StartDeployment
} from "@layercake/core/deployment/DeploymentCommand"
import { DeploySettings, deploySettingsPath } from "@layercake/core/deployment/DeploySettings"
import type { RunAskedDeployment } from "@layercake/core/pipeline/DueWork"
import { Deployer } from "@layercake/core/port/Deployer"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { StreamVersion } from "@layercake/core/store/EventStore"
import type { TreeDigest } from "@layercake/core/tree/Tree"
import { Duration, Effect, Option, Schema, Stream } from "effect"
import { BuiltTrees } from "../build/BuiltTrees.ts"
import * as WorkspaceBuild from "../build/WorkspaceBuild.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as ProjectFolder from "../tree/ProjectFolder.ts"
import { textOfFile } from "../tree/TreeContent.ts"
import * as AskedEnd from "../worker/AskedEnd.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as DeploymentVariables from "./DeploymentVariables.ts"
import { stopOthers } from "./RunningPrograms.ts"

const decodeSettings = Schema.decodeUnknownEffect(Schema.fromJsonString(DeploySettings))
const healthTimeout = Duration.seconds(30)

export const deploy = Effect.fn("AskedDeployWork.deploy")(function* (work: Work<RunAskedDeployment>) {
  const { key } = work.due
  yield* run(work).pipe(AskedEnd.orTell(work, (reason) => new FailDeployment({ key, reason })))
})

const run = Effect.fnUntraced(function* (work: Work<RunAskedDeployment>) {
  const { due, project, state, tell } = work
  const { key } = due
  const row = rowOf(state, "deployment", key)
  if (row === undefined || row.asked === undefined || row.target === "push") return
  const { target, tree } = row
  const then = yield* stateOf(work, row.asked.version)
  if (projectOf(then)?.tree !== tree)
    return yield* AskedEnd.impossible("the files are other ones by now; ask again to have those deployed")
  const text = yield* textOfFile(then, deploySettingsPath).pipe(Effect.mapError(fromError))
  const settings = yield* Effect.option(decodeSettings(Option.getOrElse(text, () => "")))
  if (Option.isNone(settings))
    return yield* AskedEnd.impossible(`${deploySettingsPath} is missing or lacks "start" and "health"`)
  const variables = yield* DeploymentVariables.of(project, state, target)
  const deployer = yield* Deployer

  yield* stopOthers(work, target, key)
  yield* tell(new StartDeployment({ key, target, deployer: deployer.name, tree }))
  yield* built(work, then, tree)
  const directory = yield* ProjectFolder.bringTo(project, then)
  const { health, start } = settings.value
  const running = yield* deployer
    .deploy({ key: `${project}/${key}`, project, target, directory, start, variables })
    .pipe(Effect.mapError(fromError))
  yield* tell(new RecordDeployment({ key, ...running }))
  const report = yield* deployer
    .health(running, { path: health, timeout: healthTimeout })
    .pipe(Effect.mapError(fromError))
  yield* tell(new RecordHealth({ key, ...report }))
  if (report.healthy) return
  yield* deployer.stop(running).pipe(Effect.mapError(fromError))
  yield* tell(new RecordStop({ key, reason: "it did not answer" }))
})

const stateOf = Effect.fnUntraced(function* (
  { project, state }: Work<RunAskedDeployment>,
  version: number | null
) {
  const states = yield* ProjectStates
  return version === null
    ? state
    : yield* states.at(project, StreamVersion.make(version)).pipe(Effect.mapError(fromError))
})

/** Builds the tree in the project's folder, unless this process has it there. What has no such step needs none. */
const built = Effect.fnUntraced(function* (
  { project }: Work<RunAskedDeployment>,
  then: ProjectState,
  tree: TreeDigest
) {
  const trees = yield* BuiltTrees
  if (trees.get(project) === tree) return
  yield* ProjectFolder.bringTo(project, then)
  const failed = yield* WorkspaceBuild.run(project, then, ["install", "build"]).pipe(
    Stream.filter(({ report }) => report.outcome === "failed"),
    Stream.runHead
  )
  if (Option.isSome(failed))
    return yield* AskedEnd.impossible(`${failed.value.step}: ${failed.value.report.summary}`)
})
