/**
 * Projections that one reader of the log keeps together, and which of them this process knows. Each event is read and
 * decoded once for all of them.
 */
import { projections as inline } from "@layercake/core/project/ProjectState"
import { type AnyProjection, typesOf } from "@layercake/core/projection/Projection"
import { Context, Effect } from "effect"
import type { LogReaderOptions } from "../subscription/LogReader.ts"
import { ProjectionNameTaken } from "./ProjectionNameTaken.ts"

/** Whatever a group can fail with says what it was. */
export interface GroupFailure {
  readonly message: string
}

export interface AsyncGroup extends Pick<
  LogReaderOptions<GroupFailure, never>,
  "batch" | "lease" | "quiet" | "putAside"
> {
  /** Under this name the progress is kept. */
  readonly reader: string
  readonly projections: ReadonlyArray<AnyProjection>
}

/** The groups that this process keeps; none where it is not said. */
export const AsyncGroups = Context.Reference<ReadonlyArray<AsyncGroup>>(
  "@layercake/runtime/projection/AsyncGroups",
  { defaultValue: () => [] }
)

export const typesOfGroup = (group: AsyncGroup) => typesOf(group.projections)

/** Names are told apart from those of the inline projections, from each other, and from rows in the making. */
export const check = Effect.fnUntraced(function* (groups: ReadonlyArray<AsyncGroup>) {
  const seen = new Map<string, string>(Object.keys(inline).map((name) => [name, "LayerCake itself has one"]))
  for (const { name } of groups.flatMap(({ projections }) => projections)) {
    const detail = /[~/]/.test(name) ? "a name has no ~ and no /" : seen.get(name)
    if (detail !== undefined) return yield* new ProjectionNameTaken({ projection: name, detail })
    seen.set(name, "there is another of that name")
  }
})
