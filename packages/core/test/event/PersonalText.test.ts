import { assert, describe, it } from "@effect/vitest"
import { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import * as PersonalText from "@layercake/core/event/PersonalText"
import { GateNotPassed } from "@layercake/core/gate/GateError"
import { GateId } from "@layercake/core/gate/Gate"
import { BlobDigest } from "@layercake/core/store/Blob"
import { Option } from "effect"
import { freeTextOf, isWord } from "./FreeText.ts"

const [one, two] = [BlobDigest.make("1".repeat(64)), BlobDigest.make("2".repeat(64))]
const [toOne, toTwo] = [PersonalText.referenceTo(one), PersonalText.referenceTo(two)]

/** Why a text of an event needs no erasing: nobody types it as their own words. */
const impersonal: Readonly<Record<string, string>> = {
  "ProjectCreated.title": "the product's name, from the brief",
  "ProjectCreated.pipeline.gates.title": "a definition",
  "ProjectCreated.pipeline.gates.question": "a definition",
  "ProjectCreated.pipeline.gates.work.title": "a definition",
  "ProjectCreated.policy.packages.allowed": "names of packages",
  "PolicyChanged.policy.packages.allowed": "names of packages",
  "ProjectRenamed.title": "the product's name",
  "GateReviewVoided.reason": "LayerCake's words",
  "TaskCreated.title": "from the pipeline",
  "TaskFailed.reason": "LayerCake's words",
  "AgentRunRefused.findings.message": "LayerCake's words about an answer",
  "AgentRunClaimRefused.findings.message": "LayerCake's words about an answer",
  "AgentRunFailed.reason": "an executor's word",
  "AgentRunFailed.detail": "an executor's words",
  "TreeChanged.subject": "LayerCake's words about a step",
  "BuildFinished.summary": "a runner's words",
  "ProofRecorded.proof.summary": "a checker's words",
  "ProofRecorded.proof.diagnostics.message": "a tool's words",
  "RequirementsListed.requirements.text": "the product, from its requirements document",
  "RequirementsListed.requirements.criteria.text": "the product, from its requirements document",
  "RequirementsListed.requirements.excluded": "the product, from its requirements document",
  "InstructionEnded.reason": "LayerCake's words",
  "HandoffMade.documents": "paths",
  "HealAssessed.signature": "a digest of failures",
  "HealAssessed.failures": "a tool's words",
  "FailureRouted.signature": "a digest of failures",
  "FailureRouted.detail": "paths",
  "TreeRestored.reason": "LayerCake's words",
  "RestoreAbandoned.missing": "paths",
  "TamperDetected.blocker": "the id of an entry",
  "TamperDetected.facts.detail": "LayerCake's words about an agent's files",
  "TamperRejected.blocker": "the id of an entry",
  "WebhookAdded.url": "an address that is told, never in words",
  "WebhookAdded.types": "types of events",
  "WebhookChanged.url": "an address that is told, never in words",
  "WebhookChanged.types": "types of events",
  "UpkeepDone.operation": "the name of an operation",
  "UpkeepDone.subject": "the id of a job, a tier or a projection",
  "UpkeepDone.detail": "LayerCake's words",
  "AskedStepFinished.result.summary": "a runner's words",
  "AskedStepFinished.result.diagnostics.message": "a tool's words",
  "AskedBuildEnded.summary": "a runner's words",
  "PullRequestFailed.reason": "a forge's words",
  "ReleaseFailed.reason": "a forge's words",
  "DeploymentAsked.from": "the key of a deployment",
  "DeploymentFailed.reason": "a deployer's words",
  "DeploymentStopped.reason": "LayerCake's words",
  "PersonalTextErased.person": "the id of an actor",
  "PersonalTextErased.reason": "stays on purpose: why something is gone",
  "ContentErased.reason": "stays on purpose: why something is gone"
}

describe("what people type", () => {
  it("may stand in these fields of events and in no other: put a new one into the table, or here with why not", () => {
    const personal = Object.entries(PersonalText.personalFields).flatMap(([type, fields]) =>
      fields.map((field) => `${type}.${field}`)
    )
    const free = freeTextOf(FactoryEvent.members).filter((path) => !isWord(path))
    assert.isAbove(free.length, 40)
    assert.sameMembers([...free], [...personal, ...Object.keys(impersonal)])
  })

  it("is kept with who typed it and a salt, and read back, whatever is in it", () => {
    const salt = "0123456789abcdef".repeat(2)
    for (const text of ["no", 'a\nb "c"', "\u{1f370} \ud800", toOne, "x".repeat(100_000)]) {
      const content = PersonalText.contentOf({ person: "ada", salt, text })
      assert.deepStrictEqual(Option.getOrThrow(PersonalText.fromContent(content)), {
        person: "ada",
        salt,
        text
      })
    }
    for (const other of ["", "{}", "# A brief", `{"person":"ada","salt":"1","text":"no salt"}`, "null"])
      assert.isTrue(Option.isNone(PersonalText.fromContent(other)))
  })

  it("is referred to anywhere in a value, and nothing else is taken for a reference", () => {
    const value = {
      a: [`G2 rejected: ${toOne}`, { b: `${toTwo}${toOne}` }],
      c: null,
      d: 1,
      e: new Uint8Array(3)
    }
    assert.deepStrictEqual(Array.from(PersonalText.referencesIn(value)), [one, two])
    for (const text of [
      one,
      `erasable:${one}`,
      `[erasable:${one.slice(1)}]`,
      `[erasable:${"G".repeat(64)}]`,
      ""
    ]) {
      assert.strictEqual(PersonalText.referencesIn(text).size, 0)
      assert.isFalse(PersonalText.hasReference(text))
    }
    assert.isTrue(PersonalText.hasReference(`so ${toOne}`))
    assert.isTrue(PersonalText.hasReference(`so ${toOne}`), "asked twice")
  })

  it("is put in place of its references once, and says so where it is gone", () => {
    const texts = new Map([[one, `not ${toTwo}`]])
    const value = { text: `G2: ${toOne}, ${toTwo}`, list: [toOne], other: { same: [1, 2] } }
    const opened = PersonalText.opened(value, texts)
    assert.deepStrictEqual(opened, {
      text: `G2: not ${toTwo}, [erased]`,
      list: [`not ${toTwo}`],
      other: { same: [1, 2] }
    })
    assert.strictEqual(opened.other, value.other)
    assert.strictEqual(PersonalText.opened(value.other, texts), value.other)
  })

  it("leaves an error that it stands in the error it was", () => {
    const error = new GateNotPassed({
      gate: GateId.make("G2"),
      findings: [
        { rule: "registers", subject: "blocker-1", severity: "stop", message: `blocker-1: ${toOne}` }
      ]
    })
    const opened = PersonalText.opened(error, new Map([[one, "the door is shut"]]))
    assert.instanceOf(opened, GateNotPassed)
    assert.strictEqual(opened._tag, "GateNotPassed")
    assert.strictEqual(opened.findings[0]?.message, "blocker-1: the door is shut")
    assert.include(opened.message, "the door is shut")
  })
})
