/**
 * What does the work on this machine: sandbox, agents, checkers, workers. A module of its own, loaded only where work is
 * done, so that commands which only ask start at once.
 */
import { JobQueue } from "@layercake/core/store/JobQueue"
import { hold } from "@layercake/postgres/DirectoryLock"
import * as FileWorkingCopies from "@layercake/filesystem/FileWorkingCopies"
import * as Factory from "@layercake/runtime/Factory"
import * as RecordedAgentExecutor from "@layercake/replay/RecordedAgentExecutor"
import * as ReconcileSweep from "@layercake/runtime/reconcile/ReconcileSweep"
import * as WebhookFeed from "@layercake/runtime/webhook/WebhookFeed"
import { Effect, Layer } from "effect"
import * as CheckerCatalogue from "./CheckerCatalogue.ts"
import * as ExecutorChoice from "./ExecutorChoice.ts"
import * as RegistryChoice from "./RegistryChoice.ts"
import * as SandboxChoice from "./SandboxChoice.ts"
import type { StoreSetting } from "./StoreSetting.ts"
import type { WorkSetting } from "./WorkSetting.ts"

export interface MachineWorkersOptions extends WorkSetting {
  readonly stores: StoreSetting
  /** This machine's data folder. */
  readonly directory: string
  readonly cacheDirectory: string
}

export const layer = (options: MachineWorkersOptions) =>
  Factory.workers({
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.grace === undefined ? {} : { grace: options.grace })
  }).pipe(
    Layer.provide(beginning(options)),
    Layer.provide(
      Layer.mergeAll(
        options.record === undefined
          ? ExecutorChoice.layer(options.model)
          : RecordedAgentExecutor.layerRecording(options.record).pipe(
              Layer.provide(ExecutorChoice.layer(options.model))
            ),
        RegistryChoice.layer,
        CheckerCatalogue.layer
      ).pipe(
        Layer.provide(FileWorkingCopies.layerAt(`${options.directory}/copies`)),
        Layer.provideMerge(
          SandboxChoice.layer({ setting: options.sandbox, cacheDirectory: options.cacheDirectory })
        )
      )
    )
  )

/**
 * A sole owner may take back whatever an earlier one had leased. Where others work too only the workspaces of this folder
 * are this process's alone.
 */
const beginning = ({ directory, stores }: MachineWorkersOptions) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      if (stores._tag !== "Embedded") return yield* hold(`${directory}/machine`)
      const queue = yield* JobQueue
      yield* queue.reclaim
    })
  ).pipe(Layer.provideMerge(Layer.merge(ReconcileSweep.layer(), WebhookFeed.layer())))
