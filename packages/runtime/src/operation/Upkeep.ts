/**
 * Tells the log that somebody looked after LayerCake itself, after it was done.
 */
import { RecordUpkeep } from "@layercake/core/host/HostCommand"
import { hostStream } from "@layercake/core/host/HostStream"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { Session } from "./Session.ts"

export const record = Effect.fnUntraced(function* (operation: string, subject: string, detail = "") {
  const commands = yield* Commands
  const { actor } = yield* Session
  yield* commands.execute(hostStream, new RecordUpkeep({ operation, subject, detail }), { actor })
})
