/**
 * The shape of every decider: command and state in, facts or a refusal out. No clock, no ids, no services.
 */
import type { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { ProjectState } from "../project/ProjectState.ts"
import type { RefusalReason } from "./CommandRefused.ts"

/** No events means that there is nothing to do: what is asked is so already. */
export type Decision = Result.Result<ReadonlyArray<FactoryEvent>, RefusalReason>

export type Decide<Command> = (command: Command, state: ProjectState, actor: Actor) => Decision
