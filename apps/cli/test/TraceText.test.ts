import { assert, describe, it } from "@effect/vitest"
import type { TracedRequirement } from "@layercake/core/operation/RequirementOperations"
import { DeploymentKey } from "@layercake/core/deployment/DeploymentEvent"
import { ProofId, ProofKind } from "@layercake/core/proof/Proof"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath, TreeDigest } from "@layercake/core/tree/Tree"
import { csvMatrix, markdownMatrix } from "../src/output/TraceMatrix.ts"
import { traceTable, traceText } from "../src/output/TraceText.ts"

const look = { colour: false, columns: 120 }
const tree = TreeDigest.make("a".repeat(64))
const proof = ProofKind.make("requirement-tests")

const whole: TracedRequirement = {
  requirement: {
    id: RequirementId.make("FR-1"),
    text: '=The system lists "rooms", all | of them.',
    stories: ["US-1"],
    criteria: [{ id: "AC-1.1", text: "then three rooms are listed" }],
    nonFunctional: false,
    excluded: null,
    document: { path: FilePath.make("docs/prd.md"), digest: BlobDigest.make("b".repeat(64)), line: 7 },
    status: "listed",
    listedAt: 3,
    changedAt: 3,
    withdrawnAt: null,
    elements: [
      { proof, kind: "operation", name: "GET /rooms", path: FilePath.make("specs/openapi.yaml"), line: 5 },
      { proof, kind: "model", name: "Room", path: FilePath.make("specs/schema.prisma"), line: 2 }
    ],
    files: [{ proof, path: FilePath.make("src/rooms.ts"), line: 1 }],
    tests: [{ proof, name: "FR-1 lists", path: null, outcome: "passed" }],
    proofs: [{ proofId: ProofId.make("p"), kind: proof, tree, outcome: "passed", version: 9 }],
    deployments: [
      { key: DeploymentKey.make("k"), target: "production", tree, status: "running", version: 12 }
    ]
  },
  gaps: []
}

const bare: TracedRequirement = {
  requirement: {
    ...whole.requirement,
    id: RequirementId.make("FR-2"),
    text: "Escapes \u001b[31m nothing",
    elements: [],
    files: [],
    tests: [{ proof, name: "FR-2 x", path: null, outcome: "failed" }],
    proofs: [],
    deployments: []
  },
  gaps: [
    { at: "specification", severity: "open", message: "No element of a specification names it." },
    { at: "test", severity: "open", message: "No test that names it passed." }
  ]
}

describe("what people see of requirements", () => {
  it("is a table with a line for each, and what is missing marked", () => {
    assert.deepStrictEqual(traceTable([whole, bare], look).split("\n"), [
      "ID    SPECIFICATION  FILES  TESTS              PROOFS    DEPLOYED    REQUIREMENT",
      'FR-1  GET /rooms +1  1      1 passed           1 passed  production  =The system lists "rooms", all | of them.',
      "FR-2  MISSING        -      0 passed, 1 not !  -         -           Escapes \u00b7[31m nothing",
      "",
      "2 requirements, 1 with gaps: FR-2"
    ])
  })

  it("is everything about one of them", () => {
    const text = traceText(whole, look)
    for (const part of [
      "docs/prd.md:7, US-1",
      "AC-1.1  then three rooms are listed",
      "operation  GET /rooms  specs/openapi.yaml:5",
      "src/rooms.ts:1  by requirement-tests",
      "FR-1 lists  passed  file not known",
      "requirement-tests  passed  tree aaaaaaaaaaaa, version 9",
      "production  running"
    ])
      assert.include(text, part)
    assert.notInclude(text, "Gaps")
    assert.match(traceText(bare, look), /Gaps\n {2}specification {2}open {2}No element/)
    assert.notInclude(traceText(bare, look), "\u001b")
  })

  it("is a matrix that a spreadsheet reads as text and never as a formula", () => {
    const [head, first, ...rest] = csvMatrix([whole, bare]).split("\r\n")
    assert.match(head ?? "", /^requirement,text,document,/)
    assert.match(
      first ?? "",
      /^FR-1,"'=The system lists ""rooms"", all \| of them\.",docs\/prd\.md:7,listed,operation GET \/rooms; model Room,/
    )
    assert.strictEqual(rest.length, 1)
  })

  it("is a matrix in Markdown whose cells stay cells", () => {
    const lines = markdownMatrix([whole]).split("\n")
    assert.strictEqual(lines.length, 3)
    assert.strictEqual(lines[2]?.match(/(?<!\\)\|/g)?.length, 11)
  })
})
