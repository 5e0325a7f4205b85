/**
 * Who answers for a data folder just now: this process as its owner, or another one that it is attached to. Decides which,
 * and knows when that has ended.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import type { HostReport } from "@layercake/core/operation/SystemOperations"
import type { DirectoryInUse } from "@layercake/postgres/DirectoryLock"
import { Clock, Deferred, Effect, Exit, Option, Result, Schema, Scope } from "effect"
import type { LayercakeClient } from "../LayercakeClient.ts"
import * as OwnerSocket from "./OwnerSocket.ts"
import * as RemoteClient from "./RemoteClient.ts"

/** Two releases of LayerCake do not speak to each other: the one that owns the folder has to end first. */
export class OwnerDiffers extends Schema.TaggedError<OwnerDiffers>()("OwnerDiffers", {
  pid: Schema.Int,
  version: Schema.String,
  own: Schema.String
}) {
  override get message() {
    return `Process ${this.pid} owns the data folder and is LayerCake ${this.version}, while this is ${this.own}. Stop it first.`
  }
}

/** Only its owner can serve the folder, and this one does not give it up: it works there, or serves it. */
export class OwnerKeeps extends Schema.TaggedError<OwnerKeeps>()("OwnerKeeps", {
  pid: Schema.Int,
  works: Schema.Boolean
}) {
  override get message() {
    return `Process ${this.pid} owns the data folder and ${this.works ? "does its work" : "serves it"}. Stop it first, or name another data folder with --data.`
  }
}

/** What a person may want to know while a folder is shared. */
export type SharingNews =
  | { readonly _tag: "Attached"; readonly owner: HostReport }
  | { readonly _tag: "Waiting"; readonly owner: HostReport }
  | { readonly _tag: "TakenOver" }

export interface FolderHolderOptions<E, R> {
  readonly dataDirectory: string
  readonly version: string
  readonly actor: Actor
  /** Whether due work has to be done while this process is there. An owner that does none is waited for. */
  readonly works: boolean
  /** Whether it has to be this process that owns the folder. */
  readonly serves: boolean
  /** Opens the folder as its owner, who runs the effect when another process wants to work there. */
  readonly own: (
    release: Effect.Effect<void>
  ) => Effect.Effect<LayercakeClient["Service"], E | DirectoryInUse, R | Scope.Scope>
  readonly tell: (news: SharingNews) => Effect.Effect<void>
}

export interface FolderHolder {
  readonly client: LayercakeClient["Service"] | RemoteClient.RemoteClient
  /** This process is the owner. */
  readonly isOwn: boolean
  /** Succeeds when the connection is lost, or when this process is asked to give the folder up. */
  readonly lost: Effect.Effect<void>
  readonly leave: Effect.Effect<void>
}

/** How long an owner is tried that holds the folder and does not answer, as one does that begins or ends. */
const patience = 15_000

/** How long whoever gave the folder up leaves it to others. */
const courtesy = 5_000

/** How long an owner that does no work may take to be gone before a person is told. */
const quiet = 2_000

export const find = Effect.fnUntraced(function* <E, R>(
  options: FolderHolderOptions<E, R>,
  before?: "lost" | "released"
) {
  const parent = yield* Effect.scope
  const path = OwnerSocket.pathOf(options.dataDirectory)
  const headers = RemoteClient.headersOf(options.actor)
  const startedAt = yield* Clock.currentTimeMillis
  let isTold = false
  for (;;) {
    const scope = yield* Scope.fork(parent)
    const leave = Scope.close(scope, Exit.void)
    const attached = yield* attach(path, headers).pipe(Scope.provide(scope), Effect.option)
    if (Option.isSome(attached)) {
      const { client, lost, owner } = attached.value
      if (owner.version !== options.version)
        return yield* new OwnerDiffers({ pid: owner.pid, version: owner.version, own: options.version })
      if (!options.serves && (!options.works || owner.works)) {
        yield* options.tell({ _tag: "Attached", owner })
        return { client, isOwn: false, lost, leave } satisfies FolderHolder
      }
      // One that ends meanwhile gives it up, too.
      const isGiven = yield* client["owner.release"](undefined, { headers }).pipe(
        Effect.orElseSucceed(() => true)
      )
      if (options.serves && !isGiven) return yield* new OwnerKeeps({ pid: owner.pid, works: owner.works })
      const waited = (yield* Clock.currentTimeMillis) - startedAt
      if (!isTold && waited > quiet) yield* options.tell({ _tag: "Waiting", owner })
      isTold ||= waited > quiet
      yield* Effect.raceFirst(lost, Effect.sleep("200 millis"))
      yield* leave
      continue
    }
    const waited = (yield* Clock.currentTimeMillis) - startedAt
    if (before !== "released" || waited > courtesy) {
      const released = yield* Deferred.make<void>()
      const owned = yield* options
        .own(Effect.asVoid(Deferred.succeed(released, undefined)))
        .pipe(Scope.provide(scope), Effect.result)
      if (Result.isSuccess(owned)) {
        if (before === "lost") yield* options.tell({ _tag: "TakenOver" })
        const lost = Deferred.await(released)
        return { client: owned.success, isOwn: true, lost, leave } satisfies FolderHolder
      }
      if (!isInUse(owned.failure) || (waited > patience && !isTold)) return yield* Effect.fail(owned.failure)
    }
    yield* leave
    yield* Effect.sleep("50 millis")
  }
})

const attach = Effect.fnUntraced(function* (path: string, headers: Readonly<Record<string, string>>) {
  const { client, lost } = yield* RemoteClient.connect(path)
  const owner = yield* client["system.info"](undefined, { headers }).pipe(Effect.timeout("5 seconds"))
  return { client, lost, owner }
})

const isInUse = (error: unknown): error is DirectoryInUse =>
  error instanceof Error && "_tag" in error && error._tag === "DirectoryInUse"
