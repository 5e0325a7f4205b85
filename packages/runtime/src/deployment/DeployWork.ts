/**
 * Deploys the tree to a target, waits for its health, and makes the proofs of both. Staging is stopped again once it
 * has answered; production goes on running.
 */
import {
  FailDeployment,
  RecordDeployment,
  RecordHealth,
  RecordStop,
  StartDeployment
} from "@layercake/core/deployment/DeploymentCommand"
import { DeploymentKey } from "@layercake/core/deployment/DeploymentEvent"
import { DeploySettings, deploySettingsPath } from "@layercake/core/deployment/DeploySettings"
import type { DeployTree } from "@layercake/core/pipeline/DueWork"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import { Deployer, type HealthReport } from "@layercake/core/port/Deployer"
import type { ProofReport } from "@layercake/core/proof/Proof"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { Clock, Duration, Effect, Option, Schema } from "effect"
import * as WorkspaceBuild from "../build/WorkspaceBuild.ts"
import * as ProofRecording from "../proof/ProofRecording.ts"
import * as ProjectFolder from "../tree/ProjectFolder.ts"
import { textOfFile } from "../tree/TreeContent.ts"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"
import * as DeploymentVariables from "./DeploymentVariables.ts"
import { stopOthers } from "./RunningPrograms.ts"

const decodeSettings = Schema.decodeUnknownEffect(Schema.fromJsonString(DeploySettings))
const healthTimeout = Duration.seconds(30)

export const deploy = Effect.fn("DeployWork.deploy")(function* (work: Work<DeployTree>) {
  const { due, project, state, tell } = work
  const deployer = yield* Deployer
  const key = DeploymentKey.make(`${due.target}@${due.tree.slice(0, 12)}`)
  const before = rowOf(state, "deployment", key)
  // It has answered and was stopped; only the proof of it was not kept any more. One that did not is tried again.
  if (before?.status === "stopped" && before.health?.healthy === true)
    return yield* prove(work, "health", healthReport(before.health))
  const settings = yield* textOfFile(state, deploySettingsPath).pipe(
    Effect.mapError(fromError),
    Effect.flatMap((text) => Effect.option(decodeSettings(Option.getOrElse(text, () => ""))))
  )
  if (Option.isNone(settings))
    return yield* proveFailed(work, failed(`${deploySettingsPath} is missing or lacks "start" and "health"`))

  yield* stopOthers(work, due.target, key)
  yield* tell(new StartDeployment({ key, target: due.target, deployer: deployer.name, tree: due.tree }))
  yield* WorkspaceBuild.ensure(project, state, due.tree)
  // What the build wrote over files of the tree was never reviewed.
  const directory = yield* ProjectFolder.bringTo(project, state)
  const variables = yield* DeploymentVariables.of(project, state, due.target)
  const startedAt = yield* Clock.currentTimeMillis
  const running = yield* deployer
    .deploy({
      key: `${project}/${key}`,
      project,
      target: due.target,
      directory,
      start: settings.value.start,
      variables
    })
    .pipe(
      Effect.catch((error) =>
        error.isRetryable && !work.isLastAttempt ? Effect.fail(fromError(error)) : Effect.succeed(error)
      )
    )
  const durationMillis = (yield* Clock.currentTimeMillis) - startedAt
  if ("_tag" in running) {
    yield* tell(new FailDeployment({ key, reason: running.detail }))
    return yield* proveFailed(work, { ...failed(running.detail), durationMillis })
  }
  yield* tell(new RecordDeployment({ key, ...running }))
  yield* prove(work, "deployment", { ...passed(`runs at ${running.address}`), durationMillis })

  const health = yield* deployer
    .health(running, { path: settings.value.health, timeout: healthTimeout })
    .pipe(Effect.mapError(fromError))
  yield* tell(new RecordHealth({ key, ...health }))
  const stopped = due.target === "staging" || !health.healthy
  if (stopped) {
    yield* deployer.stop(running).pipe(Effect.mapError(fromError))
    yield* tell(new RecordStop({ key, reason: health.healthy ? "it has answered" : "it did not answer" }))
  }
  return yield* prove(work, "health", healthReport(health))
})

const healthReport = ({ durationMillis, healthy, status }: HealthReport): ProofReport => {
  const said = `the health check answered ${status ?? "nothing"}`
  return { ...(healthy ? passed(said) : failed(said)), durationMillis }
}

/** What the gate asks of this prover at this target. */
const required = ({ due, state }: Work<DeployTree>, prover: "deployment" | "health") => {
  const project = projectOf(state)
  return (project && definitionOf(project, due.gate))?.proofs.find(
    (proof) => proof.prover._tag === prover && "target" in proof.prover && proof.prover.target === due.target
  )
}

/** What does not run is not healthy either, where the gate asks only for that. */
const proveFailed = (work: Work<DeployTree>, report: ProofReport) =>
  prove(work, required(work, "deployment") === undefined ? "health" : "deployment", report)

/** Records the proof if the gate asks for one of this prover at this target. */
const prove = Effect.fnUntraced(function* (
  work: Work<DeployTree>,
  prover: "deployment" | "health",
  report: ProofReport
) {
  const { due } = work
  const requirement = required(work, prover)
  if (requirement === undefined) return
  yield* ProofRecording.record(work, {
    gate: due.gate,
    kind: requirement.kind,
    tree: due.tree,
    report,
    output: null
  })
})

const report = (outcome: ProofReport["outcome"], summary: string): ProofReport => ({
  outcome,
  summary,
  exitCode: null,
  counts: {},
  tools: {},
  diagnostics: [],
  durationMillis: 0
})
const passed = (summary: string) => report("passed", summary)
const failed = (summary: string) => report("failed", summary)
