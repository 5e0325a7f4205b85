/**
 * Changes by hand become commits, and branches and tags that were asked for come to be in the repository.
 */
import { assert, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { Repository } from "@layercake/core/port/Repository"
import { Workspace } from "@layercake/core/port/Workspace"
import { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import { RefName } from "@layercake/core/tree/RefName"
import { FilePath } from "@layercake/core/tree/Tree"
import { PlaceRef } from "@layercake/core/tree/TreeCommand"
import { Effect, Stream } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import * as FileChanges from "../../src/tree/FileChanges.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const project = ProjectId.make("rooms")
const ada = person("ada")

const until = Effect.fnUntraced(function* (isSo: (state: ProjectState) => boolean) {
  const store = yield* EventStore
  const states = yield* ProjectStates
  yield* store.subscribe({ stream: project }).pipe(
    Stream.mapEffect(() => states.load(project)),
    Stream.takeUntil(isSo),
    Stream.runDrain
  )
  return yield* states.load(project)
})

it.effect("a change by hand is committed in its maker's name, and gets the tag that is asked for", () =>
  Effect.gen(function* () {
    const commands = yield* Commands
    const repository = yield* Repository
    const workspace = yield* Workspace
    yield* Intake.take({ brief: MemoryFactory.brief, project, policy: MemoryFactory.unattended }, ada)
    yield* MemoryFactory.settled(project)
    const { after } = yield* FileChanges.apply(project, ada, () =>
      Effect.succeed({
        subject: "Add notes",
        written: [{ path: FilePath.make("docs/notes.md"), content: bytesOf("# Notes\n") }]
      })
    )
    const { key } = rowsOf(after, "commit").find(({ status }) => status === "due")!
    const committed = yield* until((state) =>
      rowsOf(state, "commit").some((row) => row.key === key && row.status === "made")
    )
    const sha = rowsOf(committed, "commit").find((row) => row.key === key)!.sha!
    const name = RefName.make("v1.0.0")
    yield* commands.execute(project, new PlaceRef({ kind: "tag", name, sha }), { actor: ada })
    yield* until((state) => rowsOf(state, "ref").some(({ status }) => status === "made"))

    const directory = yield* workspace.root(project)
    const [newest] = yield* repository.history(directory, { from: sha, limit: 1 })
    assert.deepInclude(newest, { author: "ada", subject: "Add notes" })
    assert.deepStrictEqual(
      (yield* repository.marks(directory)).filter(({ kind }) => kind === "tag"),
      [{ kind: "tag", name, sha }]
    )
  }).pipe(Effect.provide(MemoryFactory.layer()), Effect.scoped, Effect.timeout("30 seconds"))
)
