/**
 * How a process of this machine gets LayerCake's client. A server is gone to directly; an embedded data folder is owned, or
 * its owner is attached to. Loads the composition only where this process is to own something, since attaching is quicker.
 */
import { Effect, Layer } from "effect"
import packageJson from "../../package.json" with { type: "json" }
import type { CompositionOptions } from "../Composition.ts"
import { LayercakeClient } from "../LayercakeClient.ts"
import type { SharingNews } from "./FolderHolder.ts"
import * as FolderClient from "./FolderClient.ts"

export interface ClientChoiceOptions extends CompositionOptions {
  readonly tell: (news: SharingNews) => Effect.Effect<void>
}

export const layer = (options: ClientChoiceOptions) =>
  Layer.effect(
    LayercakeClient,
    options.stores._tag !== "Embedded"
      ? own(options)
      : FolderClient.make({
          dataDirectory: options.dataDirectory,
          version: packageJson.version,
          actor: options.actor,
          works: options.work !== undefined,
          serves: options.http !== undefined,
          // Whoever works or serves keeps the folder.
          own: (release) =>
            own({
              ...options,
              ...(options.work === undefined && options.http === undefined ? { release } : {})
            }),
          tell: options.tell
        })
  )

const own = Effect.fnUntraced(function* (options: CompositionOptions) {
  const { layer } = yield* Effect.promise(() => import("../Composition.ts"))
  const context = yield* Layer.build(layer(options))
  return yield* LayercakeClient.pipe(Effect.provide(context))
})
