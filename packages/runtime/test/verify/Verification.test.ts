/**
 * Verification finds what was changed, lost or added beside the log.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { initialState } from "@layercake/core/project/ProjectState"
import { stateForm, toJson } from "@layercake/core/project/StateForm"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import * as Verification from "../../src/verify/Verification.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const rooms = ProjectId.make("rooms")

/** The differences after the world was tampered with. */
const found = (tamper: (world: MemoryFactory.World) => void) => {
  const world = MemoryFactory.makeWorld()
  return Effect.gen(function* () {
    yield* Intake.take({ brief: MemoryFactory.brief, project: rooms, policy: defaultPolicy }, person("ada"))
    yield* MemoryFactory.settled(rooms)
    assert.deepStrictEqual((yield* Verification.verify()).differences, [])
    tamper(world)
    const { differences, ok } = yield* Verification.verify()
    assert.strictEqual(ok, differences.length === 0)
    return differences
  }).pipe(Effect.provide(MemoryFactory.layer({ world })))
}

const viewAt = ({ store }: MemoryFactory.World, projection: string, key: string) => {
  const found = Array.from(store.views).find(([, view]) => view.projection === projection && view.key === key)
  return found ?? assert.fail(`there is no row ${projection}/${key}`)
}

describe("verification", () => {
  it.live("finds a row that was changed", () =>
    Effect.gen(function* () {
      const differences = yield* found((world) => {
        const [at, view] = viewAt(world, "gate", "G1")
        world.store.views.set(at, { ...view, row: { ...(view.row as object), status: "approved" } })
      })
      assert.deepStrictEqual(differences, [
        { project: rooms, what: "gate/G1", detail: "the row is not what the log says" }
      ])
    })
  )

  it.live("finds a row that is missing", () =>
    Effect.gen(function* () {
      const differences = yield* found((world) => {
        world.store.views.delete(viewAt(world, "file", "docs/scope.md")[0])
      })
      assert.deepStrictEqual(differences, [
        { project: rooms, what: "file/docs/scope.md", detail: "the row is missing" }
      ])
    })
  )

  it.live("finds a row that the log knows nothing of, also of a project that there is not", () =>
    Effect.gen(function* () {
      const differences = yield* found((world) => {
        const [at, view] = viewAt(world, "task", "G1/scope")
        world.store.views.set(`${at} more`, { ...view, key: "G1/more" })
        world.store.views.set(`${at} other`, { ...view, project: ProjectId.make("other") })
      })
      const detail = "the log knows no such row"
      assert.sameDeepMembers(
        [...differences],
        [
          { project: rooms, what: "task/G1/more", detail },
          { project: ProjectId.make("other"), what: "task/G1/scope", detail }
        ]
      )
    })
  )

  it.live("finds a content that is missing", () =>
    Effect.gen(function* () {
      let gone = ""
      const differences = yield* found((world) => {
        const { digest } = viewAt(world, "file", "docs/scope.md")[1].row as { readonly digest: string }
        gone = digest
        for (const address of world.store.blobs.keys())
          if (address === digest) world.store.blobs.delete(address)
      })
      assert.deepStrictEqual(differences, [
        { project: rooms, what: `content ${gone}`, detail: "the content is missing" }
      ])
    })
  )

  it.live("finds a snapshot that is not what the log says, and one of events that there are not", () =>
    Effect.gen(function* () {
      let head = 0
      const differences = yield* found(({ store }) => {
        head = store.events.length
        const forged = [3, head + 1].map((version) => ({
          stream: rooms,
          version: StreamVersion.make(version),
          form: stateForm,
          state: toJson({ ...initialState, version })
        }))
        store.snapshots.set(rooms, [...(store.snapshots.get(rooms) ?? []), ...forged])
      })
      assert.deepStrictEqual(
        differences.map(({ detail, what }) => `${what}: ${detail}`),
        ["snapshot 3: it is not what the log says", `snapshot ${head + 1}: the log does not go so far`]
      )
    })
  )
})
