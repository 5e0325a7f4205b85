/**
 * One data folder and several clients, each as a process would have one.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { type Actor, agent, automation, person } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Context, Deferred, Effect, Exit, Fiber, FileSystem, Layer, Schema, Scope, Stream } from "effect"
import { statSync } from "node:fs"
import { connect } from "node:net"
import { LayercakeClient } from "../../src/LayercakeClient.ts"
import type { SharingNews } from "../../src/owner/FolderHolder.ts"
import * as FolderHolder from "../../src/owner/FolderHolder.ts"
import * as OwnerSocket from "../../src/owner/OwnerSocket.ts"
import * as RemoteClient from "../../src/owner/RemoteClient.ts"
import * as ClientChoice from "../../src/owner/ClientChoice.ts"
import { embedded } from "../../src/StoreSetting.ts"

const brief = bytesOf("# Rooms\n\nBook a room.\n\n- book a room\n")
const rooms = ProjectId.make("rooms")

const encode = Schema.encodeUnknownSync(Schema.fromJsonString(Schema.Unknown))

const folder = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  return yield* files.makeTempDirectoryScoped({ prefix: "layercake-owner-" })
})

/** A client in a scope of its own, and what it was told. */
const opened = Effect.fnUntraced(function* (dataDirectory: string, actor: Actor = person("ada")) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const told: Array<SharingNews["_tag"]> = []
  const context = yield* Layer.build(
    ClientChoice.layer({
      dataDirectory,
      stores: embedded,
      actor,
      tell: (news) => Effect.sync(() => void told.push(news._tag))
    })
  ).pipe(Scope.provide(scope))
  return { client: Context.get(context, LayercakeClient), told, close: Scope.close(scope, Exit.void) }
})

const inFolder = <A, E>(
  test: (directory: string) => Effect.Effect<A, E, Scope.Scope | Layer.Success<typeof NodeServices.layer>>
) => Effect.flatMap(folder, test).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

/** One line to the socket, one line back. */
const asked = (path: string, headers: ReadonlyArray<readonly [string, string]>) =>
  Effect.callback<string>((resume) => {
    const socket = connect(path)
    socket.once("data", (bytes) => {
      socket.destroy()
      resume(Effect.succeed(bytes.toString()))
    })
    socket.write(`${encode({ _tag: "Request", id: "1", tag: "projects.list", payload: {}, headers })}\n`)
  })

