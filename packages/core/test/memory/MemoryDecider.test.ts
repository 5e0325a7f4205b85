/**
 * How a memory is revised and forgotten, how work is handed over by hand, and how a template is registered.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { RegisterHostTemplate, RegisterTemplate } from "@layercake/core/agent/TemplateCommand"
import { ForgetMemory, MakeHandoff, ReviseMemory } from "@layercake/core/memory/MemoryCommand"
import { recollections } from "@layercake/core/memory/Recollection"
import { initialState, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { AddNote, KeepMemory } from "@layercake/core/register/RegisterCommand"
import { FilePath } from "@layercake/core/tree/Tree"
import { standing } from "../pipeline/GateStanding.ts"
import { ada, after, blob, created, gateId, refusal, tags, when } from "../project/GivenProject.ts"

const id = EntryId.make("memory-1")
const kept = (by = ada) => after(created(), new KeepMemory({ text: "The office is closed on Mondays" }), by)
const revise = new ReviseMemory({ id, text: "The office is closed on Sundays" })
const forget = new ForgetMemory({ id })
const texts = (state: ProjectState) =>
  recollections(state, { gate: "E", step: "backend", agent: AgentName.make("backend-agent") }).map(
    ({ text }) => text
  )

describe("a memory", () => {
  it("says what it was changed to, and to say the same again changes nothing", () => {
    const state = after(kept(), revise, ada)
    assert.deepStrictEqual(texts(state), ["To be remembered by ada: The office is closed on Sundays"])
    assert.isDefined(rowOf(state, "record", id)?.changedAt)
    assert.deepStrictEqual(when(state, revise, ada), [])
  })

  it("reminds nobody once it is forgotten, and its number is not given again", () => {
    const state = after(kept(), forget, ada)
    assert.deepStrictEqual(texts(state), [])
    assert.deepStrictEqual(when(state, forget, ada), [])
    assert.strictEqual(refusal(state, revise, ada)._tag, "EntryNotOpen")
    const next = after(state, new KeepMemory({ text: "Another" }), ada)
    assert.strictEqual(rowOf(next, "record", "memory-2")?.text, "Another")
  })

  it("is changed by an agent only where that agent said it", () => {
    assert.strictEqual(refusal(kept(), forget, agent("backend"))._tag, "EntryNotForAgent")
    assert.deepStrictEqual(tags(when(kept(agent("backend")), forget, agent("backend"))), ["MemoryForgotten"])
    assert.deepStrictEqual(tags(when(kept(agent("backend")), revise, ada)), ["MemoryRevised"])
  })

  it("is no note and no entry that there is not", () => {
    const noted = after(kept(), new AddNote({ text: "A note" }), ada)
    for (const wrong of ["note-1", "memory-9"])
      assert.strictEqual(
        refusal(noted, new ForgetMemory({ id: EntryId.make(wrong) }), ada)._tag,
        "EntryUnknown"
      )
  })
})

describe("a hand-over by hand", () => {
  const make = (rest: Partial<ConstructorParameters<typeof MakeHandoff>[0]> = {}) =>
    new MakeHandoff({
      from: AgentName.make("scope-agent"),
      gate: gateId("E"),
      step: "backend",
      summary: "Use the file of rooms",
      documents: [FilePath.make("docs/brief.md")],
      ...rest
    })

  it("goes to whoever has the step, under a number of its own", () => {
    const state = after(after(standing("C"), make(), ada), make({ summary: "And lock it" }), ada)
    const row = rowOf(state, "handoff", "handoff-2")
    assert.deepStrictEqual(
      [row?.reason, row?.from as string, row?.to as string, row?.summary],
      ["told", "scope-agent", "backend-agent", "And lock it"]
    )
  })

  it("is refused for a step or a file that there is not", () => {
    const state = standing("C")
    assert.strictEqual(refusal(state, make({ gate: gateId("Z") }), ada)._tag, "GateUnknown")
    assert.strictEqual(refusal(state, make({ step: "none" }), ada)._tag, "StepUnknown")
    const documents = [FilePath.make("docs/none.md")]
    assert.strictEqual(refusal(state, make({ documents }), ada)._tag, "FileUnknown")
  })
})

describe("a template of one's own", () => {
  const fields = {
    agent: AgentName.make("architect"),
    version: 2,
    tier: "high",
    template: blob("template"),
    digest: blob("markdown")
  } as const
  const own = new RegisterTemplate(fields)
  const wide = new RegisterHostTemplate(fields)

  it("is in force from then on, and the same again changes nothing", () => {
    const state = after(created(), own, ada)
    assert.strictEqual(rowOf(state, "template", "architect")?.tier, "high")
    assert.deepStrictEqual(when(state, own, ada), [])
    assert.deepStrictEqual(tags(when(initialState, wide, ada)), ["AgentTemplateRegistered"])
  })

  it("is for persons to say, of a project that there is", () => {
    for (const actor of [agent("architect"), automation("cron")]) {
      assert.strictEqual(refusal(created(), own, actor)._tag, "PersonNeeded")
      assert.strictEqual(refusal(initialState, wide, actor)._tag, "PersonNeeded")
    }
    assert.strictEqual(refusal(initialState, own, ada)._tag, "ProjectNotFound")
  })
})
