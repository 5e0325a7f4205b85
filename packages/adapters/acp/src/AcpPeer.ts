/**
 * The other end of a connection: an agent for one turn.
 */
import type * as acp from "@agentclientprotocol/sdk"
import type { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import type { Effect } from "effect"

export interface AcpPeer {
  readonly target: acp.Stream | acp.AgentApp
  /** Why there will be no more answers; never ends while there may be. */
  readonly gone: Effect.Effect<AgentExecutorError>
}
