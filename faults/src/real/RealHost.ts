/**
 * One host of a real scenario, seen from the control: started again whenever it ends, with what it was acknowledged in a
 * ledger that it cannot reach.
 */
import { type Duration, Effect, Option, Result, Schema, type Scope } from "effect"
import { breach, type Ledger } from "../ledger/Ledger.ts"
import * as ChildProgram from "../process/ChildProgram.ts"
import { type HostTask, HostTaskText, HostWordLine } from "./HostTask.ts"

export interface RealHost {
  /** SIGKILL of the process that runs now, if one does; it is started again. */
  readonly kill: Effect.Effect<void>
  /** SIGSTOP, and SIGCONT after the time. */
  readonly stopFor: (time: Duration.Duration) => Effect.Effect<void>
  /** How many words it has said, in all its lives. */
  readonly words: () => number
  readonly isDone: () => boolean
  readonly hasBeenReady: () => boolean
  /** SIGKILL, and not started again. Returns when it is gone. */
  readonly end: Effect.Effect<void>
  /** How far it is and what it complained of last, for whoever looks for a cause. */
  readonly standing: () => string
}

const program = new URL("./process/HostProcess.ts", import.meta.url)
const encodeTask = Schema.encodeSync(HostTaskText)
const decodeWord = Schema.decodeUnknownResult(HostWordLine)

export const start = Effect.fnUntraced(function* (
  task: Omit<HostTask, "from">,
  ledger: Ledger
): Effect.fn.Return<RealHost, never, Scope.Scope> {
  const from = { commands: 0, errands: 0, tallies: 0 }
  let [count, isDone, hasBeenReady, isEnding] = [0, false, false, false]
  let child: ChildProgram.ChildProgram | undefined
  let complaint = ""
  let lives = 0

  const hear = (line: string) =>
    Result.map(decodeWord(line), (word) => {
      count += 1
      if (word._tag === "Acknowledged") {
        ledger.acknowledged.set(word.id, word.receipt)
        from[word.what] += 1
      } else if (word._tag === "Refused") {
        ledger.refused.add(word.id)
        from.commands += 1
      } else if (word._tag === "Unexpected")
        breach(ledger, "disorder", `${word.id} did not make the version that it expected`)
      else if (word._tag === "Late") ledger.lateRefused += 1
      else if (word._tag === "Ready") hasBeenReady = true
      else if (word._tag === "Done") isDone = true
    })

  const life = Effect.scoped(
    Effect.gen(function* () {
      if (isEnding) return
      child = yield* ChildProgram.start({
        file: program,
        parameters: [encodeTask({ ...task, from: { ...from } })],
        onLine: hear
      })
      lives += 1
      yield* child.ended
      if (child.complaint() !== "") complaint = child.complaint()
    })
  )
  yield* Effect.forever(Effect.andThen(Effect.ignore(life), Effect.sleep("50 millis"))).pipe(
    Effect.forkScoped
  )
  const signal = (name: "SIGKILL" | "SIGSTOP" | "SIGCONT") =>
    Effect.suspend(() => child?.signal(name) ?? Effect.void)
  const running = () => Option.filter(Option.fromUndefinedOr(child), (child) => child.isRunning())
  return {
    kill: Effect.suspend(() => {
      if (Option.isNone(running())) return Effect.void
      ledger.deaths += 1
      return signal("SIGKILL")
    }),
    stopFor: (time) =>
      Effect.suspend(() => {
        ledger.stops += 1
        return signal("SIGSTOP").pipe(Effect.andThen(Effect.sleep(time)), Effect.andThen(signal("SIGCONT")))
      }),
    words: () => count,
    isDone: () => isDone,
    hasBeenReady: () => hasBeenReady,
    end: Effect.suspend(() => {
      isEnding = true
      return Effect.andThen(signal("SIGKILL"), child?.ended ?? Effect.void)
    }),
    standing: () => {
      const said = [complaint, child?.complaint() ?? ""].findLast((text) => text !== "") ?? ""
      const life = child === undefined ? "was never started" : child.isRunning() ? "runs" : "is gone"
      return `host ${task.host} ${life} after ${lives} lives and ${count} words; ${from.commands} commands, ${from.errands} errands, ${from.tallies} tallies. ${said.slice(-600)}`
    }
  }
})
