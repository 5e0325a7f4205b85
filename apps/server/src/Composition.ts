/**
 * From settings to Layers: stores, the workspaces and repositories of this machine, the runtime, the handlers, and the
 * workers where work is done. The one place where LayerCake is wired.
 */
import { everything } from "@layercake/core/account/Grant"
import type { Actor } from "@layercake/core/actor/Actor"
import * as FileWorkspace from "@layercake/filesystem/FileWorkspace"
import * as BareForge from "@layercake/git/BareForge"
import * as GitRepository from "@layercake/git/GitRepository"
import * as ProcessDeployer from "@layercake/process/ProcessDeployer"
import * as Factory from "@layercake/runtime/Factory"
import * as Handlers from "@layercake/runtime/operation/Handlers"
import { HostInfo } from "@layercake/runtime/operation/HostInfo"
import { Session } from "@layercake/runtime/operation/Session"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { DateTime, Effect, FileSystem, Layer, Path } from "effect"
import { FetchHttpClient } from "effect/http"
import packageJson from "../package.json" with { type: "json" }
import * as LayercakeClient from "./LayercakeClient.ts"
import * as OwnerServer from "./owner/OwnerServer.ts"
import * as OwnerSocket from "./owner/OwnerSocket.ts"
import * as PriceFile from "./PriceFile.ts"
import * as StoreChoice from "./StoreChoice.ts"
import * as TemplateFolder from "./TemplateFolder.ts"
import type { WorkSetting } from "./WorkSetting.ts"

export interface CompositionOptions {
  /** Holds what is this machine's: the embedded database, workspaces, repositories. Made when it is not there. */
  readonly dataDirectory: string
  readonly stores: StoreChoice.StoreSetting
  /** How due work is done in this process; none is done when left out. */
  readonly work?: WorkSetting
  /** Who is asking. */
  readonly actor: Actor
  /** What this process does when another one wants to own the folder and work; left out, it keeps the folder. */
  readonly release?: Effect.Effect<void>
}

export const layer = (options: CompositionOptions) =>
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
        Layer.provideMerge(PriceFile.layer(path.join(root, "prices.json"))),
        Layer.provideMerge(StoreChoice.layer(options.stores, path.join(root, "database")))
      )
      const host = Layer.succeed(HostInfo, {
        version: packageJson.version,
        pid: process.pid,
        startedAt: Timestamp.make(DateTime.formatIso(yield* DateTime.now)),
        works: options.work !== undefined,
        model: options.work?.model ?? null
      })
      // A folder has one owner, who answers for all; on servers everybody goes there.
      const answering =
        options.stores._tag === "Embedded"
          ? Layer.merge(
              LayercakeClient.layerLocal,
              OwnerServer.layer(OwnerSocket.pathOf(root), options.release ?? null)
            )
          : LayercakeClient.layerLocal
      const serving = answering.pipe(
        Layer.provide(Handlers.layer),
        Layer.provide(Layer.merge(host, Layer.succeed(Session, { actor: options.actor, grant: everything })))
      )
      if (options.work === undefined) return serving.pipe(Layer.provide(factory))
      const { layer: workers } = yield* Effect.promise(() => import("./MachineWorkers.ts"))
      const working = workers({
        ...options.work,
        stores: options.stores,
        directory: root,
        cacheDirectory: yield* folder("npm-cache")
      })
      return Layer.merge(serving, working).pipe(Layer.provide(factory))
    })
  )
