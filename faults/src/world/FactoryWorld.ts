/**
 * Whole factory runs: the product's own commands, workers, builds and deployments over stores that fail, on hosts that
 * die. A person resolves what is given up. In the end each project is completed, and the outside was asked for each
 * thing under one key.
 */
import { person } from "@layercake/core/actor/Actor"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { JobQueue, type Tier, tiers } from "@layercake/core/store/JobQueue"
import * as MemoryDeployer from "@layercake/memory/MemoryDeployer"
import * as MemoryForge from "@layercake/memory/MemoryForge"
import * as MemoryRepository from "@layercake/memory/MemoryRepository"
import * as MemoryWebhookSender from "@layercake/memory/MemoryWebhookSender"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import { Commands } from "@layercake/runtime/command/Commands"
import * as Factory from "@layercake/runtime/Factory"
import * as Intake from "@layercake/runtime/intake/Intake"
import { ProjectStates } from "@layercake/runtime/project/ProjectStates"
import * as Reconciler from "@layercake/runtime/reconcile/Reconciler"
import { maxDeliveries } from "@layercake/runtime/worker/JobRunner"
import { defaultConcurrency } from "@layercake/runtime/worker/Concurrency"
import { Duration, Effect, Layer } from "effect"
import * as FactoryLaws from "../invariant/FactoryLaws.ts"
import { breach, effect } from "../ledger/Ledger.ts"
import { between, chance, pick } from "../simulation/Dice.ts"
import { kill, type SimulatedProcess } from "../simulation/SimulatedProcess.ts"
import * as SmallPipeline from "./SmallPipeline.ts"
import { eventually, keepRunning, type World } from "./World.ts"

const ada = person("ada")

/** What outlives a process: its disk, and the outside. */
const makeOutside = () => ({
  workspace: MemoryWorkspace.makeState(),
  repository: MemoryRepository.makeState(),
  forge: MemoryForge.makeState(),
  deployer: MemoryDeployer.makeState()
})
type Outside = ReturnType<typeof makeOutside>

/** A step whose agent takes its host with it, each time, until a person looks at it. */
interface Poison {
  readonly step: string
  /** Hosts by the agent run that took them. */
  readonly kills: Map<string, number>
  isCured: boolean
}

export const control = (world: World) => {
  const { dice } = world.simulation
  const isCrowd = chance(dice, 0.06)
  const projects = Array.from({ length: isCrowd ? 7 : between(dice, 1, 2) }, (_, index) =>
    ProjectId.make(`rooms-${index}`)
  )
  const tier = pick(dice, tiers as readonly [Tier, ...ReadonlyArray<Tier>])
  const outside = makeOutside()
  const poison: Poison = {
    step: pick(dice, ["program", "review", "release"]),
    kills: new Map(),
    isCured: !chance(dice, 0.05)
  }
  return Effect.gen(function* () {
    yield* keepRunning(world, "person", () => begin(projects)).pipe(Effect.forkChild)
    yield* keepRunning(world, "host", (process) => host(world, outside, tier, { process, poison })).pipe(
      Effect.forkChild
    )
    if (!(yield* eventually(areCompleted(projects, poison), Duration.hours(6))))
      breach(world.ledger, "stuck", yield* standing(projects))
    yield* FactoryLaws.check(world.ledger, outside)
  }).pipe(
    Effect.provide(
      Factory.layer(SmallPipeline.templates(tier)).pipe(
        Layer.provideMerge(Layer.succeedContext(world.stores))
      )
    ),
    Effect.orDie
  )
}

/** Hands in the briefs; one that is there already was handed in before the answer was lost. */
const begin = (projects: ReadonlyArray<ProjectId>) =>
  Effect.forEach(
    projects,
    (project) =>
      Intake.take(
        {
          brief: SmallPipeline.brief,
          project,
          policy: SmallPipeline.policy,
          pipeline: SmallPipeline.pipeline
        },
        ada
      ).pipe(
        Effect.catchIf(
          (error) => error._tag === "CommandRefused" && error.reason._tag === "ProjectExists",
          () => Effect.void
        )
      ),
    { discard: true }
  ).pipe(Effect.provide(Factory.layer([])))

