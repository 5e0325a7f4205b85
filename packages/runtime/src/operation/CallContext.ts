/**
 * What came with a call besides its payload: the key under which it may be repeated, and the version that the caller has
 * seen. Made by a face; commands of the call read it.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import type { StreamVersion } from "@layercake/core/store/EventStore"
import { Context } from "effect"

export interface CallPrecondition {
  readonly project: ProjectId
  readonly version: StreamVersion
}

export interface CallContextOptions {
  /** Of the call's first command; those after it have ids that follow from it. None when left out. */
  readonly commandId?: CommandId
  /** Goes with everything the call causes. */
  readonly correlationId?: string
  /** Holds for the first command to that project. */
  readonly precondition?: CallPrecondition
}

export class CallContext extends Context.Service<
  CallContext,
  {
    readonly correlationId: string | undefined
    /** A different one at each asking, and the same ones in the same order when the call is repeated. */
    readonly nextCommandId: () => CommandId | undefined
    /** The version that the project must have; once, for the call's own commands come after each other. */
    readonly takeExpected: (project: ProjectId) => StreamVersion | undefined
  }
>()("@layercake/runtime/operation/CallContext") {}

export const make = ({
  commandId,
  correlationId,
  precondition
}: CallContextOptions): CallContext["Service"] => {
  let asked = 0
  let isMet = false
  return {
    correlationId,
    nextCommandId: () => {
      if (commandId === undefined) return undefined
      asked += 1
      return asked === 1 ? commandId : CommandId.make(`${commandId}#${asked}`)
    },
    takeExpected: (project) => {
      if (isMet || precondition?.project !== project) return undefined
      isMet = true
      return precondition.version
    }
  }
}
