/**
 * A `SnapshotStore` over the memory state.
 */
import { type Snapshot, SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { Effect, Option } from "effect"
import type { MemoryState } from "./MemoryState.ts"

export const make = (state: MemoryState): SnapshotStore["Service"] =>
  SnapshotStore.of({
    save: (snapshot) =>
      Effect.sync(() => {
        const others = ofStream(state, snapshot.stream).filter(
          ({ version, form }) => version !== snapshot.version || form !== snapshot.form
        )
        state.snapshots.set(snapshot.stream, [...others, snapshot])
      }),
    nearest: (stream, form, atMost) =>
      Effect.sync(() =>
        Option.fromUndefinedOr(
          ofStream(state, stream)
            .filter((snapshot) => snapshot.form === form && snapshot.version <= atMost)
            .reduce<Snapshot | undefined>(
              (newest, snapshot) =>
                newest !== undefined && newest.version > snapshot.version ? newest : snapshot,
              undefined
            )
        )
      ),
    drop: (stream) => Effect.sync(() => void state.snapshots.delete(stream)),
    keepOnly: (form) =>
      Effect.sync(() => {
        for (const [stream, snapshots] of state.snapshots) {
          state.snapshots.set(
            stream,
            snapshots.filter((snapshot) => snapshot.form === form)
          )
        }
      })
  })

const ofStream = (state: MemoryState, stream: Snapshot["stream"]) => state.snapshots.get(stream) ?? []
