/**
 * The variables that a program is deployed with: names from the log, values from the secret store.
 */
import { scopeOf } from "@layercake/core/deployment/Variable"
import type { DeploymentTarget } from "@layercake/core/port/Deployer"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { Effect, Option, type Redacted } from "effect"
import * as AskedEnd from "../worker/AskedEnd.ts"
import { fromError } from "../worker/WorkFailed.ts"

/** Fails for one whose value is not there or cannot be read: the program would run, and not as it was meant to. */
export const of = Effect.fn("DeploymentVariables.of")(function* (
  project: ProjectId,
  state: ProjectState,
  target: DeploymentTarget
) {
  const secrets = yield* SecretStore
  const names = rowsOf(state, "variable").filter((variable) => variable.target === target)
  const found = yield* Effect.forEach(names, ({ name }) =>
    secrets.get(scopeOf(project, target), name).pipe(
      Effect.mapError((error) =>
        error._tag === "SecretUnreadable" ? AskedEnd.impossible(error.message) : fromError(error)
      ),
      Effect.flatMap(
        Option.match({
          onNone: () => Effect.fail(AskedEnd.impossible(`the variable ${name} has no value; set it again`)),
          onSome: (value: Redacted.Redacted) => Effect.succeed([name, value] as const)
        })
      )
    )
  )
  return Object.fromEntries(found)
})
