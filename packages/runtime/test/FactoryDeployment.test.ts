/**
 * Deployments that do not come off, and what becomes of them.
 */
import { assert, describe, it } from "@effect/vitest"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import * as MemoryWorkspace from "@layercake/memory/MemoryWorkspace"
import { Effect } from "effect"
import * as MemoryFactory from "./MemoryFactory.ts"
import { begun, holdsOf, isCompleted, resolved, rooms, runsOf } from "./FactoryStory.ts"

describe("a deployment", () => {
  it.live("without a usable deploy.json goes back to its owner, then to a person", () => {
    const mood = { mended: false }
    let turn = 0
    return Effect.gen(function* () {
      const state = yield* begun()
      assert.deepStrictEqual(holdsOf(state), [
        ["escalation", "G8", "staging.deployment fails as it did before: repair 1 changed nothing about it"]
      ])
      const proof = rowOf(state, "proof", `staging.deployment@${projectOf(state)?.tree}`)
      assert.strictEqual(proof?.summary, `deploy.json is missing or lacks "start" and "health"`)
      mood.mended = true
      assert.isTrue(isCompleted(yield* resolved(state)))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          answer: (request) => {
            if (request.call.step !== "staging") return MemoryFactory.diligent(request)
            const { text } = MemoryFactory.diligent(request)
            const settings = mood.mended
              ? `{"start":["npm","start"],"health":"/health"}`
              : `{"try":${turn++}}`
            return MemoryFactory.answering(text.replace(/\{"start".*\}/, settings))
          }
        })
      )
    )
  })

  it.live(
    "that does not answer is stopped and repaired, put to a person, and tried again when they say so",
    () => {
      const mood = { mended: false }
      const world = MemoryFactory.makeWorld()
      return Effect.gen(function* () {
        const state = yield* begun()
        assert.deepStrictEqual(holdsOf(state), [
          ["escalation", "G8", "staging.health fails as it did before: repair 1 changed nothing about it"]
        ])
        assert.strictEqual(world.deployer.size, 0)
        mood.mended = true
        const end = yield* resolved(state)
        assert.isTrue(isCompleted(end))
        assert.deepStrictEqual(runsOf(end, "staging"), runsOf(state, "staging"))
      }).pipe(
        Effect.provide(
          MemoryFactory.layer({
            world,
            answer: (request) =>
              request.call.purpose === "heal"
                ? MemoryFactory.answering(MemoryFactory.file("Dockerfile", `# ${request.call.runId}`))
                : MemoryFactory.diligent(request),
            deployer: () => ({ status: mood.mended ? 200 : 503 })
          })
        )
      )
    }
  )

  it.live("by a machine that never had the tree brings the files there and builds them first", () => {
    const before = MemoryFactory.makeWorld()
    const after = { ...before, workspace: MemoryWorkspace.makeState() }
    const builtWithFiles: Array<boolean> = []
    return Effect.gen(function* () {
      const state = yield* begun().pipe(
        Effect.provide(
          MemoryFactory.layer({ world: before, deployer: () => ({ refuses: "the disk is full" }) })
        )
      )
      assert.isNotEmpty(holdsOf(state))

      const end = yield* resolved(state).pipe(
        Effect.provide(
          MemoryFactory.layer({
            world: after,
            sandbox: (command) => {
              if (command.argv.join(" ") === "npm run build")
                builtWithFiles.push(after.workspace.get(rooms)?.files.has("package.json") === true)
              return MemorySandbox.byCommandLine({})(command)
            }
          })
        )
      )

      assert.isTrue(isCompleted(end))
      assert.include(builtWithFiles, true)
      assert.notInclude(builtWithFiles, false)
    })
  })
})
