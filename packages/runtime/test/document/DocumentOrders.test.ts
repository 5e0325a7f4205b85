/**
 * Documents, specifications and designs as people see and change them, on a project that went through every gate.
 */
import { assert, it } from "@effect/vitest"
import { everything } from "@layercake/core/account/Grant"
import { type Actor, person } from "@layercake/core/actor/Actor"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { DesignOperations } from "@layercake/core/operation/DesignOperations"
import { DocumentOperations } from "@layercake/core/operation/DocumentOperations"
import { SpecificationOperations } from "@layercake/core/operation/SpecificationOperations"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { rowOf } from "@layercake/core/project/ProjectState"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect, Layer, Schema } from "effect"
import { RpcTest } from "effect/rpc"
import * as Intake from "../../src/intake/Intake.ts"
import * as DesignHandlers from "../../src/operation/DesignHandlers.ts"
import * as DocumentHandlers from "../../src/operation/DocumentHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import * as SpecificationHandlers from "../../src/operation/SpecificationHandlers.ts"
import { ada, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const clientOf = (actor: Actor) =>
  RpcTest.makeClient(DocumentOperations.merge(SpecificationOperations, DesignOperations)).pipe(
    Effect.provide(
      Layer.mergeAll(DocumentHandlers.layer, SpecificationHandlers.layer, DesignHandlers.layer).pipe(
        Layer.provide(Layer.succeed(Session, { actor, grant: everything }))
      )
    )
  )

/** Three specifications of one room that say the same. */
const agreeing = {
  openapi: [
    "openapi: 3.1.0",
    "paths:",
    "  /rooms:",
    "    get:",
    "      operationId: listRooms",
    "components:",
    "  schemas:",
    "    Room:",
    "      type: object",
    "      properties:",
    "        name: { type: string }",
    "        seats: { type: integer }",
    ""
  ].join("\n"),
  prisma: "model Room {\n  name  String @id\n  seats Int\n}\n",
  zod: "export const RoomSchema = z.object({\n  name: z.string(),\n  seats: z.number()\n})\n"
}

const world = MemoryFactory.makeWorld()
const completed = Effect.gen(function* () {
  yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy }, ada)
  yield* MemoryFactory.settled(rooms)
}).pipe(Effect.provide(MemoryFactory.layer({ world })), Effect.scoped)

/** At rest, so that nothing goes on because of what is changed. */
const layer = Layer.unwrap(Effect.as(completed, MemoryFactory.layer({ world, workers: { concurrency: {} } })))

const path = FilePath.make("docs/scope.md")
const isRefused = Schema.is(CommandRefused)
const reasonOf = (error: unknown) => (isRefused(error) ? error.reason._tag : (error as { _tag: string })._tag)