interface Danger {
  readonly process: SimulatedProcess
  readonly poison: Poison
}

/** One life of a host with its workers. */
const host = (world: World, outside: Outside, tier: Tier, danger: Danger) =>
  Effect.andThen(Reconciler.all(), Effect.never).pipe(
    Effect.provide(
      Factory.workers().pipe(
        Layer.provideMerge(Factory.layer(SmallPipeline.templates(tier))),
        Layer.provide(
          Layer.mergeAll(
            MemoryWorkspace.layerWith(outside.workspace),
            MemoryForge.layerWith(outside.forge).pipe(
              Layer.provideMerge(MemoryRepository.layerWith(outside.repository))
            ),
            MemoryDeployer.layerWith(outside.deployer),
            MemoryWebhookSender.layer,
            SmallPipeline.sandbox,
            SmallPipeline.checkers,
            executor(world, tier, danger)
          )
        )
      )
    )
  )

/** Answers after a while, and counts who asks under which key, and how many at once. */
const executor = (world: World, tier: Tier, { poison, process }: Danger) =>
  Layer.sync(AgentExecutor, () => {
    let running = 0
    return AgentExecutor.of({
      name: "memory",
      execute: Effect.fnUntraced(
        function* (request) {
          effect(world.ledger, `${request.call.project} ${request.call.runId}`, request.call.idempotencyKey)
          if (!poison.isCured && request.call.step === poison.step) {
            const run = `${request.call.project} ${request.call.runId}`
            const kills = (poison.kills.get(run) ?? 0) + 1
            poison.kills.set(run, kills)
            poison.isCured = kills > maxDeliveries
            if (poison.isCured)
              breach(world.ledger, "stuck", `${run} took ${kills} hosts with it and is not given up`)
            kill(process)
          }
          running += 1
          if (running > defaultConcurrency[tier])
            breach(world.ledger, "tier", `${running} at once in ${tier}`)
          yield* Effect.sleep(Duration.millis(between(world.simulation.dice, 0, 40_000)))
          return SmallPipeline.answerTo(request)
        },
        Effect.ensuring(Effect.sync(() => (running -= 1)))
      )
    })
  })

const isCompleted = (state: ProjectState) => projectOf(state)?.status === "completed"

/** Also does what `layercake resolve` does. */
const areCompleted = (projects: ReadonlyArray<ProjectId>, poison: Poison) =>
  Effect.gen(function* () {
    const states = yield* ProjectStates
    const commands = yield* Commands
    const queue = yield* JobQueue
    let open = 0
    for (const project of projects) {
      const state = yield* states.load(project)
      if (!isCompleted(state)) open += 1
      for (const hold of rowsOf(state, "hold").filter((hold) => hold.open && hold.kind === "escalation"))
        yield* commands.execute(project, new ResolveHold({ id: hold.id, resolution: "in order" }), {
          actor: ada
        })
    }
    for (const { id } of yield* queue.list({ state: "dead" })) {
      if (id.includes(`.${poison.step}.`)) poison.isCured = true
      yield* queue.requeue(id)
    }
    return open === 0
  })

const standing = Effect.fnUntraced(function* (projects: ReadonlyArray<ProjectId>) {
  const states = yield* ProjectStates
  const queue = yield* JobQueue
  const ended = yield* Effect.forEach(projects, (project) =>
    Effect.map(states.load(project), (state) => `${project} at version ${state.version}`)
  )
  const left = (yield* queue.list()).map(
    ({ id, state, attempt, error }) => `${id} ${state} ${attempt} ${error}`
  )
  return `not completed: ${ended.join(", ")}; jobs: ${left.join(", ")}`
})
