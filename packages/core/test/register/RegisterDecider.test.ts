/**
 * Entries of the registers: their numbers, and the gates they hold.
 */
import { assert, describe, it } from "@effect/vitest"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import {
  AddNote,
  CloseRisk,
  IdentifyRisk,
  KeepMemory,
  RaiseHold,
  ResolveHold
} from "@layercake/core/register/RegisterCommand"
import { ada, after, created, gateId, refusal, tags, when } from "../project/GivenProject.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"

const hold = (kind: "blocker" | "query" | "escalation", gate: string | null) =>
  new RaiseHold({ kind, gate: gate === null ? null : gateId(gate), title: "Wait", detail: "" })
const resolve = (id: string) => new ResolveHold({ id: EntryId.make(id), resolution: "go" })

describe("the registers", () => {
  it("count each kind by itself, from one", () => {
    const notes = Array.from({ length: 11 }, (_, index) => new AddNote({ text: `note ${index}` }))
    const noted = [
      ...notes,
      new KeepMemory({ text: "memory" }),
      hold("query", null),
      hold("blocker", null),
      hold("query", null)
    ].reduce((state, command) => after(state, command, ada), created())
    assert.includeMembers(
      rowsOf(noted, "record").map((record) => record.id as string),
      ["note-1", "note-11", "memory-1"]
    )
    assert.deepStrictEqual(
      rowsOf(noted, "hold").map((entry) => entry.id as string),
      ["blocker-1", "query-1", "query-2"]
    )
  })

  it("free a gate only when the last of two entries is resolved", () => {
    const state = after(reviewed("B"), hold("query", "B"))
    assert.strictEqual(rowOf(state, "gate", "B")?.status, "blocked")
    assert.deepStrictEqual(tags(when(state, hold("blocker", "B"))), ["BlockerRaised"])
    const both = after(state, hold("blocker", "B"))
    const one = after(both, resolve("query-1"), ada)
    assert.strictEqual(rowOf(one, "gate", "B")?.status, "blocked")
    assert.deepStrictEqual(tags(when(one, resolve("blocker-1"), ada)), ["BlockerResolved", "GateUnblocked"])
  })

  it("hold no gate that is passed or not begun", () => {
    assert.deepStrictEqual(tags(when(standing("C"), hold("query", "B"))), ["QueryAsked"])
    assert.deepStrictEqual(tags(when(standing("C"), hold("query", "D"))), ["QueryAsked"])
    assert.strictEqual(refusal(standing("C"), hold("query", "Z"))._tag, "GateUnknown")
  })

  it("refuse what is settled or not there, and say which", () => {
    const state = after(after(created(), hold("query", null)), resolve("query-1"), ada)
    const settled = refusal(state, resolve("query-1"))
    const missing = refusal(state, resolve("query-7"))
    assert.deepStrictEqual(
      [settled, missing].map((reason) => reason._tag === "EntryNotOpen" && reason.exists),
      [true, false]
    )
    const risky = after(created(), new IdentifyRisk({ title: "Fire", severity: "low", mitigation: "" }))
    const close = new CloseRisk({ id: EntryId.make("risk-1"), resolution: "hose" })
    assert.strictEqual(refusal(after(risky, close), close)._tag, "EntryNotOpen")
  })
})
