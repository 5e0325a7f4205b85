/**
 * The registers as people use them through the catalogue: pages, words that were typed, kinds that are kept apart.
 */
import { assert, it } from "@effect/vitest"
import { agent } from "@layercake/core/actor/Actor"
import { GateId } from "@layercake/core/gate/Gate"
import { EntryId } from "@layercake/core/register/Register"
import { Effect } from "effect"
import * as EntryPages from "../../src/operation/EntryPages.ts"
import { ada, clientOf, fresh, layer } from "./catalogue/CatalogueWorld.ts"

const id = (text: string) => EntryId.make(text)
const G1 = GateId.make("G1")

it("counts after nine comes ten, and a page says where the next begins", () => {
  const notes = [10, 9, 1, 11, 2].map((number) => ({ id: id(`note-${number}`) }))
  const first = EntryPages.entriesOf(notes, { limit: 3 })
  assert.deepStrictEqual(
    [first.entries.map((note) => note.id as string), first.next as string | null],
    [["note-1", "note-2", "note-9"], "note-9"]
  )
  const rest = EntryPages.entriesOf(notes, { after: id("note-9"), limit: 2 })
  assert.deepStrictEqual(
    [rest.entries.map((note) => note.id as string), rest.next],
    [["note-10", "note-11"], null]
  )
  assert.deepStrictEqual(EntryPages.entriesOf([], {}), { entries: [], next: null })
})

it("finds all words in any case, and none that is not there", () => {
  assert.isTrue(EntryPages.hasWords("  STORE  postgres ", "Postgres", "one store"))
  assert.isFalse(EntryPages.hasWords("store mongo", "Postgres", "one store"))
})

it.layer(layer, { timeout: "2 minutes" })("the registers", (it) => {
  it.effect("find what a person typed, and show it, and once it is removed neither", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const { id } = yield* client["decisions.record"]({ project, title: "Zirkon", reason: "A hard one" })
      const found = yield* client["decisions.search"]({ project, text: "hard ZIRKON" })
      assert.deepStrictEqual(
        found.entries.map((entry) => [entry.id, entry.title, entry.text]),
        [[id, "Zirkon", "A hard one"]]
      )
      yield* client["errors.record"]({ project, source: "forge", message: "Zirkon answered" })
      const { errors } = yield* client["errors.search"]({ project, text: "zirkon" })
      assert.deepStrictEqual(
        errors.map(({ message, source }) => [source, message]),
        [["forge", "Zirkon answered"]]
      )
      const note = yield* client["notes.add"]({ project, text: "Granit\nis grey" })
      assert.strictEqual(note.title, "Granit\nis grey")
      yield* client["notes.remove"]({ project, id: note.id })
      const { entries } = yield* client["notes.list"]({ project })
      assert.notInclude(
        entries.map((entry) => entry.id),
        note.id
      )
    }).pipe(Effect.scoped)
  )

  it.effect("keep the kinds apart: a query is no blocker, and a decision is no note", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const query = yield* client["queries.ask"]({ project, title: "Which?", detail: "", gate: G1 })
      const decision = yield* client["decisions.record"]({ project, title: "This", reason: "" })
      const refusals = [
        yield* Effect.flip(client["blockers.resolve"]({ project, id: query.id, resolution: "x" })),
        yield* Effect.flip(client["escalations.get"]({ project, id: query.id })),
        yield* Effect.flip(client["notes.remove"]({ project, id: decision.id })),
        yield* Effect.flip(client["risks.close"]({ project, id: id("risk-99"), resolution: "x" }))
      ]
      for (const refused of refusals) assert.include(refused.message, "There is no entry")
      const { entry } = yield* client["queries.get"]({ project, id: query.id })
      assert.isTrue(entry.open)
    }).pipe(Effect.scoped)
  )

  it.effect("count what waits at which gate, and for how long settling took", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const raise = (gate: GateId | null) =>
        client["blockers.raise"]({ project, title: "Wait", detail: "", gate })
      yield* raise(G1)
      yield* raise(G1)
      yield* raise(null)
      yield* client["blockers.resolve"]({ project, id: id("blocker-1"), resolution: "done" })
      const stats = yield* client["blockers.stats"]({ project })
      assert.deepInclude(stats, { open: 2, settled: 1 })
      assert.deepStrictEqual(
        stats.gates.map(({ gate, open, settled }) => [gate as string | null, open, settled]),
        [
          [null, 1, 0],
          ["G1", 1, 1]
        ]
      )
      assert.isNotNull(stats.oldestOpenAt)
      assert.isAtLeast(stats.meanMillisToSettle ?? -1, 0)
      const open = yield* client["blockers.list"]({ project, open: true, gate: G1 })
      assert.deepStrictEqual(
        open.entries.map((entry) => entry.id as string),
        ["blocker-2"]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("say by page what each run cost, and all of it once", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const project = yield* fresh(client)
      const all = yield* client["costs.runs"]({ project })
      assert.isAbove(all.runs.length, 0)
      const first = yield* client["costs.runs"]({ project, limit: 1 })
      assert.deepStrictEqual(first.runs, all.runs.slice(0, 1))
      assert.strictEqual(first.next, all.runs.length > 1 ? (all.runs[0]?.runId ?? null) : null)
      const none = yield* client["costs.runs"]({ project, gate: GateId.make("G9") })
      assert.deepStrictEqual(none, { runs: [], next: null })
    }).pipe(Effect.scoped)
  )

  it.effect("let an agent ask and comment, and settle nothing that is for a person", () =>
    Effect.gen(function* () {
      const owner = yield* clientOf(ada)
      const project = yield* fresh(owner)
      const coder = yield* clientOf(agent("coder"))
      const query = yield* coder["queries.ask"]({ project, title: "Which?", detail: "", gate: G1 })
      yield* coder["queries.comment"]({ project, id: query.id, text: "I mean the colour" })
      const refused = yield* Effect.flip(
        coder["queries.answer"]({ project, id: query.id, resolution: "red" })
      )
      assert.include(refused.message, "query-1")
      const { comments, entry } = yield* owner["queries.get"]({ project, id: query.id })
      assert.deepStrictEqual(
        [entry.open, comments.map(({ by, text }) => [by.id, text])],
        [true, [["coder", "I mean the colour"]]]
      )
    }).pipe(Effect.scoped)
  )
})
