/**
 * What is due in which state, and under which names.
 */
import { assert, describe, it } from "@effect/vitest"
import { RejectGate, ReopenGate, SkipGate } from "@layercake/core/gate/GateCommand"
import * as Planner from "@layercake/core/pipeline/Planner"
import { ProjectId } from "@layercake/core/project/Project"
import { ArchiveProject, PauseProject, RestoreProject } from "@layercake/core/project/ProjectCommand"
import { ProjectClassified } from "@layercake/core/project/ProjectEvent"
import { initialState, projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, created, fold, gateId, proving } from "../project/GivenProject.ts"
import { diligent } from "./HistoryDriver.ts"
import { perforce, ran, reviewed, standing, underPolicy, unproven } from "./GateStanding.ts"

/** Names with the tree left out. */
const names = (state: ProjectState) =>
  Planner.due(state).map((work) => Planner.nameOf(work).replace(projectOf(state)?.tree ?? "-", "TREE"))
const reason = "again"
const hold = (gate: string) =>
  new RaiseHold({ kind: "blocker", gate: gateId(gate), title: "Wait", detail: "" })
const prove = (
  state: ProjectState,
  gate: string,
  ...proofs: ReadonlyArray<readonly [string, "passed" | "failed"]>
) => proofs.reduce((state, [kind, outcome]) => after(state, proving(state, gate, kind, outcome)), state)

