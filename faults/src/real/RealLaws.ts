/**
 * Judges a real scenario once its hosts are gone, from the database itself, the ledger of what was acknowledged, and the
 * files that effects left.
 */
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect } from "effect"
import { appendFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import * as JobLaws from "../invariant/JobLaws.ts"
import * as LogLaws from "../invariant/LogLaws.ts"
import { breach, effect, type Ledger } from "../ledger/Ledger.ts"
import * as ModelTally from "../model/ModelTally.ts"
import type { HostScript } from "./HostTask.ts"

export const check = Effect.fnUntraced(function* (
  ledger: Ledger,
  scripts: ReadonlyArray<HostScript>,
  effects: string
) {
  noteEffects(ledger, effects)
  const errands = scripts.flatMap(({ errands }) => errands.map(({ id }) => id))
  yield* LogLaws.check(
    ledger,
    scripts.flatMap(({ commands }) => commands)
  )
  yield* JobLaws.check(ledger, errands, new Set(errands))
  for (const wrong of yield* ModelTally.compare) breach(ledger, "diverged", wrong)
})

/** One file for each key under which something was done. */
const noteEffects = (ledger: Ledger, effects: string) => {
  for (const name of readdirSync(effects)) {
    const [job = "", key = ""] = name.split("@")
    effect(ledger, decodeURIComponent(job), key)
  }
}

/** Leaves a file for the key, or a further line in it. The outside does it once for each key. */
export const touch = (effects: string) => (job: string, key: string) =>
  Effect.sync(() => appendFileSync(join(effects, `${encodeURIComponent(job)}@${key}`), "touched\n"))

/** The errands that nobody has yet, and the rows that are not what the log says. */
export const unfinished = Effect.gen(function* () {
  const queue = yield* JobQueue
  const jobs = (yield* queue.list()).filter(({ kind }) => kind === "errand")
  const rows = yield* ModelTally.compare
  return [...jobs.map(({ id, state }) => `${id} is ${state}`), ...rows]
})
