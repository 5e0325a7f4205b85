import { assert, describe, it } from "@effect/vitest"
import { agent, automation, person, system } from "@layercake/core/actor/Actor"
import * as ProjectDecider from "@layercake/core/project/ProjectDecider"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { initialState } from "@layercake/core/project/ProjectState"
import { Result } from "effect"
import { created } from "./GivenProject.ts"

const wider = new ChangePolicy({ policy: { ...defaultPolicy, healAttempts: 9 } })

describe("ProjectDecider", () => {
  it("lets only a person change the policy", () => {
    const state = created()

    for (const actor of [automation("cli:ada"), agent("architect"), system]) {
      const refused = ProjectDecider.decide(wider, state, actor)
      assert.isTrue(Result.isFailure(refused) && refused.failure._tag === "PolicyNeedsPerson", actor.kind)
    }
    const changed = ProjectDecider.decide(wider, state, person("ada"))
    assert.deepStrictEqual(Result.isSuccess(changed) && changed.success.map((event) => event._tag), [
      "PolicyChanged"
    ])
  })

  it("knows no project before it is created", () => {
    const refused = ProjectDecider.decide(wider, initialState, person("ada"))

    assert.isTrue(Result.isFailure(refused) && refused.failure._tag === "ProjectNotFound")
  })
})
