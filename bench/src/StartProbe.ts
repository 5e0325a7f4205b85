/**
 * A server of its own, as `apps/server` composes it: opens the stores, answers one operation, goes on with what is due,
 * lists the projects, and says when and with how much memory. Started by `ServerStart` with a database, a data folder
 * and a project.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import * as Composition from "@layercake/server/Composition"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Effect, Layer, Logger, Redacted, Schema } from "effect"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { ProbeReport } from "./ProbeReport.ts"

const [database = "", dataDirectory = "", project = ""] = process.argv.slice(2)

// Holds no recording: nothing is ever asked of it.
const recordings = join(dataDirectory, "recordings")
mkdirSync(recordings, { recursive: true })

const encode = Schema.encodeSync(Schema.fromJsonString(ProbeReport))

const report = (step: ProbeReport["step"], projects: number) =>
  Console.log(encode({ step, projects, peakMegabytes: process.resourceUsage().maxRSS / 1024 }))

const server = Composition.layer({
  dataDirectory,
  stores: { _tag: "Server", database: Redacted.make(database) },
  // Plans and listens as a working server does; nothing is taken, so no agent is called.
  work: {
    model: `replay:${recordings}`,
    sandbox: "process",
    concurrency: { critical: 0, high: 0, medium: 0, low: 0 }
  },
  actor: person("bench")
})

Effect.gen(function* () {
  const client = yield* LayercakeClient
  yield* client["pipeline.status"]({ project: ProjectId.make(project) })
  yield* report("answered", 1)
  // What is due is planned behind the answer.
  yield* Effect.sleep("5 seconds")
  yield* report("settled", 1)
  const { projects } = yield* client["projects.list"]({ limit: 1000 })
  yield* report("listed", projects.length)
}).pipe(
  Effect.provide(
    server.pipe(
      Layer.provideMerge(NodeServices.layer),
      Layer.provideMerge(Layer.succeed(Logger.LogToStderr, true))
    )
  ),
  NodeRuntime.runMain
)