it.layer(layer, { timeout: "1 minute" })("what a project has on paper", (it) => {
  // First, since every change of a document opens gates again.
  it.effect(
    "has designs that are shown with their pages, and one that was approved is not chosen again",
    () =>
      Effect.gen(function* () {
        const client = yield* clientOf(ada)
        const all = yield* client["designs.list"]({ project: rooms })
        assert.deepStrictEqual(
          all.map(({ chosen }) => chosen),
          [true, false, false]
        )
        const compared = yield* client["designs.compare"]({ project: rooms })
        assert.deepStrictEqual(
          compared.map(({ bytes, outcome }) => [bytes > 0, outcome]),
          [
            [true, "passed"],
            [true, "passed"],
            [true, "passed"]
          ]
        )
        const second = all[1]!
        const refused = yield* Effect.flip(
          client["designs.choose"]({ project: rooms, path: second.path, reviewed: second.digest })
        )
        assert.strictEqual(reasonOf(refused), "GateNotReady")
        const { design, html } = yield* client["designs.get"]({ project: rooms, path: second.path })
        assert.deepStrictEqual([design, html !== ""], [second, true])
        const state = yield* Effect.flatMap(ProjectStates, (states) => states.load(rooms))
        assert.isFalse(rowOf(state, "design", second.path)?.chosen)
      })
  )

  it.effect(
    "has documents with versions that can be read and compared, and an approval that ends with a change",
    () =>
      Effect.gen(function* () {
        const client = yield* clientOf(ada)
        const first = yield* client["documents.get"]({ project: rooms, path })
        assert.strictEqual(first.version, 1)
        yield* client["documents.approve"]({ project: rooms, path, reviewed: first.digest })
        const text = `${first.text}\nNobody books at night.\n`
        const second = yield* client["documents.write"]({
          project: rooms,
          path,
          text,
          expected: first.digest
        })
        assert.deepStrictEqual([second.version, second.text], [2, text])
        assert.isNotNull(second.document.approval?.void)

        const old = yield* client["documents.get"]({ project: rooms, path, version: 1 })
        assert.strictEqual(old.text, first.text)
        const versions = yield* client["documents.versions"]({ project: rooms, path })
        assert.deepStrictEqual(
          versions.map(({ by, version }) => [version, by.id]),
          [
            [1, "orchestrator"],
            [2, "ada"]
          ]
        )
        const changed = yield* client["documents.diff"]({ project: rooms, path })
        assert.deepStrictEqual([changed.from, changed.to, changed.removed > 1], [1, 2, false])
        assert.include(changed.diff, "+Nobody books at night.")
        const whole = yield* client["documents.diff"]({ project: rooms, path, to: 1 })
        assert.deepStrictEqual([whole.from, whole.removed], [0, 0])
        const found = yield* client["documents.search"]({ project: rooms, text: "AT NIGHT" })
        assert.deepStrictEqual(
          found.map(({ kind, path, text }) => [kind, path as string, text]),
          [["scope", "docs/scope.md", "Nobody books at night."]]
        )
        const own = yield* Effect.flip(
          client["documents.approve"]({ project: rooms, path, reviewed: second.digest })
        )
        assert.strictEqual(reasonOf(own), "DocumentOwn")
        const grace = yield* clientOf(person("grace"))
        const approval = yield* grace["documents.approve"]({ project: rooms, path, reviewed: second.digest })
        assert.deepStrictEqual([approval.version, approval.void], [2, null])
      })
  )

  it.effect(
    "has documents that are not written over what the writer has not seen, nor where no document belongs",
    () =>
      Effect.gen(function* () {
        const client = yield* clientOf(ada)
        const before = (yield* Effect.flatMap(ProjectStates, (states) => states.load(rooms))).version
        const write = { project: rooms, path, text: "# Other\n" }
        const stale = yield* Effect.flip(
          client["documents.write"]({ ...write, expected: BlobDigest.make("0".repeat(64)) })
        )
        assert.strictEqual(reasonOf(stale), "FileStale")
        const taken = yield* Effect.flip(client["documents.write"]({ ...write, expected: null }))
        assert.strictEqual(reasonOf(taken), "FileStale")
        const nowhere = yield* Effect.flip(
          client["documents.write"]({ ...write, path: FilePath.make("src/index.ts") })
        )
        assert.strictEqual(reasonOf(nowhere), "DocumentUnknown")
        const unknown = yield* Effect.flip(client["documents.get"]({ project: rooms, path, version: 40 }))
        assert.strictEqual(reasonOf(unknown), "VersionUnknown")
        const after = (yield* Effect.flatMap(ProjectStates, (states) => states.load(rooms))).version
        assert.strictEqual(after, before)
      })
  )

  it.effect("has documents of a kind that no gate asks for, exported with all others", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const runbook = FilePath.make("docs/runbook.md")
      const fence = "```\nnpm start\n```"
      const written = yield* client["documents.write"]({ project: rooms, path: runbook, text: fence })
      assert.deepStrictEqual([written.document.kind, written.version], ["runbook", 1])
      const listed = yield* client["documents.list"]({ project: rooms })
      const markdown = yield* client["documents.export"]({ project: rooms, format: "markdown" })
      for (const { path } of listed) assert.include(markdown.text, `## ${path}`)
      assert.include(markdown.text, fence)
      const json = yield* client["documents.export"]({ project: rooms, format: "json" })
      const decode = Schema.decodeUnknownEffect(
        Schema.fromJsonString(Schema.Array(Schema.Struct({ text: Schema.String })))
      )
      assert.strictEqual((yield* decode(json.text)).length, listed.length)
      const types = yield* client["documents.types"]({ project: rooms })
      assert.strictEqual(types.length, 25)
      assert.deepStrictEqual(types.find(({ kind }) => kind === "scope")?.makers, [
        { gate: "G1", agent: "orchestrator", path: "docs/scope.md" }
      ])
    })
  )

  it.effect(
    "has specifications that are recorded when they are valid, read element by element, and compared",
    () =>
      Effect.gen(function* () {
        const client = yield* clientOf(ada)
        for (const kind of ["openapi", "prisma", "zod"] as const)
          yield* client["specifications.record"]({ project: rooms, kind, text: agreeing[kind] })
        const elements = yield* client["specifications.elements"]({ project: rooms })
        assert.sameMembers(
          elements.map(({ kind, name }) => `${kind} ${name}`),
          ["operation GET /rooms", "schema Room", "model Room", "validator RoomSchema"]
        )
        const agreed = yield* client["specifications.compare"]({ project: rooms })
        assert.deepStrictEqual([agreed.agree, agreed.compared.length], [true, 3])
        yield* client["specifications.record"]({
          project: rooms,
          kind: "zod",
          text: agreeing.zod.replace("seats", "chairs")
        })
        const differ = yield* client["specifications.compare"]({ project: rooms })
        assert.isFalse(differ.agree)
        const changed = yield* client["specifications.diff"]({ project: rooms, kind: "zod" })
        assert.deepStrictEqual([changed.added, changed.removed], [1, 1])
        const exported = yield* client["specifications.export"]({ project: rooms })
        assert.sameMembers(
          exported.map(({ kind }) => kind),
          ["openapi", "prisma", "zod"]
        )
      })
  )

  it.effect("has specifications that are not recorded when something is wrong with them", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const before = yield* client["specifications.get"]({ project: rooms, kind: "prisma" })
      const broken = { project: rooms, kind: "prisma" as const, text: "model Room {\n" }
      const refused = yield* Effect.flip(client["specifications.record"](broken))
      assert.strictEqual(refused._tag, "SpecificationInvalid")
      assert.include(refused.message, "specifications.validate")
      const report = yield* client["specifications.validate"](broken)
      assert.isFalse(report.valid)
      const after = yield* client["specifications.get"]({ project: rooms, kind: "prisma" })
      assert.strictEqual(after.version, before.version)
      assert.isTrue((yield* client["specifications.validate"]({ project: rooms, kind: "prisma" })).valid)
    })
  )
})
