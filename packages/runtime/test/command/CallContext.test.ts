/**
 * What comes with a call holds for its commands: the key under which it may be repeated, and the version that was seen.
 */
import { assert, it } from "@effect/vitest"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { RenameProject } from "@layercake/core/project/ProjectCommand"
import { StreamVersion } from "@layercake/core/store/EventStore"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Factory from "../../src/Factory.ts"
import * as Intake from "../../src/intake/Intake.ts"
import * as CallContext from "../../src/operation/CallContext.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, rooms } from "../FactoryStory.ts"
import { eventsOf } from "../history/ForkStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const layer = Layer.suspend(() =>
  Factory.layer(MemoryFactory.templates).pipe(Layer.provideMerge(MemoryStore.layer))
)

const rename = Effect.fnUntraced(function* (...titles: ReadonlyArray<string>) {
  const commands = yield* Commands
  for (const title of titles) yield* commands.execute(rooms, new RenameProject({ title }), { actor: ada })
})

const called = (options: CallContext.CallContextOptions, ...titles: ReadonlyArray<string>) =>
  Effect.suspend(() =>
    rename(...titles).pipe(Effect.provideService(CallContext.CallContext, CallContext.make(options)))
  )

const key = { commandId: CommandId.make("call:1"), correlationId: "input:1" }

const begun = Intake.take({ brief: MemoryFactory.brief, project: rooms }, ada)
const version = Effect.gen(function* () {
  const states = yield* ProjectStates
  return (yield* states.load(rooms)).version
})

it.effect("does every command of a call once, however often the call comes", () =>
  Effect.gen(function* () {
    yield* begun
    const before = yield* version
    yield* called(key, "First", "Second")
    yield* called(key, "First", "Second")
    const events = (yield* eventsOf(rooms)).slice(before)
    assert.deepStrictEqual<ReadonlyArray<unknown>>(
      events.map(({ metadata }) => [metadata.commandId, metadata.correlationId]),
      [
        ["call:1", "input:1"],
        ["call:1#2", "input:1"]
      ]
    )
  }).pipe(Effect.provide(layer))
)

it.effect("refuses a call from an older version, and holds the call's later commands to nothing", () =>
  Effect.gen(function* () {
    yield* begun
    const seen = StreamVersion.make(yield* version)
    const precondition = { project: rooms, version: seen }
    yield* called({ precondition }, "First", "Second")
    const refused = yield* Effect.flip(called({ precondition }, "Late"))
    assert.strictEqual(refused._tag === "CommandRefused" && refused.reason._tag, "VersionDiffers")
    assert.strictEqual(yield* version, seen + 2)
  }).pipe(Effect.provide(layer))
)
