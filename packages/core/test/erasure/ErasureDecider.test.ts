import { assert, describe, it } from "@effect/vitest"
import { agent, automation, system } from "@layercake/core/actor/Actor"
import { CancelAgentRun, StartAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { EraseContent, ErasePersonalText } from "@layercake/core/erasure/ErasureCommand"
import { ContentErased, PersonalTextErased } from "@layercake/core/erasure/ErasureEvent"
import { OpenGate } from "@layercake/core/gate/GateCommand"
import { initialState, projectOf } from "@layercake/core/project/ProjectState"
import { standing } from "../pipeline/GateStanding.ts"
import { ada, after, blob, created, gateId, refusal, when } from "../project/GivenProject.ts"

const reason = "asked for"
const contents = [blob("one"), blob("two")]
const eraseText = new ErasePersonalText({ person: "grace", contents, reason })
const eraseOf = (text: string) => new EraseContent({ content: blob(text), reason })

describe("erasing", () => {
  it("says whose texts went and which, and nothing when there are none", () => {
    assert.deepStrictEqual(when(created(), eraseText, ada), [
      new PersonalTextErased({ person: "grace", contents, reason })
    ])
    const none = new ErasePersonalText({ person: "grace", contents: [], reason })
    assert.deepStrictEqual(when(created(), none, ada), [])
  })

  it("is a person's decision, whatever is erased", () => {
    for (const actor of [automation("night"), agent("architect"), system])
      for (const command of [eraseText, eraseOf("an old answer")])
        assert.deepInclude(refusal(created(), command, actor), { _tag: "ErasureNeedsPerson", actor })
  })

  it("is of a project that there is", () => {
    assert.strictEqual(refusal(initialState, eraseText, ada)._tag, "ProjectNotFound")
  })

  it("never takes a file of the tree as it is", () => {
    const state = created()
    assert.strictEqual(projectOf(state)?.brief, blob("the brief"))
    assert.deepInclude(refusal(state, eraseOf("the brief"), ada), {
      _tag: "ContentInUse",
      use: "the file docs/brief.md"
    })
    assert.deepStrictEqual(when(state, eraseOf("an old answer"), ada), [
      new ContentErased({ content: blob("an old answer"), reason })
    ])
  })

  it("leaves an agent run what it works with until it has ended", () => {
    const runId = AgentRunId.make("B.scope.1")
    const running = after(
      after(standing("B"), new OpenGate({ gate: gateId("B") })),
      new StartAgentRun({
        runId,
        gate: gateId("B"),
        step: "scope",
        purpose: "work",
        attempt: 1,
        templateVersion: 1,
        executor: "script",
        prompt: blob("a prompt"),
        idempotencyKey: "key"
      })
    )
    assert.deepInclude(refusal(running, eraseOf("a prompt"), ada), {
      _tag: "ContentInUse",
      use: "what the agent run B.scope.1 works with"
    })
    const ended = after(running, new CancelAgentRun({ runId, reason: "enough" }))
    assert.lengthOf(when(ended, eraseOf("a prompt"), ada), 1)
  })
})
