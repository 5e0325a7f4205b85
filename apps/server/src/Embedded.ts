/**
 * The composition for one person on one machine: the embedded database in a data folder that this process owns, the
 * workspaces beside it, and the adapters of this machine. The one place where the embedded mode is wired.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import * as FileWorkspace from "@layercake/filesystem/FileWorkspace"
import * as BareForge from "@layercake/git/BareForge"
import * as GitRepository from "@layercake/git/GitRepository"
import * as PgStore from "@layercake/postgres/PgStore"
import * as ProcessDeployer from "@layercake/process/ProcessDeployer"
import * as Factory from "@layercake/runtime/Factory"
import * as Handlers from "@layercake/runtime/operation/Handlers"
import { Session } from "@layercake/runtime/operation/Session"
import { Effect, FileSystem, Layer, Path } from "effect"
import { FetchHttpClient } from "effect/http"
import * as LayercakeClient from "./LayercakeClient.ts"
import type * as SandboxChoice from "./SandboxChoice.ts"
import * as TemplateFolder from "./TemplateFolder.ts"

export interface EmbeddedOptions {
  /** Holds everything; made when it is not there. */
  readonly dataDirectory: string
  /** `anthropic:<model>`, `openai:<model>`, `replay:<folder>` or `auto`. */
  readonly model: string
  readonly sandbox: SandboxChoice.SandboxSetting
  /** Whether due work is done in this process. */
  readonly workers: boolean
  /** Who is asking. */
  readonly actor: Actor
}

export const layer = (options: EmbeddedOptions) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const root = path.resolve(options.dataDirectory)
      const folder = Effect.fnUntraced(function* (name: string) {
        const directory = path.join(root, name)
        yield* files.makeDirectory(directory, { recursive: true })
        return directory
      })
      yield* files.makeDirectory(root, { recursive: true, mode: 0o700 })
      yield* files.writeFileString(path.join(root, ".gitignore"), "*\n")

      const ports = Layer.mergeAll(
        FileWorkspace.layerAt(yield* folder("workspaces")),
        GitRepository.layer,
        BareForge.layer({ directory: yield* folder("repositories") }),
        ProcessDeployer.layer({ directory: yield* folder("deployments") }).pipe(
          Layer.provide(FetchHttpClient.layer)
        )
      )
      const templates = yield* TemplateFolder.read(path.join(root, "agents"))
      const factory = Factory.layer(templates).pipe(
        Layer.provideMerge(ports),
        Layer.provideMerge(PgStore.layerEmbedded({ directory: yield* folder("database") }))
      )
      const serving = LayercakeClient.layerLocal.pipe(
        Layer.provide(Handlers.layer),
        Layer.provide(Layer.succeed(Session, { actor: options.actor }))
      )
      if (!options.workers) return serving.pipe(Layer.provide(factory))
      const { layer: workers } = yield* Effect.promise(() => import("./EmbeddedWorkers.ts"))
      const cacheDirectory = yield* folder("npm-cache")
      const working = workers({ model: options.model, sandbox: options.sandbox, cacheDirectory })
      return Layer.merge(serving, working).pipe(Layer.provide(factory))
    })
  )
