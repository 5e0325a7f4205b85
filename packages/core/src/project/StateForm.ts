/**
 * A project's state as JSON, for snapshots, and the name of its form. Says nothing about where snapshots are kept.
 */
import { HashMap, type Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"
import type { Rows } from "../projection/Projection.ts"
import { type ProjectState, projections, stateNames, stateWith } from "./ProjectState.ts"

/**
 * Names what made a state: every projection with the version of its fold. A snapshot of another form is never read, so
 * that a changed fold is never mixed with what the one before made of the same events.
 */
export const stateForm: string = [
  "state-1",
  ...stateNames.map((name) => `${name}.${projections[name].fold}`)
].join(" ")

interface StateJson {
  readonly version: number
  readonly at: Timestamp | null
  readonly rows: { readonly [name: string]: ReadonlyArray<readonly [key: string, row: unknown]> }
}

export const toJson = (state: ProjectState): Schema.Json => {
  const json: StateJson = {
    version: state.version,
    at: state.at,
    rows: Object.fromEntries(stateNames.map((name) => [name, Array.from(state[name] as Rows<unknown>)]))
  }
  // Rows are plain JSON, see `Projection.row`.
  return json as unknown as Schema.Json
}

/** Rows are taken as they are: what `toJson` made under this form. Undefined when it is plainly something else. */
export const fromJson = (json: Schema.Json): ProjectState | undefined => {
  const state = json as Partial<StateJson> | null
  if (typeof state?.version !== "number" || state.at === undefined) return undefined
  const { at, rows, version } = state
  if (rows === undefined || !stateNames.every((name) => Array.isArray(rows[name]))) return undefined
  return stateWith({ version, at }, (name) => HashMap.fromIterable(rows[name] ?? []))
}
