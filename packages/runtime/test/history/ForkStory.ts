/**
 * A run of the memory factory that is forked, with everything counted that happens outside of the log.
 */
import { assert } from "@effect/vitest"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { ProjectId } from "@layercake/core/project/Project"
import { evolveWithChanges, projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { AddNote } from "@layercake/core/register/RegisterCommand"
import { NoteAdded } from "@layercake/core/register/RegisterEvent"
import { EventStore, type Moment, StreamVersion } from "@layercake/core/store/EventStore"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import * as MemoryForge from "@layercake/memory/MemoryForge"
import { Effect, Stream } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Fork from "../../src/history/Fork.ts"
import * as Moments from "../../src/history/Moments.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

export const version = (version: number): Moment => ({ version: StreamVersion.make(version) })

/** A world that counts. */
export const countingWorld = (options: MemoryFactory.MemoryFactoryOptions = {}) => {
  const world = options.world ?? MemoryFactory.makeWorld()
  const calls: Array<string> = []
  /** Who used an idempotency key. */
  const keys = new Map<string, string>()
  const layer = MemoryFactory.layer({
    ...options,
    world,
    answer: (request: AgentRequest) => {
      const { idempotencyKey, project, runId } = request.call
      calls.push(`${project} ${runId}`)
      assert.strictEqual(keys.get(idempotencyKey) ?? project, project, "the key of another project's call")
      keys.set(idempotencyKey, project)
      return (options.answer ?? MemoryFactory.diligent)(request)
    },
    deployer: (request) => {
      calls.push(`${request.key}`)
      return options.deployer?.(request) ?? {}
    },
    sandbox: (command) => {
      calls.push(`sandbox ${command.directory}`)
      return (options.sandbox ?? MemoryFactory.sandbox)(command)
    }
  })
  /** Everything of one project that lies outside of the log. */
  const outside = (project: string) => ({
    calls: calls.filter((call) => call.includes(project)),
    commits: world.repository.get(`/workspace/${project}`)?.map((commit) => commit.sha) ?? [],
    pushed: MemoryForge.tipOf(world.forge, ProjectId.make(project)) ?? null,
    running: Array.from(world.deployer.keys()).filter((key) => key.startsWith(`${project}/`))
  })
  return { world, calls, layer, outside }
}

export const eventsOf = (project: ProjectId) =>
  Effect.flatMap(EventStore, (store) => Stream.runCollect(store.readStream(project)))

/** Forks `rooms`, lets the fork run, and checks what must be true of any fork. */
export const forkAndRun = Effect.fnUntraced(function* (
  { outside, world }: ReturnType<typeof countingWorld>,
  at: Moment,
  id: ProjectId
) {
  const parent = yield* eventsOf(rooms)
  const before = outside(rooms)
  const { version } = yield* Fork.fork({ project: rooms, at, id }, ada)
  const end = yield* MemoryFactory.settled(id)

  // The parent's past is there as it was, with a chain of its own.
  const events = yield* eventsOf(id)
  const past = parent.slice(0, version)
  const told = ({ data, metadata, type }: (typeof events)[number]) => ({ data, metadata, type })
  assert.deepStrictEqual(events.slice(0, version).map(told), past.map(told))
  assert.isTrue(events.every((event, index) => event.hash !== parent[index]?.hash))
  assert.deepInclude(events[version], { type: "ProjectForked" })
  assert.deepInclude(events[version]?.data, { parent: rooms, version, hash: past.at(-1)?.hash })

  // Nothing was done for the parent, and nothing again that it had done.
  assert.deepStrictEqual(outside(rooms), before)
  const answered = past
    .filter((event) => event.type === "AgentRunAnswered")
    .map((event) => `${id} ${(event.data as { readonly runId: string }).runId}`)
  assert.deepStrictEqual(
    outside(id).calls.filter((call) => answered.includes(call)),
    []
  )
  const { state: then } = yield* Moments.stateAt(id, { version: StreamVersion.make(version + 2) })
  const commits = world.repository.get(`/workspace/${id}`) ?? []
  const made = rowsOf(end, "commit").filter((commit) => commit.status === "made")
  assert.strictEqual(made.length, commits.length)
  const [first] = commits
  if (projectOf(then)?.status === "completed")
    assert.deepStrictEqual(outside(id), { calls: [], commits: [], pushed: null, running: [] })
  else {
    assert.strictEqual(first?.trailers["LayerCake-Key"], "fork")
    assert.sameMembers(
      [...(first?.paths ?? [])],
      rowsOf(then, "file").map((file) => file.path)
    )
  }

  // What is deployed was built in its own workspace.
  const own = outside(id).calls
  const deployed = own.findIndex((call) => call.startsWith(`${id}/`))
  if (deployed >= 0) assert.include(own.slice(0, deployed), `sandbox /workspace/${id}`)

  // The budget starts afresh.
  const spent = rowOf(end, "cost", "total")
  const paid = events.slice(version).filter((event) => event.type === "CostRecorded")
  assert.strictEqual(spent?.calls ?? 0, paid.length)
  assert.strictEqual(
    spent?.inherited?.calls ?? 0,
    past.filter((event) => event.type === "CostRecorded").length
  )
  assert.deepStrictEqual((yield* Verification.verify(id)).differences, [])
  assert.deepStrictEqual(projectOf(end)?.forkedFrom, { project: rooms, version })
  return { end, events, version }
})

/** Makes `rooms` longer by so many notes. Gives its version. */
export const noted = Effect.fnUntraced(function* (count: number) {
  const commands = yield* Commands
  const store = yield* EventStore
  const states = yield* ProjectStates
  yield* commands.execute(rooms, new AddNote({ text: "The first of many" }), { actor: ada })
  const events = yield* eventsOf(rooms)
  const [last] = events.slice(-1)
  if (last === undefined) return assert.fail("it has no events")
  const { state } = yield* Moments.now(rooms)
  const views = new Map<string, ViewWrite>()
  let next = state
  const notes = Array.from({ length: count }, (_, index) => {
    const event = new NoteAdded({ id: EntryId.make(`note-${index + 2}`), text: `Note ${index + 2}` })
    const step = evolveWithChanges(next, { event, ...last.metadata, version: next.version + 1 })
    next = step.state
    for (const { key, projection, row } of step.changes)
      views.set(`${projection}/${key}`, { projection, project: rooms, key, row: row as ViewWrite["row"] })
    return EventCodec.encode(event, { ...last.metadata, commandId: CommandId.make(`note-${index + 2}`) })
  })
  yield* store.append({
    stream: rooms,
    expected: last.version,
    commandId: CommandId.make("notes"),
    events: notes,
    views: Array.from(views.values()),
    jobs: []
  })
  return (yield* states.load(rooms)).version
})
