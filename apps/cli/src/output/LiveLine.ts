/**
 * The last line of a terminal that is drawn over while something goes on. It is on stderr, and only on a terminal.
 */
import { Clock, Effect, Fiber, Schedule } from "effect"
import { Terminal } from "../Terminal.ts"
import { durationText } from "./Money.ts"
import { harmless, paint } from "./Style.ts"

const clear = "\r\u001b[2K"

export const wipe = Effect.gen(function* () {
  if ((yield* Terminal).live) yield* write(clear)
})

/** Parts with something in them, cut at the end of the line, which would otherwise be left behind. */
export const draw = Effect.fnUntraced(function* (parts: ReadonlyArray<string>) {
  const terminal = yield* Terminal
  if (!terminal.live) return
  const line = Array.from(harmless(parts.filter((part) => part !== "").join(" · ")))
  yield* write(
    `${clear}${paint(terminal.liveColour, "quiet", line.slice(0, terminal.liveColumns - 1).join(""))}`
  )
})

/** Says what is waited for and for how long already, once it takes more than a second. */
export const during =
  (what: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const from = yield* Clock.currentTimeMillis
      const tick = Effect.flatMap(Clock.currentTimeMillis, (now) =>
        draw([what, durationText(now - from)])
      ).pipe(Effect.repeat(Schedule.spaced("250 millis")), Effect.delay("1 second"))
      return yield* Effect.acquireUseRelease(
        Effect.forkChild(tick),
        () => effect,
        (fiber) => Effect.andThen(Fiber.interrupt(fiber), wipe)
      )
    })

const write = (text: string) => Effect.sync(() => void process.stderr.write(text))
