/**
 * Does a command until it is known what became of it: sends it again under its id when the answer was lost, reads and
 * decides again when another was first.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { type AppendReceipt, EventStore, Position } from "@layercake/core/store/EventStore"
import type { NewJob } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Random } from "effect"
import { type ModelCommand, requestOf } from "./ModelCommand.ts"

export type Settled =
  | { readonly _tag: "Acknowledged"; readonly receipt: AppendReceipt; readonly isAsExpected: boolean }
  | { readonly _tag: "Refused" }

export const settle = Effect.fnUntraced(function* (command: ModelCommand, jobs: ReadonlyArray<NewJob>) {
  const again = Effect.as(Effect.flatMap(Random.nextIntBetween(1, 400), pause), undefined)
  const once = attempt(command, jobs).pipe(
    Effect.catchTags({
      StoreUnavailable: () => again,
      VersionConflict: () =>
        command.expectation === "exact" ? again : Effect.succeed<Settled>({ _tag: "Refused" })
    })
  )
  for (;;) {
    const settled = yield* once
    if (settled !== undefined) return settled
  }
})

const pause = (millis: number) => Effect.sleep(Duration.millis(millis))

const attempt = Effect.fnUntraced(function* (command: ModelCommand, jobs: ReadonlyArray<NewJob>) {
  const store = yield* EventStore
  const expected = command.expectation === "exact" ? yield* versionOf(command.stream) : command.expectation
  const receipt = yield* store.append(yield* requestOf(command, expected, jobs))
  const settled: Settled = {
    _tag: "Acknowledged",
    receipt,
    isAsExpected:
      typeof expected !== "number" || receipt.duplicate || receipt.version === expected + command.size
  }
  return settled
})

const versionOf = Effect.fnUntraced(function* (stream: ProjectId) {
  const store = yield* EventStore
  return yield* store.versionAt(stream, { position: Position.make(Number.MAX_SAFE_INTEGER) })
})
