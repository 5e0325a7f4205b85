/**
 * Operations on deployments: what runs where, and what is to run there.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { DeploymentRow } from "../deployment/DeploymentBoard.ts"
import { DeploymentUnknown } from "../deployment/DeploymentError.ts"
import { VariableName, VariableRow } from "../deployment/Variable.ts"
import { DeployerError, DeploymentTarget } from "../port/Deployer.ts"
import { erases, OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"
import { about, project } from "./OperationField.ts"

const target = DeploymentTarget.annotate(about("staging or production"))
const someTarget = {
  target: Schema.optionalKey(DeploymentTarget.annotate(about("Only this target; both when left out")))
}
const deployment = {
  ...project,
  deployment: Schema.NonEmptyString.annotate(about("The deployment's key, as deployments.history gives it"))
}
const variable = {
  ...project,
  target,
  name: VariableName.annotate(about("Name in the environment, for example DATABASE_URL"))
}
const outside = { openWorld: true }

export const TargetView = Schema.Struct({
  target,
  deployer: Schema.String.annotate(about("What deploys there")),
  running: Schema.NullOr(DeploymentRow).annotate(
    about("What runs there now, as the log says; null when nothing does")
  ),
  last: Schema.NullOr(DeploymentRow).annotate(about("The deployment that began last; null before the first")),
  variables: Schema.Int.annotate(about("Variables that are set for it"))
})
export type TargetView = typeof TargetView.Type

export const DeploymentStatusView = Schema.Struct({
  deployment: DeploymentRow.annotate(about("The deployment as the log has it")),
  health: Schema.NullOr(
    Schema.Struct({
      healthy: Schema.Boolean.annotate(about("Whether it answered well")),
      status: Schema.NullOr(Schema.Int).annotate(about("HTTP status; null when nothing answered")),
      durationMillis: Schema.Int.annotate(about("How long the answer took"))
    })
  ).annotate(about("What it answered just now; null when it does not run"))
})
export type DeploymentStatusView = typeof DeploymentStatusView.Type

export class DeploymentOperations extends RpcGroup.make(
  Rpc.make("deployments.targets", {
    payload: project,
    success: Schema.Array(TargetView),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List targets", "Staging and production, with what runs there and what was deployed last.")
  ),

  Rpc.make("deployments.status", {
    payload: { ...project, ...someTarget },
    success: Schema.Array(DeploymentStatusView),
    error: Schema.Union([DeployerError, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads(
      "Status of deployments",
      "The last deployment to each target, and what its health check answers now.",
      outside
    )
  ),

  Rpc.make("deployments.history", {
    payload: {
      ...project,
      ...someTarget,
      after: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("Only deployments that are older than this one"))
      ),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate(
          about("Deployments at most, 50 when left out")
        )
      )
    },
    success: Schema.Struct({
      deployments: Schema.Array(DeploymentRow).annotate(about("Newest first")),
      next: Schema.NullOr(Schema.NonEmptyString).annotate(
        about("Give this as after for the next page; null when there is none")
      )
    }),
    error: Schema.Union([DeploymentUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("History of deployments", "Everything that was ever deployed, newest first.")
  ),

  Rpc.make("deployments.logs", {
    payload: {
      ...deployment,
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })).annotate(
          about("Bytes at most, 50000 when left out")
        )
      )
    },
    success: Schema.Struct({
      text: Schema.NullOr(Schema.String).annotate(
        about("How its output ends, without the values of variables; null when nothing is kept of it")
      )
    }),
    error: Schema.Union([DeploymentUnknown, DeployerError, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Logs of a deployment", "How the output of a deployed program ends, also after it has.", {
      ...outside,
      access: "contributor"
    })
  ),

  Rpc.make("deployments.deploy", {
    payload: { ...project, target },
    success: DeploymentRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Deploy",
      "Asks for the tree as it is now to run in staging; production is reached by promoting.",
      outside
    )
  ),

  Rpc.make("deployments.redeploy", {
    payload: deployment,
    success: DeploymentRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Redeploy",
      "A person's decision: asks for what ran healthily before to run again at its target.",
      {
        ...outside,
        ...persons,
        access: "approver"
      }
    )
  ),

  Rpc.make("deployments.promote", {
    payload: project,
    success: DeploymentRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Promote to production",
      "A person's decision: asks for what ran healthily in staging to run in production.",
      {
        ...outside,
        ...persons,
        access: "approver"
      }
    )
  ),

  Rpc.make("deployments.stop", {
    payload: { ...project, ...someTarget },
    success: Schema.Array(Schema.String),
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Stop deployments",
      "Ends every running deployment of the project, or of one target; gives their keys.",
      {
        ...outside,
        idempotent: true
      }
    )
  ),

  Rpc.make("deployments.variables", {
    payload: { ...project, ...someTarget },
    success: Schema.Array(VariableRow),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List variables", "Names of the variables that programs are deployed with, never their values.", {
      access: "contributor"
    })
  ),

  Rpc.make("deployments.setVariable", {
    payload: {
      ...variable,
      value: Schema.RedactedFromValue(Schema.String.check(Schema.isMaxLength(32_768))).annotate(
        about("Its value, from the next deployment on; kept encrypted and never shown again")
      )
    },
    success: VariableRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Set a variable", "Gives programs deployed to a target a variable; its value stays secret.", {
      idempotent: true
    })
  ),

  Rpc.make("deployments.removeVariable", {
    payload: variable,
    success: Schema.Array(VariableRow),
    error: OperationError
  }).annotate(
    OperationMark,
    erases(
      "Remove a variable",
      "Takes a variable and its value away, from the next deployment on; gives those left.",
      {
        access: "contributor"
      }
    )
  )
) {}
