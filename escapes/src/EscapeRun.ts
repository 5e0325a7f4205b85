/**
 * All attempts in all sandboxes, as this user: one row for each pair, as soon as it is known.
 */
import { Context, Effect, Result, Schema, Stream } from "effect"
import { Sandbox } from "@layercake/core/port/Sandbox"
import * as EscapeAdapters from "./EscapeAdapters.ts"
import type { EscapeAttempt } from "./EscapeAttempt.ts"
import * as EscapeCatalogue from "./EscapeCatalogue.ts"
import * as EscapeTrial from "./EscapeTrial.ts"
import { limitEscapes } from "./LimitEscapes.ts"

export const EscapeRow = Schema.Struct({
  attempt: Schema.String,
  adapter: Schema.String,
  /** Who LayerCake was. */
  as: Schema.Literals(["root", "user"]),
  isIsolated: Schema.Boolean,
  /** `unseen`: nothing holds the attempt back, and yet nobody saw it succeed; the eyes are shut. */
  outcome: Schema.Literals(["contained", "escaped", "not applicable", "unseen"]),
  /** What was seen, or why nothing can be said. */
  note: Schema.String
})
export type EscapeRow = typeof EscapeRow.Type

export interface EscapeRunOptions {
  readonly adapters: ReadonlyArray<EscapeAdapters.AdapterName>
  readonly attempts: ReadonlyArray<EscapeAttempt>
}

const isRoot = process.getuid?.() === 0

export const run = ({ adapters, attempts }: EscapeRunOptions) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const registryPort = yield* EscapeAdapters.serveRegistry
      const found = yield* EscapeAdapters.make(adapters, registryPort)
      // Limits are measured on the whole machine, and one after another.
      const [limits, others] = [
        attempts.filter((attempt) => limitEscapes.includes(attempt)),
        attempts.filter((attempt) => !limitEscapes.includes(attempt))
      ]
      const rows = (list: ReadonlyArray<EscapeAttempt>, concurrency: number) =>
        Stream.fromIterable(found.flatMap((adapter) => list.map((attempt) => ({ adapter, attempt })))).pipe(
          Stream.mapEffect(({ adapter, attempt }) => rowOf(adapter, attempt, registryPort), { concurrency })
        )
      return Stream.concat(rows(others, 3), rows(limits, 1))
    })
  )

const rowOf = Effect.fnUntraced(function* (
  { name, sandbox }: EscapeAdapters.EscapeAdapter,
  attempt: EscapeAttempt,
  registryPort: number
) {
  const row = { attempt: attempt.name, adapter: name, as: isRoot ? ("root" as const) : ("user" as const) }
  if (Result.isFailure(sandbox)) {
    return { ...row, isIsolated: true, outcome: "not applicable", note: sandbox.failure } satisfies EscapeRow
  }
  const isIsolated = Context.get(sandbox.success, Sandbox).isolated
  const blind = EscapeCatalogue.blindness(attempt, isRoot)
  if (!isIsolated && attempt.name === "kill everything") {
    return { ...row, isIsolated, outcome: "not applicable", note: blind ?? "" } satisfies EscapeRow
  }
  const result = yield* Effect.provideContext(EscapeTrial.attempt(attempt, registryPort), sandbox.success)
  switch (result.outcome) {
    case "contained":
      return isIsolated || blind !== undefined
        ? ({
            ...row,
            isIsolated,
            outcome: "contained",
            note: isIsolated ? "" : (blind ?? "")
          } satisfies EscapeRow)
        : ({ ...row, isIsolated, outcome: "unseen", note: "it must succeed here" } satisfies EscapeRow)
    case "escaped":
      return { ...row, isIsolated, outcome: "escaped", note: result.seen } satisfies EscapeRow
    case "not applicable":
      return { ...row, isIsolated, outcome: "not applicable", note: result.why } satisfies EscapeRow
  }
})

/** Whether a sandbox let one through, or the suite itself is blind. */
export const isBad = ({ isIsolated, outcome }: EscapeRow): boolean =>
  outcome === "unseen" || (isIsolated && outcome === "escaped")
