/**
 * An event store that ends everything at one of its appends, so that a test sees what a crash there leaves behind.
 */
import type { EventStore } from "@layercake/core/store/EventStore"
import { Deferred, Effect } from "effect"

export type Moment = "before" | "after"

/** `at`: the append, from 1; nothing dies when left out. */
export const make = Effect.fnUntraced(function* (crash?: { readonly at: number; readonly moment: Moment }) {
  const crashed = yield* Deferred.make<void>()
  let appends = 0
  const dies = Effect.andThen(Deferred.succeed(crashed, undefined), Effect.never)
  const wrap = (store: EventStore["Service"]): EventStore["Service"] => ({
    ...store,
    append: (request) =>
      Effect.suspend(() => {
        appends += 1
        const isHere = crash !== undefined && appends >= crash.at
        if (isHere && crash.moment === "before") return dies
        return Effect.tap(store.append(request), () => (isHere ? dies : Effect.void))
      })
  })
  return { wrap, crashed: Deferred.await(crashed), appends: () => appends }
})
