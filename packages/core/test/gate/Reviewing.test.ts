/**
 * A review is the right to decide: of one person, about exactly what they saw, for a while, once.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation, person, system } from "@layercake/core/actor/Actor"
import { plusMillis, type Timestamp } from "@layercake/core/event/Timestamp"
import { ApproveGate, PassGate, RejectGate, ReopenGate, SkipGate } from "@layercake/core/gate/GateCommand"
import { gateLoad, isStamp, loadByGate } from "@layercake/core/gate/GateLoad"
import { authorityWithoutPerson } from "@layercake/core/gate/GatePassing"
import { ReviewId } from "@layercake/core/gate/Review"
import { reviewInForce } from "@layercake/core/gate/Reviewing"
import { ForkProject, ReviseBrief } from "@layercake/core/project/ProjectCommand"
import { evolve, projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { EventHash } from "@layercake/core/event/EventChain"
import { ProjectId } from "@layercake/core/project/Project"
import {
  ada,
  after,
  at,
  digestOf,
  fileOf,
  gateId,
  hex,
  proving,
  refusal,
  tags,
  treeWith,
  when
} from "../project/GivenProject.ts"
import { reviewed as submitted, underPolicy } from "../pipeline/GateStanding.ts"
import { opening, shown } from "./GivenReview.ts"

const grace = person("grace")
const hour = 3_600_000
const now = (state: ProjectState) => at(state.version)
const approve = (
  state: ProjectState,
  gate = "B",
  rest: Partial<Pick<ApproveGate, "review" | "inBatch">> & { readonly time?: Timestamp } = {}
) => {
  const { time, ...others } = rest
  return new ApproveGate({
    gate: gateId(gate),
    review: ReviewId.make("review-1"),
    at: time ?? now(state),
    accept: false,
    comment: "",
    design: null,
    ...others
  })
}
const statusOf = (state: ProjectState, review = "review-1") => rowOf(state, "review", review)?.status

describe("opening a review", () => {
  it("is for persons alone, at a gate that is in review, of what is there", () => {
    const state = submitted("B")
    for (const actor of [agent("scope-agent"), automation("night"), system])
      assert.strictEqual(refusal(state, opening(state, "B"), actor)._tag, "PersonRequired", actor.kind)
    assert.strictEqual(refusal(state, opening(state, "C"), ada)._tag, "GateNotReady")
    const other = { ...opening(state, "B"), digest: digestOf(submitted("C"), "C") }
    assert.strictEqual(refusal(state, Object.assign(opening(state, "B"), other), ada)._tag, "EvidenceStale")
  })

  it("lasts a day, or as long as the policy says", () => {
    const state = submitted("B")
    for (const [policied, hours] of [
      [state, 24],
      [underPolicy(state, { reviewHours: 2 }), 2]
    ] as const) {
      const [opened] = when(policied, opening(policied, "B"), ada)
      assert.strictEqual(
        opened?._tag === "ReviewOpened" ? opened.expiresAt : "",
        plusMillis(now(policied), hours * hour)
      )
    }
  })

  it("goes on with the one that is open, and each person has their own", () => {
    const state = shown(submitted("B"), "B")
    assert.deepStrictEqual(when(state, opening(state, "B"), ada), [])
    const both = shown(state, "B", grace)
    assert.deepStrictEqual(
      rowsOf(both, "review").map(({ by, review }) => [review as string, by.id]),
      [
        ["review-1", "ada"],
        ["review-2", "grace"]
      ]
    )
    const later = plusMillis(now(state), 24 * hour)
    assert.deepStrictEqual(tags(when(state, opening(state, "B", later), ada)), ["ReviewOpened"])
  })
})

describe("approving with a review", () => {
  it("says in the approval which it was", () => {
    const state = shown(submitted("B"), "B")
    const [approved] = when(state, approve(state), ada)
    assert.strictEqual(approved?._tag === "GateApproved" ? approved.review : "", "review-1")
    assert.strictEqual(statusOf(after(state, approve(state), ada)), "approved")
  })

  it("is refused with another's, with one of another gate, and with none", () => {
    const state = shown(submitted("B"), "B")
    assert.strictEqual(refusal(state, approve(state), grace)._tag, "ReviewNotYours")
    const none = approve(state, "B", { review: ReviewId.make("review-7") })
    assert.strictEqual(refusal(state, none, ada)._tag, "ReviewUnknown")
    const next = submitted("C")
    assert.strictEqual(refusal(next, approve(next, "C"), ada)._tag, "ReviewUnknown")
  })

  it("is refused from the moment at which it expires", () => {
    const state = shown(submitted("B"), "B")
    const { expiresAt } = rowOf(state, "review", "review-1")!
    const last = approve(state, "B", { time: plusMillis(expiresAt, -1) })
    assert.deepStrictEqual(tags(when(state, last, ada)), ["GateApproved"])
    assert.strictEqual(refusal(state, approve(state, "B", { time: expiresAt }), ada)._tag, "ReviewExpired")
    assert.isUndefined(reviewInForce(state, rowOf(state, "gate", "B")!, ada, expiresAt))
  })

  it("uses it up, and makes those of others void", () => {
    const state = shown(shown(submitted("B"), "B"), "B", grace)
    const approved = after(state, approve(state), ada)
    assert.deepStrictEqual([statusOf(approved), statusOf(approved, "review-2")], ["approved", "void"])
    const again = after(approved, new ReopenGate({ gate: gateId("B"), reason: "again" }), ada)
    assert.strictEqual(statusOf(again), "approved")
    const rejected = after(state, new RejectGate({ gate: gateId("B"), reason: "no" }), grace)
    assert.deepStrictEqual([statusOf(rejected), statusOf(rejected, "review-2")], ["void", "rejected"])
  })

  it("is void as soon as anything it is about changes", () => {
    const state = shown(submitted("C"), "C")
    const mine = rowsOf(state, "review").at(-1)!.review
    const brief = fileOf("docs/brief.md", "another brief")
    const changes: ReadonlyArray<ProjectState> = [
      after(state, proving(state, "C", "specifications", "passed", "said otherwise")),
      after(
        state,
        new ReviseBrief({
          title: "Rooms",
          file: brief,
          tree: treeWith(state, [brief]),
          before: projectOf(state)!.tree
        }),
        ada
      ),
      after(state, new RaiseHold({ kind: "blocker", gate: gateId("C"), title: "Wait", detail: "" })),
      after(state, new SkipGate({ gate: gateId("C"), reason: "no" }), grace),
      after(state, new ReopenGate({ gate: gateId("C"), reason: "no" }), grace),
      after(
        state,
        new ForkProject({
          parent: ProjectId.make("rooms"),
          version: state.version,
          hash: EventHash.make(hex("head")),
          title: null
        })
      )
    ]
    for (const changed of changes) {
      const review = rowOf(changed, "review", mine)!
      assert.strictEqual(review.status, "void")
      assert.isNotNull(review.reason)
    }
    const forked = changes.at(-1)!
    assert.strictEqual(refusal(forked, approve(forked, "C", { review: mine }), ada)._tag, "ReviewOver")
  })

  it("counts for nothing in passing a gate by itself", () => {
    const state = shown(submitted("B"), "B")
    const pass = new PassGate({ gate: gateId("B"), reviewed: rowOf(state, "gate", "B")!.digest! })
    assert.strictEqual(refusal(state, pass, automation("night"))._tag, "PersonRequired")
  })
})

describe("what the policy says of people at gates", () => {
  it("can ask for a person where the pipeline asks for none", () => {
    const state = submitted("E")
    const [row, definition] = [
      projectOf(state)!,
      projectOf(state)!.pipeline.gates.find(({ id }) => id === "E")!
    ]
    assert.strictEqual(authorityWithoutPerson(row, definition), "proof")
    const asking = projectOf(underPolicy(state, { needPerson: [gateId("A"), gateId("E")] }))!
    assert.isUndefined(authorityWithoutPerson(asking, definition))
    assert.isUndefined(authorityWithoutPerson(asking, asking.pipeline.gates[0]))
  })

  it("can ask for a gate to be approved by itself", () => {
    const state = underPolicy(shown(submitted("B"), "B"), { oneByOne: [gateId("B")] })
    assert.strictEqual(refusal(state, approve(state, "B", { inBatch: true }), ada)._tag, "NotInBatch")
    const [alone] = when(state, approve(state), ada)
    assert.isUndefined(alone?._tag === "GateApproved" ? alone.inBatch : null)
    const other = underPolicy(state, { oneByOne: [] })
    const [together] = when(other, approve(other, "B", { inBatch: true }), ada)
    assert.isTrue(together?._tag === "GateApproved" && together.inBatch)
  })
})

describe("the load of gates", () => {
  const opened = shown(submitted("B"), "B")
  const decidedAfter = (millis: number) => {
    const time = plusMillis(now(opened), millis)
    return when(opened, approve(opened, "B", { time }), ada).reduce(
      (state, event) => evolve(state, { event, actor: ada, version: state.version + 1, at: time }),
      opened
    )
  }
  const rows = (state: ProjectState) => ({
    load: rowsOf(state, "load"),
    reviews: rowsOf(state, "review"),
    phases: rowsOf(state, "phase")
  })

  it("knows how long people looked, and what was too short", () => {
    for (const [millis, stamps] of [
      [9_999, 1],
      [10_000, 0]
    ] as const) {
      const state = decidedAfter(millis)
      const load = gateLoad(rows(state), 10, now(state))
      assert.deepStrictEqual(
        [load.timed, load.stamps, load.stampRate, load.shortestMillis, load.medianMillis, load.longestMillis],
        [1, stamps, stamps, millis, millis, millis]
      )
      assert.strictEqual(isStamp(rowOf(state, "review", "review-1")!, 10), stamps === 1)
    }
  })

  it("counts every way in which a gate ends, gate by gate", () => {
    const rejected = after(opened, new RejectGate({ gate: gateId("B"), reason: "no" }), ada)
    const again = after(rejected, new ReopenGate({ gate: gateId("B"), reason: "no" }))
    const [a, b] = loadByGate([gateId("A"), gateId("B")], rows(again), 10, now(again))
    assert.deepStrictEqual([a?.byProof, a?.byPerson, a?.reviews, a?.stampRate], [1, 0, 0, null])
    assert.deepStrictEqual(
      [b?.rounds, b?.submitted, b?.reviews, b?.rejected, b?.reopened, b?.byPerson],
      [2, 1, 1, 1, 1, 0]
    )
    const total = gateLoad(rows(again), 10, now(again))
    assert.strictEqual(total.submitted, (a?.submitted ?? 0) + (b?.submitted ?? 0))
  })

  it("knows the reviews that were left until they expired", () => {
    const { expiresAt } = rowOf(opened, "review", "review-1")!
    assert.strictEqual(gateLoad(rows(opened), 10, expiresAt).expired, 1)
    assert.strictEqual(gateLoad(rows(opened), 10, plusMillis(expiresAt, -1)).expired, 0)
  })
})
