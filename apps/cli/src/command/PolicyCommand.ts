/**
 * `layercake policy`: what a project allows, shown or replaced.
 */
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { fromError } from "../CliFailure.ts"
import { Output, toJson } from "../output/Output.ts"
import { readPolicy } from "../PolicyFile.ts"
import { choose, projectFlag } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

export const policyCommand = Command.make(
  "policy",
  {
    project: projectFlag,
    set: Flag.String("set").pipe(
      Flag.withDescription("Replace the policy by this file; what it leaves out is as by default"),
      Flag.withMetavar("file"),
      Flag.optional
    )
  },
  ({ project, set }) =>
    Effect.gen(function* () {
      const wanted = Option.isNone(set) ? undefined : yield* readPolicy(set.value)
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const chosen = yield* choose(project)
          if (wanted !== undefined)
            yield* client["projects.policy"]({ project: chosen, policy: wanted }).pipe(
              Effect.mapError(fromError)
            )
          const { policy } = yield* client["pipeline.status"]({ project: chosen }).pipe(
            Effect.mapError(fromError)
          )
          yield* output.result(policy, () =>
            Object.entries(policy)
              .map(([field, value]) => `${field}: ${toJson(value)}`)
              .join("\n")
          )
        })
      )
    })
).pipe(
  Command.withDescription("Show or replace what a project allows: who may pass gates, limits, budget"),
  Command.withExamples([
    { command: "layercake policy", description: "The policy in force" },
    {
      command: "layercake policy --set policy.json",
      description: "Raise a budget, or let automation pass gates"
    }
  ])
)
