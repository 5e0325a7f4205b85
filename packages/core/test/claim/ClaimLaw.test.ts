/**
 * Laws of claims along any history: random claimants claim, renew, submit, release and withdraw while time goes on.
 */
import { assert, it } from "@effect/vitest"
import type { Actor } from "@layercake/core/actor/Actor"
import { automation } from "@layercake/core/actor/Actor"
import { claimOn, isInForce, waitingRuns } from "@layercake/core/claim/ClaimStanding"
import * as Decider from "@layercake/core/command/Decider"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import * as Planner from "@layercake/core/pipeline/Planner"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Result } from "effect"
import { chanceOf } from "../pipeline/RandomHistory.ts"
import { ada, blob, fold } from "../project/GivenProject.ts"
import {
  claim,
  claimId,
  finding,
  minute,
  open,
  release,
  renew,
  runId,
  submit,
  waiting,
  withdraw
} from "./ClaimStory.ts"

const actors: ReadonlyArray<Actor> = [automation("one"), automation("two"), ada]
const names = ["a", "b", "c", "d", "e", "f"]
const began = waiting(open())

it("one claim is in force at a time, and an answer counts only while its own is", () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 200; seed++) {
    const chance = chanceOf(seed)
    let state: ProjectState = began
    let time = 0
    const events: Array<FactoryEvent> = []
    for (let step = 0; step < 25; step++) {
      time += chance.one([0, 1, 10, 31])
      const actor = chance.one(actors)
      const name = chance.one(names)
      const bad = chance.one([true, false]) ? { findings: [finding], answer: blob(name) } : {}
      const command: FactoryCommand = chance.one([
        claim(name, time),
        claim(name, time),
        renew(name, time, time + 30),
        submit(name, time, bad),
        ...(chance.one([1, 2, 3]) === 1 ? [release(name, time)] : []),
        ...(chance.one([1, 2, 3, 4, 5, 6]) === 1 ? [withdraw(time)] : [])
      ])
      const before = state
      const decided = Decider.decide(command, before, actor)
      if (Result.isFailure(decided)) {
        seen.add(decided.failure.reason._tag)
        continue
      }
      state = fold(before, decided.success, actor)
      events.push(...decided.success)
      for (const event of decided.success) {
        seen.add(event._tag)
        if (event._tag === "AgentRunClaimed")
          assert.isFalse(
            rowsOf(before, "claim").some((held) => isInForce(held, minute(time))),
            `seed ${seed}: claimed twice`
          )
        if (event._tag === "AgentRunAnswered" || event._tag === "AgentRunClaimRefused") {
          const held = rowOf(before, "claim", claimId(name))
          assert.isTrue(held !== undefined && isInForce(held, minute(time)), `seed ${seed}: a late answer`)
          assert.deepStrictEqual(held?.claimant.actor, actor)
        }
      }
      assert.isAtMost(rowsOf(state, "claim").filter((held) => held.status === "held").length, 1)
      const isWaiting = waitingRuns(state).length > 0
      assert.strictEqual(
        Planner.due(state).length === 0,
        isWaiting || rowOf(state, "gate", "C")?.status === "blocked"
      )
      if (rowOf(state, "agentRun", runId)?.status !== "started") assert.isTrue(!isWaiting && done(state))
    }
    assert.isAtMost(events.filter((event) => event._tag === "AgentRunAnswered").length, 1)
  }
  assert.includeMembers(Array.from(seen), [
    "AgentRunClaimed",
    "AgentRunClaimRenewed",
    "AgentRunClaimRefused",
    "AgentRunClaimReleased",
    "AgentRunAnswered",
    "AgentRunRefused",
    "AgentRunCancelled",
    "RunClaimed",
    "RunNotClaimable",
    "ClaimLost",
    "ClaimNotYours"
  ])
})

/** Nothing of the run is held any more. */
const done = (state: ProjectState): boolean => claimOn(state, runId) === undefined
