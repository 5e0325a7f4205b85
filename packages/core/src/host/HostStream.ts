/**
 * The stream of LayerCake itself: what is no part of any project's history, as upkeep of the queue, accounts, webhooks.
 * Events, folds, rows and the chain are as in any project's stream; there is no project in it.
 */
import { Schema } from "effect"
import type { FactoryCommand } from "../command/FactoryCommand.ts"
import { ProjectId } from "../project/Project.ts"
import { HostCommand } from "./HostCommand.ts"

/** No project can have this id. */
export const hostStream = ProjectId.make("layercake-host")

const isHostCommand = Schema.is(HostCommand)

/** Commands of LayerCake itself go to its own stream, and all others to a project's. */
export const belongs = (stream: ProjectId, command: FactoryCommand): boolean =>
  (stream === hostStream) === isHostCommand(command)
