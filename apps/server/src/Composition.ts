/**
 * From settings to Layers: stores, the workspaces and repositories of this machine, the runtime, the handlers, and the
 * workers where work is done. The one place where LayerCake is wired.
 */
import { everything } from "@layercake/core/account/Grant"
import type { Actor } from "@layercake/core/actor/Actor"
import * as FileWorkspace from "@layercake/filesystem/FileWorkspace"
import * as BareForge from "@layercake/git/BareForge"
import * as GitRepository from "@layercake/git/GitRepository"
import * as PrettierFormatter from "@layercake/prettier/PrettierFormatter"
import * as ProcessDeployer from "@layercake/process/ProcessDeployer"
import * as StandardWebhookSender from "@layercake/standard-webhooks/StandardWebhookSender"
import * as NoAnalytics from "@layercake/runtime/analytics/NoAnalytics"
import type { NetworkReach } from "@layercake/core/webhook/NetworkReach"
import type { Credentials } from "@layercake/runtime/account/Credentials"
import * as Factory from "@layercake/runtime/Factory"
import * as Handlers from "@layercake/runtime/operation/Handlers"
import { HostExamination } from "@layercake/runtime/operation/HostExamination"
import { HostInfo } from "@layercake/runtime/operation/HostInfo"
import { Session } from "@layercake/runtime/operation/Session"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { DateTime, Effect, FileSystem, Layer, Path } from "effect"
import { FetchHttpClient } from "effect/http"
import type { ChildProcessSpawner } from "effect/process"
import packageJson from "../package.json" with { type: "json" }
import * as AccountLayer from "./AccountLayer.ts"
import * as LayercakeClient from "./LayercakeClient.ts"
import * as NodeDigest from "./NodeDigest.ts"
import * as OwnerServer from "./owner/OwnerServer.ts"
import * as OwnerSocket from "./owner/OwnerSocket.ts"
import * as PriceFile from "./PriceFile.ts"
import * as SecretKeyFile from "./SecretKeyFile.ts"
import * as SpecificationParsers from "./SpecificationParsers.ts"
import * as StoreChoice from "./StoreChoice.ts"
import type { StoreSetting } from "./StoreSetting.ts"
import * as TemplateFolder from "./TemplateFolder.ts"
import type { HttpSetting } from "./http/HttpSetting.ts"
import * as WebhookReach from "./WebhookReach.ts"
import type { WorkSetting } from "./WorkSetting.ts"

export interface CompositionOptions {
  /** Holds what is this machine's: the embedded database, workspaces, repositories. Made when it is not there. */
  readonly dataDirectory: string
  readonly stores: StoreSetting
  /** How due work is done in this process; none is done when left out. */
  readonly work?: WorkSetting
  /** Who is asking. */
  readonly actor: Actor
  /** What this process does when another one wants to own the folder and work; left out, it keeps the folder. */
  readonly release?: Effect.Effect<void>
  /** Where webhooks may go; as the environment says when left out. */
  readonly webhooks?: NetworkReach
  /** How it is served over HTTP; not at all when left out. */
  readonly http?: HttpSetting
  /** How credentials that come over HTTP are looked up; among the accounts when left out. */
  readonly credentials?: Layer.Layer<Credentials>
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
        PrettierFormatter.layer,
        NoAnalytics.layer,
        SpecificationParsers.layer,
        StandardWebhookSender.layer({
          reach: options.webhooks ?? (yield* WebhookReach.read(options.stores))
        }),
        BareForge.layer({ directory: yield* folder("repositories") }),
        ProcessDeployer.layer({ directory: yield* folder("deployments") }).pipe(
          Layer.provide(FetchHttpClient.layer)
        )
      )
      const accounts = AccountLayer.layer(root)
      const templates = yield* TemplateFolder.read(path.join(root, "agents"))
      const factory = Factory.layer(templates, { digest: NodeDigest.layer }).pipe(
        Layer.provideMerge(ports),
        Layer.provideMerge(accounts),
        Layer.provideMerge(PriceFile.layer(path.join(root, "prices.json"))),
        Layer.provideMerge(
          StoreChoice.layer(options.stores, path.join(root, "database")).pipe(
            Layer.provide(SecretKeyFile.layer(root))
          )
        )
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
      const serving = (yield* withHttp(options, answering)).pipe(
        Layer.provide(Handlers.layer),
        Layer.provide(yield* examination(options)),
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

/** What is looked at is what work needs; a process that does none has nothing to say. */
const examination = Effect.fnUntraced(function* ({ dataDirectory, work }: CompositionOptions) {
  if (work === undefined) return Layer.empty
  const machine = yield* Effect.context<
    FileSystem.FileSystem | Path.Path | ChildProcessSpawner.ChildProcessSpawner
  >()
  const { model, sandbox } = work
  return Layer.succeed(
    HostExamination,
    Effect.promise(() => import("./Doctor.ts")).pipe(
      Effect.flatMap(({ examineMachine }) => examineMachine({ dataDirectory, model, sandbox })),
      // A wrong setting was told when the host began.
      Effect.orDie,
      Effect.provideContext(machine)
    )
  )
})

/** Loaded only where it is served: most commands are over sooner than that takes. */
const withHttp = Effect.fnUntraced(function* <A, E, R>(
  { credentials, http: setting }: CompositionOptions,
  answering: Layer.Layer<A, E, R>
) {
  if (setting === undefined) return answering
  const { layer } = yield* Effect.promise(() => import("./http/HttpFace.ts"))
  return Layer.merge(answering, Layer.provide(layer(setting), credentials ?? AccountLayer.credentials))
})