describe("the planner asks for", () => {
  const table: ReadonlyArray<readonly [name: string, state: () => ProjectState, due: ReadonlyArray<string>]> =
    [
      ["nothing before there is a project", () => initialState, []],
      ["the commit before anything else", created, ["commit/intake"]],
      ["the opening of the first gate that is not passed", () => standing("B"), ["gate/B/1/open"]],
      [
        "skipping where there is no user interface",
        () => standing("D", { userInterface: false }),
        ["gate/D/1/skip"]
      ],
      [
        "the first step's work",
        () => perforce(standing("E"), Planner.due(standing("E"))[0]!, diligent),
        ["run/E.backend.1"]
      ],
      [
        "a correction under a new name",
        () => ran(standing("C"), "C", "specs", "nonsense"),
        ["run/C.specs.2"]
      ],
      ["the checks of a gate that needs no build", () => unproven("C"), ["check/C/TREE/specifications"]],
      ["the build before the checks", () => unproven("E"), ["build/E/TREE"]],
      [
        "all checks at once",
        () => prove(unproven("E"), "E", ["install", "passed"], ["test", "passed"]),
        ["check/E/TREE/coverage", "check/E/TREE/style"]
      ],
      [
        "a repair by the owner",
        () => prove(unproven("C"), "C", ["specifications", "failed"]),
        ["run/C.specs.2"]
      ],
      [
        "the push before the deployment",
        () => prove(unproven("F"), "F", ["install", "passed"], ["audit", "passed"]),
        ["push/F/TREE/push"]
      ],
      [
        "the deployment last",
        () => prove(unproven("F"), "F", ["install", "passed"], ["audit", "passed"], ["push", "passed"]),
        ["deploy/F/TREE/staging"]
      ],
      ["nothing while a person reviews", () => reviewed("B"), []],
      ["passing by itself where the proofs decide", () => reviewed("E"), ["gate/E/1/pass"]],
      [
        "the next round of a rejected gate",
        () => after(reviewed("B"), new RejectGate({ gate: gateId("B"), reason }), ada),
        ["gate/B/1/reopen"]
      ],
      ["nothing while the gate is held", () => after(unproven("C"), hold("C")), []],
      ["nothing while the project is paused", () => after(unproven("C"), new PauseProject({ reason })), []],
      ["nothing while the project is archived", () => after(unproven("C"), new ArchiveProject()), []],
      [
        "an agent also when more is spent than the budget says, since it may be free",
        () => underPolicy(ran(standing("C"), "C", "specs", "nonsense"), { budgetMicroUsd: 1 }),
        ["run/C.specs.2"]
      ],
      [
        "nothing while a person is asked about the money for it",
        () =>
          perforce(
            underPolicy(ran(standing("C"), "C", "specs", "nonsense"), { budgetMicroUsd: 1 }),
            Planner.due(ran(standing("C"), "C", "specs", "nonsense"))[0]!,
            { ...diligent, estimate: () => ({ model: "none", microUsd: 1, inputTokens: 1, outputTokens: 1 }) }
          ),
        []
      ]
    ]
  for (const [name, state, due] of table) it(name, () => assert.deepStrictEqual(names(state()), due))

  it("runs with the purpose and the attempt that they are", () => {
    const run = (state: ProjectState) =>
      Planner.due(state).map((work) =>
        work._tag === "RunAgent" ? [work.purpose, work.attempt] : [work._tag]
      )
    assert.deepStrictEqual(run(ran(standing("C"), "C", "specs", "nonsense")), [["correct", 1]])
    assert.deepStrictEqual(run(prove(unproven("C"), "C", ["specifications", "failed"])), [["heal", 1]])
    const again = after(standing("D"), new ReopenGate({ gate: gateId("C"), reason }), ada)
    assert.deepStrictEqual(run(again), [["rework", 1]])
    assert.deepStrictEqual(Planner.due(again), [
      {
        _tag: "RunAgent",
        gate: gateId("C"),
        step: "specs",
        runId: rowOf(again, "task", "C/specs")!.lastRun!.replace("1", "2") as never,
        purpose: "rework",
        attempt: 1
      }
    ])
  })

  it("a correction of the very last repair, too", () => {
    const failed = prove(underPolicy(unproven("C"), { healAttempts: 1 }), "C", ["specifications", "failed"])
    assert.deepStrictEqual(names(ran(failed, "C", "specs", "nonsense")), ["run/C.specs.3"])
  })

  it("work that takes part only since the gate was passed over", () => {
    const skipped = perforce(
      standing("D", { userInterface: false }),
      Planner.due(standing("D", { userInterface: false }))[0]!,
      diligent
    )
    const reopened = after(skipped, new ReopenGate({ gate: gateId("C"), reason }), ada)
    const skippedC = after(reopened, new SkipGate({ gate: gateId("C"), reason }), ada)
    const classified = fold(skippedC, [new ProjectClassified({ projectType: "site", userInterface: true })])
    assert.deepStrictEqual(
      Planner.due(classified).map((work) => work._tag === "RunAgent" && [work.runId as string, work.purpose]),
      [["D.designs.1", "work"]]
    )
    const done = ran(classified, "D", "designs", "writes")
    assert.strictEqual(rowOf(done, "task", "D/designs")?.status, "done")
  })

  it("nothing of a completed project, also when it comes back from the archive", () => {
    const skip = (state: ProjectState, gate: string) =>
      after(state, new SkipGate({ gate: gateId(gate), reason }), ada)
    const done = ["B", "C", "D", "E", "F"].reduce(skip, standing("B"))
    assert.strictEqual(projectOf(done)?.status, "completed")
    assert.deepStrictEqual(names(done), [])
    const back = after(after(done, new ArchiveProject()), new RestoreProject())
    assert.strictEqual(projectOf(back)?.status, "completed")
  })

  it("jobs whose ids carry the project and whose tiers fit the work", () => {
    const [job] = Planner.plan(ProjectId.make("rooms"), standing("B"))
    assert.deepStrictEqual(
      [job?.id as string, job?.tier, job?.kind],
      ["rooms/gate/B/1/open", "critical", "AdvanceGate"]
    )
    const tiers = [unproven("C"), unproven("E"), created()].map(
      (state) => Planner.plan(ProjectId.make("rooms"), state)[0]?.tier
    )
    assert.deepStrictEqual(tiers, ["high", "medium", "critical"])
  })
})
