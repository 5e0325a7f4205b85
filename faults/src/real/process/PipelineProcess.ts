/**
 * Carries many projects through the small pipeline at once on a Postgres that goes away again and again, as one host
 * with the product's own workers. Says how many are completed, and in the end which laws were broken.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { person } from "@layercake/core/actor/Actor"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { EventStore, Position } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import * as MemoryDeployer from "@layercake/memory/MemoryDeployer"
import * as MemoryForge from "@layercake/memory/MemoryForge"
import * as MemoryRepository from "@layercake/memory/MemoryRepository"
import * as MemoryWebhookSender from "@layercake/memory/MemoryWebhookSender"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import { Commands } from "@layercake/runtime/command/Commands"
import * as Factory from "@layercake/runtime/Factory"
import * as Intake from "@layercake/runtime/intake/Intake"
import { ProjectStates } from "@layercake/runtime/project/ProjectStates"
import { defaultConcurrency } from "@layercake/runtime/worker/Concurrency"
import { Console, Effect, Layer, Logger, References, Schedule, Schema, Semaphore, Stream } from "effect"
import * as FactoryLaws from "../../invariant/FactoryLaws.ts"
import { breach, effect, make as makeLedger } from "../../ledger/Ledger.ts"
import * as SmallPipeline from "../../world/SmallPipeline.ts"
import { PipelineTaskText, type PipelineWord, PipelineWordLine } from "../PipelineTask.ts"
import { url } from "../PostgresServer.ts"

const ada = person("ada")
const ledger = makeLedger()
const outside = {
  workspace: MemoryWorkspace.makeState(),
  repository: MemoryRepository.makeState(),
  forge: MemoryForge.makeState(),
  deployer: MemoryDeployer.makeState()
}
const encode = Schema.encodeSync(PipelineWordLine)
const say = (word: PipelineWord) => Console.log(encode(word))

/** Agents are in the first tier, which has the most workers. */
const tier = "critical"

/** Projects that are under way at the same time. */
const atOnce = 40

const executor = Layer.sync(AgentExecutor, () => {
  let running = 0
  return AgentExecutor.of({
    name: "memory",
    execute: (request) =>
      Effect.sync(() => {
        effect(ledger, `${request.call.project} ${request.call.runId}`, request.call.idempotencyKey)
        running += 1
        if (running > defaultConcurrency[tier]) breach(ledger, "tier", `${running} at once in ${tier}`)
      }).pipe(
        Effect.andThen(Effect.sleep("2 millis")),
        Effect.as(SmallPipeline.answerTo(request)),
        Effect.ensuring(Effect.sync(() => (running -= 1)))
      )
  })
})

const patience = Schedule.spaced("100 millis")

const begin = (project: ProjectId) =>
  Intake.take(
    { brief: SmallPipeline.brief, project, policy: SmallPipeline.policy, pipeline: SmallPipeline.pipeline },
    ada
  ).pipe(
    Effect.retry({ while: (error) => error._tag === "StoreUnavailable", schedule: patience }),
    Effect.catchTag("CommandRefused", ({ reason }) =>
      reason._tag === "ProjectExists" ? Effect.void : Effect.die(reason)
    )
  )

/** Hears of every completion, wherever the connection was lost. */
const completions = (hear: () => Effect.Effect<void>) => {
  let position = Position.make(0)
  return Effect.gen(function* () {
    const store = yield* EventStore
    yield* store.subscribe({ after: position, types: ["ProjectCompleted"] }).pipe(
      Stream.runForEach((event) =>
        Effect.suspend(() => {
          position = event.position
          return hear()
        })
      )
    )
  }).pipe(Effect.retry(patience))
}

/** What a person does about jobs that were given up while the database was away. */
const resolve = Effect.gen(function* () {
  const [queue, states, commands] = [yield* JobQueue, yield* ProjectStates, yield* Commands]
  for (const { id, project } of yield* queue.list({ state: "dead" })) {
    const state = yield* states.load(project)
    for (const hold of rowsOf(state, "hold").filter((hold) => hold.open))
      yield* commands.execute(project, new ResolveHold({ id: hold.id, resolution: "it is back" }), {
        actor: ada
      })
    yield* queue.requeue(id)
  }
}).pipe(Effect.ignore, Effect.delay("1 second"), Effect.forever)

const main = Effect.fnUntraced(function* (pipelines: number) {
  const places = yield* Semaphore.make(atOnce)
  let completed = 0
  const finished = Effect.sync(() => completed >= pipelines).pipe(
    Effect.repeat({ until: (isFinished) => isFinished, schedule: Schedule.spaced("50 millis") })
  )
  yield* Effect.forkScoped(resolve)
  yield* completions(() =>
    Effect.suspend(() => {
      completed += 1
      return Effect.andThen(places.release(1), say({ _tag: "Completed", count: completed }))
    })
  ).pipe(Effect.forkScoped)
  for (let index = 0; index < pipelines; index += 1) {
    yield* places.take(1)
    yield* begin(ProjectId.make(`run-${index}`))
  }
  yield* finished
  yield* say({ _tag: "Finished" })
  yield* FactoryLaws.check(ledger, outside).pipe(Effect.retry(patience))
  yield* say({ _tag: "Judged", breaches: ledger.breaches, effects: ledger.effects.size })
})

const world = Layer.mergeAll(
  MemoryWorkspace.layerWith(outside.workspace),
  MemoryForge.layerWith(outside.forge).pipe(
    Layer.provideMerge(MemoryRepository.layerWith(outside.repository))
  ),
  MemoryDeployer.layerWith(outside.deployer),
  MemoryWebhookSender.layer,
  SmallPipeline.sandbox,
  SmallPipeline.checkers,
  executor
)

Schema.decodeUnknownEffect(PipelineTaskText)(process.argv[2]).pipe(
  Effect.flatMap(({ database, pipelines, port }) =>
    Effect.scoped(main(pipelines)).pipe(
      Effect.provide(
        Factory.workers().pipe(
          Layer.provideMerge(Factory.layer(SmallPipeline.templates(tier))),
          Layer.provideMerge(world),
          Layer.provideMerge(
            PgStore.layer.pipe(
              Layer.provide(PgServerClient.layer({ url: url(port, database), maxConnections: 10 }))
            )
          )
        )
      )
    )
  ),
  Effect.provideService(References.MinimumLogLevel, "Error"),
  Effect.provide(Layer.succeed(Logger.LogToStderr, true)),
  NodeRuntime.runMain
)
