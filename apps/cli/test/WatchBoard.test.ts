import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { BuildId } from "@layercake/core/build/BuildEvent"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { GateId } from "@layercake/core/gate/Gate"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { ProofKind } from "@layercake/core/proof/Proof"
import { TreeDigest } from "@layercake/core/tree/Tree"
import { CliOutput } from "effect/cli"
import { boardLines, type WatchedProject } from "../src/output/WatchBoard.ts"

const at = (clock: string) => Timestamp.make(`2026-11-22T${clock}.000Z`)
const gate = (id: string, status: "approved" | "open" | "pending") => ({
  gate: GateId.make(id),
  title: "Intake",
  order: Number(id.slice(1)),
  status,
  round: 1,
  evidence: null,
  digest: null,
  approval: null,
  reason: null,
  openedAt: status === "pending" ? null : at("10:00:00"),
  submittedAt: null,
  decidedAt: status === "approved" ? at("10:00:30") : null
})

const watched: WatchedProject = {
  report: {
    project: ProjectId.make("rooms"),
    title: "Rooms \u001b[31mred\u001b[0m",
    status: "active",
    gate: "G1",
    waiting: null,
    createdAt: at("10:00:00"),
    updatedAt: at("10:01:00"),
    version: 9,
    projectType: null,
    tree: null,
    gates: [gate("G0", "approved"), gate("G1", "open"), gate("G2", "pending")],
    holds: [],
    cost: null,
    deployments: [],
    claimable: [],
    policy: defaultPolicy
  },
  runs: [],
  builds: [
    {
      buildId: BuildId.make("G1.1.abc"),
      gate: GateId.make("G1"),
      tree: TreeDigest.make("a".repeat(64)),
      steps: [ProofKind.make("install"), ProofKind.make("test")],
      sandbox: "bubblewrap",
      isolated: true,
      outcome: null,
      summary: null,
      startedAt: at("10:01:00"),
      finishedAt: null
    }
  ],
  events: Array.from({ length: 40 }, (_, index) => ({
    at: at("10:01:00"),
    actor: AgentName.make("architect"),
    text: `event ${index} ${"\u4f1a\u8bae".repeat(60)}`
  })),
  place: 1,
  projects: 2
}

const look = { colour: false, columns: 80, rows: 24, now: at("10:01:05") }

describe("the live board", () => {
  it("says what stands, who builds and since when", () => {
    const text = boardLines(watched, look).join("\n")
    assert.include(text, "G0 Intake            approved   in 30.0 s")
    assert.include(text, "> G1 Intake            open       for 1 min 5 s")
    assert.include(text, "building G1 in bubblewrap: install, test for 5.0 s")
    assert.include(text, "no model calls yet")
    assert.include(text, "project 1 of 2")
    assert.include(text, "tab next project")
  })

  for (const [columns, rows] of [
    [80, 24],
    [20, 5],
    [200, 60],
    [1, 1]
  ] as const)
    for (const colour of [true, false])
      it(`fits ${columns} by ${rows}${colour ? " in colour" : ""}`, () => {
        const lines = boardLines(watched, { ...look, colour, columns, rows })
        assert.lengthOf(lines, rows)
        for (const line of lines) {
          // oxlint-disable-next-line no-control-regex -- colours take no room
          const plain = line.replaceAll(/\u001b\[[0-9]+m/g, "")
          assert.isAtMost(CliOutput.displayWidth(plain), columns)
          // None is left open.
          if (line.includes("\u001b["))
            assert.isTrue(line.lastIndexOf("\u001b[") === line.lastIndexOf("\u001b[0m"))
        }
      })

  it("lets nothing of what others wrote reach the terminal as a command", () => {
    assert.notInclude(boardLines(watched, look).join("\n"), "\u001b")
  })

  it("says what a person has to do", () => {
    const report = { ...watched.report, waiting: "G1 Scope waits for approval" }
    assert.include(
      boardLines({ ...watched, report }, look).join("\n"),
      "waits    G1 Scope waits for approval"
    )
  })
})
