import { assert, describe, it } from "@effect/vitest"
import { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { typedFields, typedIn, withTexts } from "@layercake/core/command/TypedText"
import { referenceTo } from "@layercake/core/event/PersonalText"
import { ApproveGate } from "@layercake/core/gate/GateCommand"
import { ReviewId } from "@layercake/core/gate/Review"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { GateId } from "@layercake/core/gate/Gate"
import { RenameProject } from "@layercake/core/project/ProjectCommand"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { BlobDigest } from "@layercake/core/store/Blob"
import { Schema } from "effect"
import { freeTextOf, isWord } from "../event/FreeText.ts"

/** Why a text of a command is not kept apart from it. */
const impersonal: Readonly<Record<string, string>> = {
  "CreateProject.title": "the product's name, from the brief",
  "CreateProject.pipeline.gates.title": "a definition",
  "CreateProject.pipeline.gates.question": "a definition",
  "CreateProject.pipeline.gates.work.title": "a definition",
  "CreateProject.policy.packages.allowed": "names of packages",
  "ChangePolicy.policy.packages.allowed": "names of packages",
  "RenameProject.title": "the product's name",
  "ReviseBrief.title": "the product's name, from the brief",
  "AssignTask.task": "the id of a task",
  "MoveTask.task": "the id of a task",
  "AddWebhook.url": "an address that is told, never in words",
  "AddWebhook.types": "types of events",
  "ChangeWebhook.url": "an address that is told, never in words",
  "ChangeWebhook.types": "types of events",
  "ForkProject.title": "the product's name",
  "RefuseAnswer.findings.message": "LayerCake's words about an answer",
  "SubmitClaim.findings.message": "LayerCake's words about an answer",
  "CompleteAgentRun.register.risks.title": "an agent's words",
  "CompleteAgentRun.register.risks.mitigation": "an agent's words",
  "CompleteAgentRun.register.decisions.title": "an agent's words",
  "CompleteAgentRun.register.decisions.reason": "an agent's words",
  "CompleteAgentRun.register.queries.question": "an agent's words",
  "CompleteAgentRun.register.notes": "an agent's words",
  "FailAgentRun.reason": "an executor's word",
  "FailAgentRun.detail": "an executor's words",
  "RecordProof.proof.summary": "a checker's words",
  "RecordProof.proof.diagnostics.message": "a tool's words",
  "RecordProof.trace.listed.requirements.text": "the product, from its requirements document",
  "RecordProof.trace.listed.requirements.criteria.text": "the product, from its requirements document",
  "RecordProof.trace.listed.requirements.excluded": "the product, from its requirements document",
  "CompleteAgentRun.register.memory": "an agent's words",
  "CompleteAgentRun.register.handoff": "an agent's words",
  "CompleteAgentRun.closing": "an agent's words",
  "CompleteAgentRun.reply": "an agent's words",
  "CompleteAgentRun.tampered.detail": "LayerCake's words about an agent's files",
  "MakeHandoff.documents": "paths",
  "RejectTamper.blocker": "the id of an entry",
  "RestoreFiles.missing": "paths",
  "ChangeFiles.subject": "LayerCake's words about files",
  "RecordUpkeep.operation": "the name of an operation",
  "RecordUpkeep.subject": "the id of a job, a tier or a projection",
  "RecordUpkeep.detail": "LayerCake's words",
  "RecordAskedStep.result.summary": "a runner's words",
  "RecordAskedStep.result.diagnostics.message": "a tool's words",
  "EndAskedBuild.reason": "LayerCake's words",
  "FailPullRequest.reason": "a forge's words",
  "FailRelease.reason": "a forge's words",
  "FailDeployment.reason": "a deployer's words",
  "RecordStop.reason": "LayerCake's words",
  "ErasePersonalText.person": "the id of an actor",
  "ErasePersonalText.reason": "stays on purpose: why something is gone",
  "EraseContent.reason": "stays on purpose: why something is gone"
}

const isCommand = Schema.is(FactoryCommand)
const reference = referenceTo(BlobDigest.make("1".repeat(64)))

describe("the text that a person types", () => {
  it("comes in these fields of commands and in no other: put a new one into the table, or here with why not", () => {
    const typed = Object.entries(typedFields).flatMap(([tag, fields]) =>
      fields.map((field) => `${tag}.${field}`)
    )
    const free = freeTextOf(FactoryCommand.members).filter((path) => !isWord(path))
    assert.isAbove(free.length, 30)
    assert.sameMembers([...free], [...typed, ...Object.keys(impersonal)])
  })

  it("is found where it is, and not where there is none", () => {
    const raised = new RaiseHold({ kind: "blocker", gate: null, title: "No key", detail: "Ask Grace" })
    assert.deepStrictEqual(typedIn(raised), [
      ["title", "No key"],
      ["detail", "Ask Grace"]
    ])
    const gate = GateId.make("G1")
    const review = ReviewId.make("review-1")
    const at = Timestamp.make("2026-11-22T10:00:00.000Z")
    assert.deepStrictEqual(
      typedIn(new ApproveGate({ gate, review, at, accept: true, comment: "", design: null })),
      []
    )
    assert.deepStrictEqual(typedIn(new RenameProject({ title: "Rooms" })), [])
  })

  it("is found wherever it looks like a reference", () => {
    assert.deepStrictEqual(typedIn(new RenameProject({ title: `So ${reference}` })), [
      ["title", `So ${reference}`]
    ])
  })

  it("is replaced in a copy that is the same command", () => {
    const raised = new RaiseHold({ kind: "blocker", gate: null, title: "No key", detail: "" })
    const sealed = withTexts(raised, [["title", reference]])
    assert.isTrue(isCommand(sealed))
    assert.instanceOf(sealed, RaiseHold)
    assert.deepStrictEqual([sealed.title, sealed.kind, raised.title], [reference, "blocker", "No key"])
  })
})
