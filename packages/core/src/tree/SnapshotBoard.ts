/**
 * The snapshots of a project, by name.
 */
import * as Projection from "../projection/Projection.ts"
import { Snapshot } from "./Snapshot.ts"

export const snapshotBoard = Projection.make<Snapshot>("snapshot", Snapshot, {
  SnapshotTaken: Projection.put(
    (event) => event.name,
    ({ files, name, tree }, fact) => ({
      name,
      tree,
      files,
      version: fact.version,
      by: fact.actor,
      at: fact.at
    })
  )
})
