/**
 * Out of one factory and into another: nothing is different afterwards, and nothing that was touched gets in.
 */
import { assert, describe, it } from "@effect/vitest"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { projectionNames } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as Moments from "../../src/history/Moments.ts"
import { ada, begun, isCompleted, rooms } from "../FactoryStory.ts"
import * as Intake from "../../src/intake/Intake.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { exported, imported, type Lines } from "./ExportStory.ts"
import { eventsOf } from "./ForkStory.ts"

/** A run that came to its end, and its export. */
const story = Effect.suspend(() =>
  Effect.gen(function* () {
    yield* begun()
    return { lines: yield* exported(), events: yield* eventsOf(rooms) }
  }).pipe(Effect.provide(MemoryFactory.layer()))
)

const lineOf = (lines: Lines, kind: string, nth = 0) =>
  lines.flatMap((line, index) => (line.startsWith(`{"${kind}"`) ? [index] : []))[nth] ?? assert.fail(kind)

describe("an export", () => {
  it.live("imported elsewhere has the same chain, rows and contents, and its export is the same", () =>
    Effect.gen(function* () {
      const { events, lines } = yield* story
      yield* Effect.gen(function* () {
        const report = yield* imported(lines)
        assert.isTrue(report.created)
        assert.deepStrictEqual<ReadonlyArray<unknown>>(
          [report.version, report.head, report.missing],
          [events.length, events.at(-1)?.hash, 0]
        )
        assert.deepStrictEqual(report.verified.differences, [])
        assert.isAbove(report.contents, 20)
        const there = yield* eventsOf(rooms)
        assert.deepStrictEqual(
          there.map((event) => event.hash),
          events.map((event) => event.hash)
        )
        assert.isTrue(isCompleted((yield* Moments.now(rooms)).state))
        assert.deepStrictEqual(yield* exported(), lines)

        const again = yield* imported(lines)
        assert.deepStrictEqual([again.created, again.head], [false, report.head])
        assert.deepStrictEqual(yield* eventsOf(rooms), there)
      }).pipe(Effect.provide(MemoryFactory.layer()))
    })
  )

  it.live("taken in while the work was half done is gone on with", () =>
    Effect.gen(function* () {
      let lines: Lines = []
      yield* Effect.gen(function* () {
        yield* Intake.take(
          { brief: MemoryFactory.brief, project: rooms, policy: MemoryFactory.unattended },
          ada
        )
        lines = yield* exported()
      }).pipe(Effect.provide(MemoryFactory.layer()))
      yield* Effect.gen(function* () {
        yield* imported(lines)
        assert.isTrue(isCompleted(yield* MemoryFactory.settled(rooms)))
      }).pipe(Effect.provide(MemoryFactory.layer()))
    })
  )

  it.live("without contents says how many are not there, and takes them in when they come later", () =>
    Effect.gen(function* () {
      const { bare, lines } = yield* Effect.gen(function* () {
        yield* begun()
        return { bare: yield* exported({ contents: false }), lines: yield* exported() }
      }).pipe(Effect.provide(MemoryFactory.layer()))
      assert.isTrue(bare.every((line) => !line.startsWith(`{"content"`)))
      yield* Effect.gen(function* () {
        const report = yield* imported(bare)
        assert.isAbove(report.missing, 20)
        assert.isFalse(report.verified.ok)
        assert.isTrue(report.verified.differences.every(({ detail }) => detail === "the content is missing"))
        assert.isTrue((yield* imported(lines)).verified.ok)
      }).pipe(Effect.provide(MemoryFactory.layer()))
    })
  )

  it.live("that was cut, changed or reordered is refused with the line, and nothing is written", () =>
    Effect.gen(function* () {
      const { lines } = yield* story
      const world = MemoryFactory.makeWorld()
      const event = lineOf(lines, "event", 11)
      const content = lineOf(lines, "content", 2)
      const last = lines.length - 1
      const without = (index: number) => lines.filter((_, other) => other !== index)
      const changed = (index: number, change: (line: string) => string) =>
        lines.map((line, other) => (other === index ? change(line) : line))
      const swapped = (a: number, b: number) =>
        lines.map((line, index) => (index === a ? lines[b]! : index === b ? lines[a]! : line))
      const cases: ReadonlyArray<readonly [Lines, number, RegExp]> = [
        [[], 1, /was cut off here/],
        [lines.slice(0, -1), last + 1, /was cut off here/],
        [lines.slice(0, event), event + 1, /was cut off here/],
        [changed(last, (line) => line.slice(0, -9)), last + 1, /no line of an export/],
        [without(0), 1, /begins with its header/],
        [without(event), event + 1, /event 12 is expected here, and this is event 13/],
        [without(content), last, /with 1 left out/],
        [swapped(event, event + 1), event + 1, /event 12 is expected here/],
        [swapped(event, content), event + 1, /no event names the content|event 12 is expected/],
        [[...lines.slice(0, event), lines[event]!, ...lines.slice(event)], event + 2, /event 13 is expected/],
        [
          changed(event, (line) => line.replace(/"actor":\{[^}]*\}/, `"actor":{"kind":"person","id":"eve"}`)),
          event + 1,
          /is not what was exported/
        ],
        [
          changed(event, (line) => line.replace(/"stream":"rooms"/, `"stream":"other"`)),
          event + 1,
          /is of other, not of rooms/
        ],
        [changed(event, (line) => line.replace(/\}\}$/, `},"more":1}`)), event + 1, /no line of an export/],
        [
          changed(content, (line) => line.replace(/"bytes":"..../, `"bytes":"AAAA`)),
          content + 1,
          /is not what was exported/
        ],
        [
          changed(last, (line) => line.replace(/"contents":\d+/, `"contents":1`)),
          last + 1,
          /the footer speaks of 1 contents/
        ],
        [
          changed(last, (line) => line.replace(/"head":"..../, `"head":"0000`)),
          last + 1,
          /the footer speaks of/
        ],
        [[...lines, lines[last]!], last + 2, /nothing may come after the footer/],
        [changed(0, (line) => line.replace(`"version":1`, `"version":2`)), 1, /no line of an export/],
        [changed(event, () => ""), event + 1, /no line of an export/]
      ]
      yield* Effect.gen(function* () {
        const views = yield* ReadModelStore
        for (const [index, [tampered, line, words]] of cases.entries()) {
          const error = yield* Effect.flip(imported(tampered))
          assert.match(error.message, words, `case ${index}`)
          assert.deepInclude(error, { _tag: "ImportRefused", line }, `case ${index}: ${error.message}`)
        }
        assert.deepStrictEqual([world.store.events.length, world.store.blobs.size], [0, 0])
        for (const name of projectionNames) assert.deepStrictEqual(yield* views.list(name), [])
      }).pipe(Effect.provide(MemoryFactory.layer({ world })))
    })
  )

  it.live("is refused where other events are, and where the same history is not so far", () =>
    Effect.gen(function* () {
      const { lines } = yield* story
      yield* Effect.gen(function* () {
        yield* begun()
        const before = yield* eventsOf(rooms)
        const error = yield* Effect.flip(imported(lines))
        assert.match(error.message, /rooms exists already: \d+ events that are not those of this export/)
        assert.deepStrictEqual(yield* eventsOf(rooms), before)
      }).pipe(Effect.provide(MemoryFactory.layer()))
    })
  )
})
