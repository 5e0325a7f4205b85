/**
 * Appends to the embedded store in the directory that is its argument, one event after the other, and prints the
 * version of each append that was acknowledged.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { aJob, anAppend } from "@layercake/conformance/StoreSample"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobId } from "@layercake/core/store/JobQueue"
import { Console, Effect } from "effect"
import * as PgStore from "../../src/PgStore.ts"

const [, , directory = ""] = process.argv
const stream = ProjectId.make("killed")

Effect.gen(function* () {
  const store = yield* EventStore
  for (let next = 1; ; next++) {
    const receipt = yield* store.append(
      anAppend(stream, {
        commandId: CommandId.make(`append ${next}`),
        views: [{ projection: "last", project: stream, key: "version", row: next }],
        jobs: [aJob({ id: JobId.make(`job ${next}`), project: stream })]
      })
    )
    yield* Console.log(receipt.version)
  }
}).pipe(Effect.provide(PgStore.layerEmbedded({ directory })), NodeRuntime.runMain)
