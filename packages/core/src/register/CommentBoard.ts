/**
 * What was said about blockers, queries and escalations: one row for each comment, in order under its entry.
 */
import * as Projection from "../projection/Projection.ts"
import { Comment } from "./Register.ts"

export const commentBoard = Projection.make<Comment>("comment", Comment, {
  EntryCommented: {
    keys: ({ id }, _rows, { version }) => [`${id}/${String(version).padStart(12, "0")}`],
    evolve: (_row, { id, text }, { actor, at }) => ({ entry: id, text, by: actor, at })
  }
})
