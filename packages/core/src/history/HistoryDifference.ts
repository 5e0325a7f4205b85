/**
 * What is different between two states of one project, and how that is told. Pure.
 */
import { HashMap, JsonPatch, JsonPointer, Option, Schema } from "effect"
import { nothing, type Spent, sum, total } from "../cost/CostBoard.ts"
import { TokenUsage } from "../port/AgentExecutor.ts"
import type { Rows } from "../projection/Projection.ts"
import { type ProjectState, rowOf, type StateName, stateNames } from "../project/ProjectState.ts"
import { TreeFile } from "../tree/Tree.ts"

/** One field of a row: a JSON Pointer (RFC 6901) into it, and its value before and after; absent where there is none. */
export const FieldChange = Schema.Struct({
  path: Schema.String,
  before: Schema.optionalKey(Schema.Json),
  after: Schema.optionalKey(Schema.Json)
})
export type FieldChange = typeof FieldChange.Type

const RowAt = Schema.Struct({ key: Schema.String, row: Schema.Json })

/** Rows of one projection, in order of their keys. */
export const RowsDifference = Schema.Struct({
  projection: Schema.String,
  added: Schema.Array(RowAt),
  removed: Schema.Array(RowAt),
  changed: Schema.Array(Schema.Struct({ key: Schema.String, fields: Schema.Array(FieldChange) }))
})
export type RowsDifference = typeof RowsDifference.Type

export const FilesDifference = Schema.Struct({
  added: Schema.Array(TreeFile),
  removed: Schema.Array(TreeFile),
  changed: Schema.Array(Schema.Struct({ before: TreeFile, after: TreeFile }))
})
export type FilesDifference = typeof FilesDifference.Type

/** After less before; negative when the later point was named first. */
export const CostDifference = Schema.Struct({
  usage: TokenUsage,
  microUsd: Schema.Int,
  unpriced: Schema.Int,
  calls: Schema.Int
})
export type CostDifference = typeof CostDifference.Type

/** Projections whose rows differ, without files, which have their own part. */
export const rowsBetween = (before: ProjectState, after: ProjectState): ReadonlyArray<RowsDifference> =>
  stateNames
    .filter((name) => name !== "file")
    .map((name) => rowsOfOne(name, before[name] as Rows<Schema.Json>, after[name] as Rows<Schema.Json>))
    .filter(({ added, changed, removed }) => added.length + changed.length + removed.length > 0)

const rowsOfOne = (
  projection: StateName,
  before: Rows<Schema.Json>,
  after: Rows<Schema.Json>
): RowsDifference => {
  const { added, changed, removed } = sorted(before, after)
  return {
    projection,
    added: added.map(([key, row]) => ({ key, row })),
    removed: removed.map(([key, row]) => ({ key, row })),
    changed: changed
      .map(([key, row, next]) => ({ key, fields: fieldsBetween(row, next) }))
      .filter(({ fields }) => fields.length > 0)
  }
}

export const filesBetween = (before: ProjectState, after: ProjectState): FilesDifference => {
  const { added, changed, removed } = sorted(before.file, after.file)
  return {
    added: added.map(([, file]) => file),
    removed: removed.map(([, file]) => file),
    changed: changed
      .filter(([, file, next]) => file.digest !== next.digest)
      .map(([, before, after]) => ({ before, after }))
  }
}

/** What a fork inherited counts too, so that the fork itself costs nothing. */
export const costBetween = (before: ProjectState, after: ProjectState): CostDifference => {
  const [from, to] = [spent(before), spent(after)]
  return {
    usage: {
      inputTokens: to.usage.inputTokens - from.usage.inputTokens,
      outputTokens: to.usage.outputTokens - from.usage.outputTokens,
      cachedInputTokens: to.usage.cachedInputTokens - from.usage.cachedInputTokens
    },
    microUsd: to.microUsd - from.microUsd,
    unpriced: to.unpriced - from.unpriced,
    calls: to.calls - from.calls
  }
}

const spent = (state: ProjectState): Spent => {
  const row = rowOf(state, "cost", total)
  return row === undefined ? nothing : sum(row, row.inherited ?? nothing)
}

const sorted = <Row>(before: Rows<Row>, after: Rows<Row>) => {
  const added: Array<readonly [key: string, row: Row]> = []
  const removed: Array<readonly [key: string, row: Row]> = []
  const changed: Array<readonly [key: string, before: Row, after: Row]> = []
  for (const [key, row] of after) {
    const then = HashMap.get(before, key)
    if (Option.isNone(then)) added.push([key, row])
    else if (then.value !== row) changed.push([key, then.value, row])
  }
  for (const [key, row] of before) if (!HashMap.has(after, key)) removed.push([key, row])
  return { added: added.sort(byKey), removed: removed.sort(byKey), changed: changed.sort(byKey) }
}

const byKey = (
  [a]: readonly [string, ...ReadonlyArray<unknown>],
  [b]: readonly [string, ...ReadonlyArray<unknown>]
) => (a < b ? -1 : 1)

/** The patch says what each field becomes; what it was is looked up as the patch goes on. */
export const fieldsBetween = (before: Schema.Json, after: Schema.Json): ReadonlyArray<FieldChange> => {
  let now = before
  return JsonPatch.get(before, after).map((operation) => {
    const was = valueAt(now, operation.path)
    now = JsonPatch.apply([operation], now)
    return {
      path: operation.path,
      ...(operation.op === "add" || was === undefined ? {} : { before: was }),
      ...(operation.op === "remove" ? {} : { after: operation.value })
    }
  })
}

const valueAt = (value: Schema.Json, path: string): Schema.Json | undefined =>
  path
    .split("/")
    .slice(1)
    .reduce<Schema.Json | undefined>(
      (inner, token) =>
        typeof inner === "object" && inner !== null
          ? (inner as { readonly [name: string]: Schema.Json })[JsonPointer.unescapeToken(token)]
          : undefined,
      value
    )
