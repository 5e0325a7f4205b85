/**
 * Who is asked about what fails: the step that wrote it, a person about the machine, the gate that approved a specification.
 */
import { assert, describe, it } from "@effect/vitest"
import { BuildId } from "@layercake/core/build/BuildEvent"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { type RecordProof, StartBuild } from "@layercake/core/proof/ProofCommand"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, gateId, proving, tags, when } from "../project/GivenProject.ts"
import { ran, underPolicy, unproven } from "../pipeline/GateStanding.ts"
import { commitOf, failing, names } from "./GivenRepair.ts"

describe("what fails at a gate", () => {
  const told = (state: ProjectState, ...proofs: ReadonlyArray<(state: ProjectState) => RecordProof>) =>
    proofs.reduce((now, proof) => after(now, proof(now)), state)
  const ok = (kind: string) => (state: ProjectState) => proving(state, "E", kind)
  const bad =
    (kind: string, path: string, message = "wrong") =>
    (state: ProjectState) =>
      failing(state, "E", kind, [[path, message]])

  it("is assessed when the build is over, and not before", () => {
    const state = unproven("E")
    const begun = after(
      state,
      new StartBuild({
        buildId: BuildId.make("E.1"),
        gate: gateId("E"),
        tree: projectOf(state)!.tree!,
        steps: ["install", "test"].map((step) => ProofKind.make(step)),
        sandbox: "none",
        isolated: true
      })
    )
    const failed = bad("test", "src/backend.ts")
    assert.deepStrictEqual(tags(when(begun, failed(begun))), ["ProofRecorded"])
    const middle = told(begun, failed)
    assert.deepStrictEqual(tags(when(middle, ok("install")(middle))), [
      "ProofRecorded",
      "BuildFinished",
      "HealAssessed"
    ])
  })

  it("is given to no agent once the policy allows no repair, and proven again to ask a person", () => {
    const state = told(unproven("E"), ok("install"), bad("test", "src/backend.ts"))
    assert.deepStrictEqual(names(state), ["run/E.backend.2"])
    assert.deepStrictEqual(names(underPolicy(state, { healAttempts: 0 })), ["build/E/TREE"])
  })

  it("is repaired once all checks are made, so that the repair knows of everything", () => {
    const built = told(unproven("E"), ok("install"), ok("test"))
    const one = told(built, bad("coverage", "src/backend.ts"))
    assert.deepStrictEqual(names(one), ["check/E/TREE/style"])
    assert.isUndefined(rowOf(one, "healSeries", "E"))
    const both = told(one, bad("style", "src/backend.ts"))
    assert.deepStrictEqual(names(both), ["run/E.backend.2"])
    assert.deepStrictEqual(
      rowOf(both, "healSeries", "E")?.assessments[0]?.health.map(({ failed }) => failed),
      [0, 0, 1, 1]
    )
  })

  it("is repaired by the step that wrote the files that fail, and by the owner where that is not known", () => {
    const built = told(unproven("E"), ok("install"))
    assert.deepStrictEqual(names(told(built, bad("test", "public/page.html"))), ["run/E.frontend.2"])
    assert.deepStrictEqual(names(told(built, bad("test", "src/backend.ts"))), ["run/E.backend.2"])
    assert.deepStrictEqual(names(told(built, bad("test", "src/unknown.ts"))), ["run/E.backend.2"])
    const mixed = (state: ProjectState) =>
      failing(state, "E", "test", [
        ["public/page.html", "a"],
        ["src/backend.ts", "b"]
      ])
    assert.deepStrictEqual(names(told(built, mixed)), ["run/E.backend.2"])
  })

  it("spends attempts of the gate, whoever repairs", () => {
    let state = underPolicy(told(unproven("E"), ok("install")), { healAttempts: 2 })
    for (const [index, path] of ["public/page.html", "src/backend.ts", "public/page.html"].entries()) {
      state = told(state, bad("test", path, `${"abc"[index]} is wrong`))
      if (index === 2) break
      state = ran(state, "E", index === 0 ? "frontend" : "backend", "writes")
      while (names(state)[0]?.startsWith("commit")) state = after(state, commitOf(state))
      state = told(state, ok("install"))
    }
    assert.deepStrictEqual(
      rowsOf(state, "task")
        .filter(({ gate }) => gate === "E")
        .map(({ heals, step }) => [step, heals]),
      [
        ["backend", 1],
        ["frontend", 1]
      ]
    )
    assert.strictEqual(rowsOf(state, "hold").at(-1)?.title, "test still does not pass after 2 repairs")
  })

  it("goes to no agent when the machine is at fault, and spends no attempt", () => {
    const state = told(unproven("E"), ok("install"))
    const full = failing(state, "E", "test", [["src/backend.ts", "write ENOSPC: no space left on device"]])
    assert.deepStrictEqual(tags(when(state, full)), ["ProofRecorded", "EscalationRaised", "GateBlocked"])
    const held = after(state, full)
    assert.match(
      rowsOf(held, "hold").at(-1)?.detail ?? "",
      /^The machine and not the tree: the disk is full\. No agent was asked/
    )
    const resolved = after(
      held,
      new ResolveHold({ id: EntryId.make("escalation-1"), resolution: "cleaned up" }),
      ada
    )
    assert.match(names(resolved)[0] ?? "", /^build\/E/)
    assert.strictEqual(
      rowsOf(resolved, "task").reduce((sum, { heals }) => sum + heals, 0),
      0
    )
  })

  it("goes to a person when it lies in an approved specification, and to the agent once they have said so", () => {
    const state = told(unproven("E"), ok("install"))
    const odd = bad("test", "specs/openapi.yaml", "POST /rooms has no 409")
    const command = odd(state)
    assert.deepStrictEqual(tags(when(state, command)), [
      "ProofRecorded",
      "FailureRouted",
      "EscalationRaised",
      "GateBlocked"
    ])
    const held = after(state, command)
    const hold = rowsOf(held, "hold").at(-1)!
    assert.strictEqual(hold.title, "test and the specification of C Gate C do not agree")
    assert.match(hold.detail, /If the specification is wrong, reopen C/)
    assert.deepStrictEqual(names(held), [])

    const resolved = after(
      held,
      new ResolveHold({ id: hold.id, resolution: "the specification is right" }),
      ada
    )
    const again = told(resolved, ok("install"), odd)
    assert.strictEqual(rowOf(again, "gate", "E")?.status, "open")
    assert.deepStrictEqual(names(again), ["run/E.backend.2"])
    const other = told(resolved, ok("install"), bad("test", "specs/openapi.yaml", "GET /slots has no 404"))
    assert.strictEqual(rowOf(other, "gate", "E")?.status, "blocked")
  })
})
