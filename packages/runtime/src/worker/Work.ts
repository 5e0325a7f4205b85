/**
 * What every piece of work is given: the project, what is due, the state it is due in, and a way to tell the log.
 */
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import type { Actor } from "@layercake/core/actor/Actor"
import type { Effect } from "effect"
import type { CommandOutcome } from "../command/Commands.ts"
import type { WorkFailed } from "./WorkFailed.ts"

export interface Work<Due> {
  readonly project: ProjectId
  readonly due: Due
  readonly state: ProjectState
  /** Executes a command in the name of this job, as LayerCake itself unless an actor is given. */
  readonly tell: (command: FactoryCommand, actor?: Actor) => Effect.Effect<CommandOutcome, WorkFailed>
  /** From 1; how often this job was delivered. */
  readonly attempt: number
  /** True when a retryable failure will not be tried again. */
  readonly isLastAttempt: boolean
}
