/**
 * What does the work in the embedded composition: sandbox, agents, checkers. A module of its own, loaded only where
 * work is done, so that commands which only ask start at once.
 */
import { JobQueue } from "@layercake/core/store/JobQueue"
import * as Factory from "@layercake/runtime/Factory"
import * as Reconciler from "@layercake/runtime/reconcile/Reconciler"
import { Effect, Layer } from "effect"
import * as CheckerCatalogue from "./CheckerCatalogue.ts"
import * as ExecutorChoice from "./ExecutorChoice.ts"
import * as SandboxChoice from "./SandboxChoice.ts"

export interface EmbeddedWorkersOptions {
  readonly model: string
  readonly sandbox: SandboxChoice.SandboxSetting
  readonly cacheDirectory: string
}

export const layer = (options: EmbeddedWorkersOptions) =>
  Factory.workers().pipe(
    Layer.provide(resume),
    Layer.provide(
      Layer.mergeAll(
        SandboxChoice.layer({ setting: options.sandbox, cacheDirectory: options.cacheDirectory }),
        ExecutorChoice.layer(options.model),
        CheckerCatalogue.layer
      )
    )
  )

/** This process is the sole owner, so whatever an earlier one had leased is free, and what was due is due again. */
const resume = Layer.effectDiscard(
  Effect.gen(function* () {
    const queue = yield* JobQueue
    yield* queue.reclaim
    yield* Reconciler.all()
  })
)