describe("a shared data folder", () => {
  it.live(
    "is owned by the first, attached to by the second, and taken over when the first has ended",
    () =>
      inFolder((directory) =>
        Effect.gen(function* () {
          const first = yield* opened(directory)
          const second = yield* opened(directory)
          assert.deepStrictEqual([first.told, second.told], [[], ["Attached"]])
          yield* second.client["projects.create"]({ brief, project: rooms })
          const seen: Array<StoredEvent> = []
          const passed = yield* Deferred.make<void>()
          const following = yield* second.client["events.stream"]({ project: rooms, follow: true }).pipe(
            Stream.runForEach((event) =>
              Effect.gen(function* () {
                seen.push(event)
                if (event.type === "ProjectPaused") yield* Deferred.succeed(passed, undefined)
              })
            ),
            Effect.forkChild
          )
          assert.lengthOf((yield* first.client["projects.list"]({})).projects, 1)

          yield* first.close
          assert.lengthOf((yield* second.client["projects.list"]({})).projects, 1)
          assert.deepStrictEqual(second.told, ["Attached", "TakenOver"])
          const third = yield* opened(directory)
          yield* third.client["pipeline.pause"]({ project: rooms, reason: "Enough." })
          yield* Deferred.await(passed)
          yield* Fiber.interrupt(following)
          assert.deepStrictEqual(
            seen.map(({ version }) => Number(version)),
            seen.map((_, index) => index + 1)
          )
        })
      ),
    60_000
  )

  it.live(
    "is given up by an owner that does no work, who goes on as if nothing had been",
    () =>
      inFolder((directory) =>
        Effect.gen(function* () {
          const first = yield* opened(directory)
          yield* first.client["projects.create"]({ brief, project: rooms })
          const paused = yield* first.client["events.stream"]({ project: rooms, follow: true }).pipe(
            Stream.takeUntil((event) => event.type === "ProjectPaused"),
            Stream.runCollect,
            Effect.forkChild
          )
          const other = yield* RemoteClient.connect(OwnerSocket.pathOf(directory))
          const headers = RemoteClient.headersOf(person("grace"))
          assert.isTrue(yield* other.client["owner.release"](undefined, { headers }))
          yield* other.lost

          const second = yield* opened(directory)
          assert.lengthOf((yield* first.client["projects.list"]({})).projects, 1)
          assert.deepStrictEqual([first.told, second.told], [["Attached"], []])
          yield* second.client["pipeline.pause"]({ project: rooms, reason: "Enough." })
          const events = Array.from(yield* Fiber.join(paused))
          assert.deepStrictEqual(
            events.map(({ version }) => Number(version)),
            events.map((_, index) => index + 1)
          )
        })
      ),
    60_000
  )

  it.live(
    "tells who asks from every call, and lets nobody in who does not say it or who is no person and no automation",
    () =>
      inFolder((directory) =>
        Effect.gen(function* () {
          const first = yield* opened(directory)
          const second = yield* opened(directory, automation("nightly"))
          yield* second.client["projects.create"]({ brief, project: rooms })
          const [created] = Array.from(
            yield* Stream.runCollect(first.client["events.stream"]({ project: rooms, follow: false }))
          )
          assert.deepStrictEqual(created?.metadata.actor, automation("nightly"))

          const path = OwnerSocket.pathOf(directory)
          const header = (actor: unknown) => [["layercake-actor", encode(actor)]] as const
          for (const headers of [
            [],
            header("ada"),
            header({ kind: "person", id: "" }),
            header(agent("tester"))
          ])
            assert.match(yield* asked(path, headers), /"_tag":"Unauthenticated"/)
          assert.match(yield* asked(path, header(person("ada"))), /"_tag":"Success"/)
        })
      ),
    60_000
  )

  it.live(
    "answers nobody else's user, and its end leaves no socket behind",
    () =>
      inFolder((directory) =>
        Effect.gen(function* () {
          const path = OwnerSocket.pathOf(directory)
          const first = yield* opened(directory)
          assert.strictEqual(statSync(path).mode & 0o777, 0o600)
          yield* first.close
          assert.isUndefined(statSync(path, { throwIfNoEntry: false }))
        })
      ),
    60_000
  )

  it.live(
    "of another release is not spoken to",
    () =>
      inFolder((directory) =>
        Effect.gen(function* () {
          const first = yield* opened(directory)
          const error = yield* FolderHolder.find({
            dataDirectory: directory,
            version: "9.9.9",
            actor: person("ada"),
            works: false,
            serves: false,
            own: () => Effect.die("must not be opened"),
            tell: () => Effect.void
          }).pipe(Effect.flip)
          assert.strictEqual(error._tag, "OwnerDiffers")
          assert.include(error.message, `Process ${process.pid} owns the data folder`)
          assert.lengthOf((yield* first.client["projects.list"]({})).projects, 0)
        })
      ),
    60_000
  )

  it("has its socket elsewhere when its path is too long for one", () => {
    const deep = `/tmp/${"d".repeat(120)}`
    const path = OwnerSocket.pathOf(deep)
    assert.isBelow(path.length, 100)
    assert.strictEqual(path, OwnerSocket.pathOf(deep))
    assert.notStrictEqual(path, OwnerSocket.pathOf(`${deep}/other`))
    assert.strictEqual(OwnerSocket.pathOf("/tmp/short"), "/tmp/short/owner.sock")
  })
})
