/**
 * What a project begins with, what becomes of it when the brief says something else, and who sees it.
 */
import { assert, it } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import { SetMember } from "@layercake/core/account/MemberCommand"
import { person } from "@layercake/core/actor/Actor"
import { checkBrief } from "@layercake/core/check/BriefCheck"
import { briefTemplate } from "@layercake/core/check/BriefTemplate"
import { ImportedFileRefused } from "@layercake/core/operation/ProjectStateOperations"
import { GateId } from "@layercake/core/gate/Gate"
import { ProjectId } from "@layercake/core/project/Project"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect, Stream } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { bare, submitted } from "../operation/catalogue/BareProject.ts"
import { clientOf, fresh, layer, rooms, stranger, waiting } from "../operation/catalogue/CatalogueWorld.ts"

const { brief } = MemoryFactory
const file = (path: string, content = "x") => ({ path, bytes: bytesOf(content) })
const head = Effect.flatMap(EventStore, (store) =>
  Effect.map(Stream.runCollect(store.readAll()), (events) => events.length)
)

it.layer(layer, { timeout: "2 minutes" })("a project", (it) => {
  it.effect("that is imported has its files in its first tree, beside the brief", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = ProjectId.make("old-house")
      const files = [file("package.json", "{}"), file("src/main.js", "export {}\n")] as const
      const imported = yield* client["projects.import"]({ brief, project, files, start: false })
      assert.strictEqual(imported.status, "paused")
      const state = yield* Effect.flatMap(ProjectStates, (states) => states.load(project))
      assert.deepStrictEqual(
        rowsOf(state, "file").map(({ path }) => path as string),
        ["docs/brief.md", "package.json", "src/main.js"]
      )
      assert.strictEqual(rowsOf(state, "commit").length, 1)
      const read = yield* client["workspace.read"]({ project, path: FilePath.make("src/main.js") })
      assert.include(read.content, "export {}")
    }).pipe(Effect.scoped)
  )

  it.effect("is not imported with a file that cannot be one, and nothing is changed", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const before = yield* head
      const refused: ReadonlyArray<readonly [files: ReadonlyArray<ReturnType<typeof file>>, fault: string]> =
        [
          [[file("../etc/passwd")], "leaves the workspace"],
          [[file("/etc/passwd")], "absolute"],
          [[file("a\\b")], "backslash"],
          [[file("a/./b")], "plain relative path"],
          [[file(".git/config")], "lies in .git"],
          [[file("a/node_modules/b.js")], "lies in node_modules"],
          [[file("Docs/Brief.md")], "place of the brief"],
          [[file("a.js"), file("A.js")], "given twice"],
          [[file("a"), file("a/b")], "a file and a folder"],
          [[{ path: "big", bytes: new Uint8Array(4 * 1024 * 1024 + 1) }], "more than 4194304 bytes"],
          [Array.from({ length: 2001 }, (_, index) => file(`f${index}`)), "at most 2000"]
        ]
      for (const [files, fault] of refused) {
        const [first, ...rest] = files
        const asked = client["projects.import"]({ brief, files: [first!, ...rest] })
        const error = yield* Effect.flip(asked)
        assert.instanceOf(error, ImportedFileRefused)
        assert.include(error.message, fault)
      }
      assert.strictEqual(yield* head, before)
    }).pipe(Effect.scoped)
  )

  it.effect("that has not been started waits until it is", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = ProjectId.make("later")
      yield* client["projects.create"]({ brief, project, start: false })
      assert.deepStrictEqual((yield* client["pipeline.next"]({ project })).due, [])
      const started = yield* client["pipeline.start"]({ project })
      assert.strictEqual(started.status, "active")
      const { due } = yield* client["pipeline.next"]({ project })
      assert.deepStrictEqual(
        due.map(({ state, work }) => [work._tag, state]),
        [["CommitTree", "waiting"]]
      )
      // Once more changes nothing.
      const before = yield* head
      yield* client["pipeline.start"]({ project })
      assert.strictEqual(yield* head, before)
    }).pipe(Effect.scoped)
  )

  it.effect("has its gates reopened when its brief says something else, and nothing when it does not", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client, rooms)
      const before = yield* client["intake.get"]({ project })
      const version = yield* head
      yield* client["intake.revise"]({ project, brief })
      assert.strictEqual(yield* head, version)
      const revised = yield* client["intake.revise"]({
        project,
        brief: bytesOf("# Desk booking\n\nDesks, too.\n")
      })
      assert.deepStrictEqual([revised.title, revised.status, revised.gate], ["Desk booking", "active", "G0"])
      const after = yield* client["intake.get"]({ project })
      assert.strictEqual(after.version, before.version + 1)
      assert.include(after.text, "Desks, too.")
      assert.strictEqual((yield* client["projects.get"]({ project })).brief, after.digest)
      const gates = yield* client["gates.list"]({ project })
      assert.isTrue(gates.every(({ gate }) => gate.status === "reopened" || gate.status === "skipped"))
      const state = yield* Effect.flatMap(ProjectStates, (states) => states.load(project))
      assert.strictEqual(rowsOf(state, "commit").at(-1)?.status, "due")
      const refused = yield* Effect.flip(client["intake.revise"]({ project, brief: bytesOf("no title") }))
      assert.strictEqual(refused._tag, "BriefInvalid")
    }).pipe(Effect.scoped)
  )

  it.effect("may be looked for by a brief that is only checked", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const before = yield* head
      const thin = yield* client["intake.check"]({ brief: bytesOf("# Rooms\n\nTBD\n") })
      assert.strictEqual(thin.outcome, "failed")
      assert.includeMembers(
        thin.findings.map(({ rule }) => rule),
        ["brief-purpose", "brief-features", "brief-placeholder"]
      )
      const template = yield* client["intake.template"]({ title: "Rooms" })
      assert.strictEqual(template, briefTemplate("Rooms"))
      assert.strictEqual(checkBrief(template).outcome, "failed")
      const filled = template.replace(/^TBD: (.*)$/gm, "- $1 It says so here at some length.")
      assert.deepStrictEqual(checkBrief(filled).diagnostics, [])
      assert.strictEqual(yield* head, before)
    }).pipe(Effect.scoped)
  )

  it.effect("is listed to those who may see it alone, page after page", () =>
    Effect.gen(function* () {
      const owner = yield* clientOf(ada)
      const [one, two] = [yield* bare(owner), yield* submitted(owner)]
      const vera = { ...stranger.grant, account: AccountId.make("vera") }
      const client = yield* clientOf(person("vera"), vera)
      assert.deepStrictEqual(yield* client["projects.list"]({}), { projects: [], next: null })
      const commands = yield* Commands
      const member = new SetMember({ account: vera.account, role: "viewer" })
      for (const project of [one, two]) yield* commands.execute(project, member, { actor: ada })
      const first = yield* client["projects.list"]({ limit: 1 })
      assert.deepStrictEqual([first.projects.map(({ project }) => project), first.next], [[one], one])
      const second = yield* client["projects.list"]({ limit: 1, after: one })
      assert.deepStrictEqual([second.projects[0]?.project, second.next], [two, null])
      assert.strictEqual(second.projects[0]?.waiting, "A Gate A waits for approval")
      yield* owner["projects.archive"]({ project: one })
      const archived = yield* client["projects.list"]({ status: "archived" })
      assert.deepStrictEqual(
        archived.projects.map(({ gate, project, status, waiting }) => [project, status, gate, waiting]),
        [[one, "archived", "A", null]]
      )
      assert.strictEqual((yield* client["gates.load"]({})).projects.length, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("has a history that pages cut nowhere, from either end", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const { version } = yield* client["projects.get"]({ project: waiting })
      for (const newest of [false, true]) {
        const versions: Array<number> = []
        let after: StreamVersion | null | undefined
        while (after !== null) {
          const page = yield* client["projects.history"]({
            project: waiting,
            limit: 7,
            newest,
            ...(after === undefined ? {} : { after })
          })
          versions.push(...page.entries.map((entry) => entry.version))
          after = page.next
        }
        const all = Array.from({ length: version }, (_, index) => index + 1)
        assert.deepStrictEqual(versions, newest ? all.toReversed() : all)
      }
      const beyond = yield* client["projects.history"]({ project: waiting, after: StreamVersion.make(9999) })
      assert.deepStrictEqual(beyond, { entries: [], next: null })
    }).pipe(Effect.scoped)
  )

  it.effect("has a state, now and then, of the projections that are asked for", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const now = yield* client["projects.state"]({ project: waiting, projections: ["gate"] })
      assert.deepStrictEqual(
        now.projections.map(({ projection, rows }) => [projection, rows.length]),
        [["gate", 10]]
      )
      const then = yield* client["projects.state"]({
        project: waiting,
        at: { version: StreamVersion.make(1) }
      })
      assert.strictEqual(then.version, 1)
      assert.deepStrictEqual(then.projections.find(({ projection }) => projection === "task")?.rows, [])
      const refused = yield* Effect.flip(
        client["projects.state"]({ project: waiting, projections: ["timeline"] })
      )
      assert.strictEqual(refused._tag, "ProjectionUnknown")
    }).pipe(Effect.scoped)
  )

  it.effect("whose work is stopped says so, and nothing is due in it", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      yield* client["pipeline.stop"]({ project, reason: "Enough." })
      const state = yield* Effect.flatMap(ProjectStates, (states) => states.load(project))
      assert.strictEqual((yield* client["pipeline.status"]({ project })).waiting, "the project is paused")
      assert.strictEqual(rowOf(state, "project", "project")?.status, "paused")
      assert.deepStrictEqual((yield* client["pipeline.next"]({ project })).due, [])
    }).pipe(Effect.scoped)
  )

  it.effect("waits for a required task by name, and goes to review when it is done", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* bare(client)
      yield* client["gates.open"]({ project, gate: "A" })
      const wanted = { project, title: "Ask the landlord", gate: GateId.make("A"), required: true }
      const { task } = yield* client["tasks.create"](wanted)
      // What the intake left to be committed is due still.
      const held = (yield* client["pipeline.next"]({ project })).due.map(({ work }) => work._tag)
      assert.notInclude(held, "AdvanceGate")
      const refused = yield* Effect.flip(client["gates.submit"]({ project, gate: "A" }))
      assert.include(refused.message, "task-1 (Ask the landlord) is todo")
      yield* client["tasks.complete"]({ project, task })
      assert.strictEqual((yield* client["gates.submit"]({ project, gate: "A" })).gate.status, "in-review")
    }).pipe(Effect.scoped)
  )
})
