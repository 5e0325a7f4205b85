/**
 * A `CheckpointStore` over the memory state. Leases run by Effect's clock, so that a test can move them.
 */
import { fromDateTime } from "@layercake/core/event/Timestamp"
import {
  type CheckpointKey,
  type CheckpointLease,
  CheckpointLost,
  CheckpointStore,
  type CheckpointView
} from "@layercake/core/store/CheckpointStore"
import { Position } from "@layercake/core/store/EventStore"
import { Clock, DateTime, Duration, Effect } from "effect"
import type { MemoryCheckpoint, MemoryState } from "./MemoryState.ts"

export const make = (state: MemoryState): CheckpointStore["Service"] =>
  CheckpointStore.of({
    claim: ({ reader, partition }, { lease, start = Position.make(0) }) =>
      atOnce((time) => {
        const key = checkpointKey({ reader, partition })
        const held = state.checkpoints.get(key)
        if (held !== undefined && held.leasedUntil > time) return Effect.succeedNone
        const leaseMillis = Duration.toMillis(lease)
        const token = String(++state.serial)
        const position = held?.position ?? start
        state.checkpoints.set(key, {
          reader,
          partition,
          position,
          token,
          leaseMillis,
          leasedUntil: time + leaseMillis,
          updatedAt: time
        })
        return Effect.succeedSome({ reader, partition, position, token })
      }),
    advance: (lease, position) =>
      atOnce((time) => (moveOn(state, lease, position, time) ? Effect.void : Effect.fail(lost(lease)))),
    release: (lease) =>
      atOnce((time) => {
        const held = heldBy(state, lease)
        if (held !== undefined) {
          state.checkpoints.set(checkpointKey(held), {
            ...held,
            token: "",
            leasedUntil: time,
            updatedAt: time
          })
        }
        return Effect.void
      }),
    list: atOnce((time) =>
      Effect.succeed(
        Array.from(state.checkpoints.values())
          .sort((a, b) => compare(a.reader, b.reader) || a.partition - b.partition)
          .map((held) => view(held, time))
      )
    ),
    forget: (reader) =>
      Effect.sync(() => {
        for (const [key, held] of state.checkpoints) {
          if (held.reader === reader) state.checkpoints.delete(key)
        }
      })
  })

/** One synchronous step, so that nothing comes between looking and changing. */
export const atOnce = <A, E>(step: (time: number) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Clock.clockWith((clock) => step(clock.currentTimeMillisUnsafe()))

/** False, and nothing changed, when the share is no longer this lease's. Never goes back. */
export const moveOn = (
  state: MemoryState,
  lease: CheckpointLease,
  position: Position,
  time: number
): boolean => {
  const held = heldBy(state, lease)
  if (held === undefined) return false
  state.checkpoints.set(checkpointKey(held), {
    ...held,
    position: position > held.position ? position : held.position,
    leasedUntil: time + held.leaseMillis,
    updatedAt: time
  })
  return true
}

export const lost = ({ reader, partition }: CheckpointKey) => new CheckpointLost({ reader, partition })

/** Also after the lease has ended, as long as nobody else has claimed the share. */
const heldBy = (state: MemoryState, lease: CheckpointLease): MemoryCheckpoint | undefined => {
  const held = state.checkpoints.get(checkpointKey(lease))
  return held?.token === lease.token ? held : undefined
}

const view = (held: MemoryCheckpoint, time: number): CheckpointView => ({
  reader: held.reader,
  partition: held.partition,
  position: held.position,
  leasedUntil: held.leasedUntil > time ? timestamp(held.leasedUntil) : null,
  updatedAt: timestamp(held.updatedAt)
})

const timestamp = (millis: number) => fromDateTime(DateTime.makeUnsafe(millis))

const checkpointKey = ({ reader, partition }: CheckpointKey) => `${reader}\u0000${partition}`

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
