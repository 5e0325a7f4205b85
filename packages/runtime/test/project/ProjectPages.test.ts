/**
 * Which projects somebody is shown, in which order, and that pages neither repeat nor leave out any of them.
 */
import { assert, it } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import { everything, type Grant, type GrantScope, nothing } from "@layercake/core/account/Grant"
import { person } from "@layercake/core/actor/Actor"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { ProjectId, type ProjectStatus } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { BlobDigest } from "@layercake/core/store/Blob"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore, writeRows } from "@layercake/core/store/ReadModelStore"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer, type Schema } from "effect"
import * as PartialCopies from "../../src/history/PartialCopies.ts"
import * as Authority from "../../src/operation/Authority.ts"
import { Session } from "../../src/operation/Session.ts"
import * as ProjectPages from "../../src/project/ProjectPages.ts"

const at = Timestamp.make("2026-11-22T10:00:00.000Z")
const [ada, eve] = [AccountId.make("ada"), AccountId.make("eve")]

/** More than are read at once. */
const ids = Array.from({ length: 230 }, (_, index) =>
  ProjectId.make(`project-${String(index).padStart(3, "0")}`)
)
const paused = ids.filter((_, index) => index % 23 === 0)
const ofAda = ids.filter((_, index) => index % 50 === 7)
const half = ids[5]!

const rowOf = (status: ProjectStatus): ProjectRow => ({
  title: "Booking",
  status,
  brief: BlobDigest.make("a".repeat(64)),
  projectType: null,
  userInterface: null,
  pipeline: standardPipeline,
  policy: defaultPolicy,
  tree: null,
  forkedFrom: null,
  createdAt: at,
  updatedAt: at
})

const view = (projection: string, project: ProjectId, key: string, row: unknown) => ({
  projection,
  project,
  key,
  row: row as Schema.Json
})

const member = (project: ProjectId, account: AccountId) =>
  view("member", project, account, { account, role: "viewer", addedAt: at })

const filled = Layer.effectDiscard(
  Effect.gen(function* () {
    const views = yield* ReadModelStore
    yield* writeRows(views, [
      ...ids.map((id) => view("project", id, "project", rowOf(paused.includes(id) ? "paused" : "active"))),
      ...ofAda.map((id) => member(id, ada)),
      member(ids[0]!, eve),
      view("project", ProjectId.make("none"), "project", "not a row of the board"),
      view("member", ids[1]!, ada, { account: ada, role: "a role of another release", addedAt: at })
    ])
    const store = yield* EventStore
    yield* store.append({
      stream: half,
      expected: "any",
      commandId: PartialCopies.partOf(half, 1),
      events: [],
      views: [],
      jobs: []
    })
  })
)
const world = filled.pipe(Layer.provideMerge(PartialCopies.layer), Layer.provideMerge(MemoryStore.layer))

const as = (grant: Grant) => Effect.provideService(Session, Session.of({ actor: person("ada"), grant }))

/** Page after page. */
const all = Effect.fnUntraced(function* (query: ProjectPages.ProjectQuery) {
  const found: Array<ProjectId> = []
  for (let after = query.after; ;) {
    const page = yield* ProjectPages.page({ ...query, ...(after === undefined ? {} : { after }) })
    assert.isAtMost(page.projects.length, query.limit ?? 100)
    found.push(...page.projects.map(({ project }) => project))
    if (page.next === null) return found
    assert.strictEqual(page.next, found.at(-1))
    after = page.next
  }
})

const account = (administrator: boolean, scope: Partial<GrantScope> | null = null): Grant => ({
  _tag: "Account",
  account: ada,
  administrator,
  scope: scope === null ? null : { toolsets: null, projects: null, readOnly: false, ...scope }
})

const notThere = ProjectId.make("not-there")

const grants: Readonly<Record<string, readonly [Grant, ReadonlyArray<ProjectId>]>> = {
  everything: [everything, ids],
  nothing: [nothing, []],
  "an administrator": [account(true), ids],
  "an administrator's token for some projects": [
    account(true, { projects: [ids[9]!, ids[3]!, notThere] }),
    [ids[3]!, ids[9]!]
  ],
  "a member": [account(false), ofAda],
  "a member's token for some projects": [account(false, { projects: [ofAda[1]!, ids[0]!] }), [ofAda[1]!]],
  "a member's token for reading": [account(false, { readOnly: true }), ofAda]
}

it.layer(world)("pages of projects", (it) => {
  for (const limit of [1, 7, 100, 229, 230, 1000])
    it.effect(`of ${limit} have every project once, in order, and no half copy`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* all({ limit }),
          ids.filter((id) => id !== half)
        )
      }).pipe(as(everything))
    )

  it.effect("have those of one status alone, after the one that is named", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* all({ status: "paused", limit: 3 }), paused)
      assert.deepStrictEqual(yield* all({ status: "paused", after: paused[4]! }), paused.slice(5))
      assert.deepStrictEqual(yield* all({ status: "archived" }), [])
    }).pipe(as(everything))
  )

  for (const [who, [grant, visible]] of Object.entries(grants))
    it.effect(`show ${who} what may be seen`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* all({ limit: 2 }),
          visible.filter((id) => id !== half)
        )
        assert.deepStrictEqual(
          yield* Authority.onlySeen(ids, (id) => id),
          yield* Effect.filter(ids, Authority.maySee)
        )
      }).pipe(as(grant))
    )
})
