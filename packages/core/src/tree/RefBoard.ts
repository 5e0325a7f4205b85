/**
 * The branches and tags that were asked for, by kind and name, and whether the repository has them yet.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { CommitSha } from "../port/Repository.ts"
import * as Projection from "../projection/Projection.ts"
import { RefKind, RefName } from "./RefName.ts"

export const RefRow = Schema.Struct({
  kind: RefKind.annotate({ description: "Branch or tag" }),
  name: RefName.annotate({ description: "What it is called" }),
  sha: CommitSha.annotate({ description: "The commit that it names" }),
  status: Schema.Literals(["due", "made"]).annotate({
    description: "`made` once the repository of the machine that works has it"
  }),
  by: Actor.annotate({ description: "Who asked for it" }),
  at: Timestamp.annotate({ description: "When it was asked for" })
})
export type RefRow = typeof RefRow.Type

export const refKey = (kind: RefKind, name: string): string => `${kind}/${name}`

export const refBoard = Projection.make<RefRow>("ref", RefRow, {
  RefAsked: Projection.put(
    (event) => refKey(event.kind, event.name),
    ({ kind, name, sha }, { actor, at }) => ({ kind, name, sha, status: "due", by: actor, at })
  ),
  RefMade: Projection.change(
    (event) => refKey(event.kind, event.name),
    (row) => ({ ...row, status: "made" })
  ),
  // The fork has a repository of its own, in which the commits of its parent are not.
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows, ([key]) => key),
    evolve: () => undefined
  }
})
