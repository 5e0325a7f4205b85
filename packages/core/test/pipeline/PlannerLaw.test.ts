/**
 * Laws of the planner over random histories made by the real deciders.
 */
import { assert, describe, it } from "@effect/vitest"
import { projectOf } from "@layercake/core/project/ProjectState"
import * as Planner from "@layercake/core/pipeline/Planner"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import { ProjectId } from "@layercake/core/project/Project"
import { ada } from "../project/GivenProject.ts"
import { diligent, type History, perform, tell } from "./HistoryDriver.ts"
import { beginning, chanceOf, isHeld, moody, remedy, step } from "./RandomHistory.ts"

const histories = 300
const steps = 50
const rooms = ProjectId.make("rooms")

/** What to look at when a law is broken. */
const tale = (seed: number, { facts, state }: History) =>
  [
    `seed ${seed}, ${projectOf(state)?.status}`,
    ...gatesInOrder(state).map((gate) => `${gate.gate} ${gate.status} ${gate.round}`),
    ...facts.slice(-25).map((fact) => `${fact.version} ${JSON.stringify(fact.event)}`.slice(0, 220))
  ].join("\n")

describe("the planner along any history", () => {
  it("never leaves an active project with nothing due, nobody asked and nothing that holds it, nor asks again for done work", () => {
    for (let seed = 1; seed <= histories; seed++) {
      const chance = chanceOf(seed)
      const choices = moody(chance, chance.one([0.5, 0.8, 0.95]))
      let history = beginning(chance)
      for (let index = 0; index < steps; index++) {
        const next = step(history, chance, choices, 0.15)
        history = next.history
        const { state } = history
        if (next.done !== undefined && Planner.isDue(state, next.done))
          return assert.fail(`still due: ${Planner.nameOf(next.done)}\n${tale(seed, history)}`)
        if (projectOf(state)?.status === "active" && Planner.due(state).length === 0 && !isHeld(state))
          return assert.fail(`nothing moves\n${tale(seed, history)}`)
      }
    }
  })

  it("asks twice for the same jobs, each under an id of its own", () => {
    for (let seed = 2001; seed <= 2030; seed++) {
      const chance = chanceOf(seed)
      let history = beginning(chance)
      for (let index = 0; index < steps; index++) {
        history = step(history, chance, moody(chance, 0.8), 0.15).history
        const jobs = Planner.plan(rooms, history.state)
        assert.deepStrictEqual(Planner.plan(rooms, history.state), jobs)
        assert.strictEqual(new Set(jobs.map((job) => job.id)).size, jobs.length)
        // What was written is committed all the same.
        if (projectOf(history.state)?.status !== "active")
          assert.deepStrictEqual(
            jobs.filter(({ kind }) => kind !== "CommitTree"),
            []
          )
      }
    }
  })

  it("comes to the end whatever happened, once everybody does their best", () => {
    for (let seed = 3001; seed <= 3000 + histories; seed++) {
      const chance = chanceOf(seed)
      const choices = moody(chance, chance.one([0.5, 0.8, 0.95]))
      let history = beginning(chance)
      for (let index = 0; index < steps; index++) history = step(history, chance, choices, 0.15).history
      for (let index = 0; projectOf(history.state)?.status !== "completed"; index++) {
        if (index === 300) return assert.fail(`does not end\n${tale(seed, history)}`)
        const [work] = Planner.due(history.state)
        if (work !== undefined) {
          history = perform(history, work, diligent).history
          continue
        }
        const command = remedy(history.state)
        if (command === undefined) return assert.fail(`nobody can help\n${tale(seed, history)}`)
        const told = tell(history, command, ada)
        if (told._tag === "refused") return assert.fail(`${told.detail}\n${tale(seed, history)}`)
        history = told.history
      }
    }
  })
})
