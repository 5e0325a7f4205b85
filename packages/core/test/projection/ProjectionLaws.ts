/**
 * The laws of the projections, each over one history.
 */
import { assert } from "@effect/vitest"
import type { Fact } from "@layercake/core/event/EventCodec"
import { applyInto, type Projection, type RowChange, type Rows } from "@layercake/core/projection/Projection"
import {
  evolve,
  evolveWithChanges,
  initialState,
  projectionNames,
  projections,
  type ProjectState,
  rowsOf,
  stateNames
} from "@layercake/core/project/ProjectState"
import * as StateForm from "@layercake/core/project/StateForm"
import { HashMap } from "effect"
import type { History } from "../pipeline/HistoryDriver.ts"

/** Everything that is known, as text. */
export const textOf = (state: ProjectState) =>
  JSON.stringify([state.version, state.at, stateNames.map((name) => rowsOf(state, name))])

/** Folded from the first event the state is what it was live. */
export const isRebuilt = ({ facts, state }: History) =>
  assert.strictEqual(textOf(facts.reduce(evolve, initialState)), textOf(state))

/** Folded on from a snapshot that went through text, at any version, the state is what it was live. */
export const goesOnFromSnapshot = ({ facts, state }: History, chance: { readonly next: () => number }) => {
  const stop = Math.floor(chance.next() * (facts.length + 1))
  const then = facts.slice(0, stop).reduce(evolve, initialState)
  const snapshot = StateForm.fromJson(JSON.parse(JSON.stringify(StateForm.toJson(then))))
  if (snapshot === undefined) return assert.fail("a snapshot is not read as one")
  assert.strictEqual(textOf(snapshot), textOf(then), `at ${stop}`)
  assert.strictEqual(textOf(facts.slice(stop).reduce(evolve, snapshot)), textOf(state), `from ${stop}`)
}

/** Rows of the whole of a history, as they are stored: written change by change. */
export const storedRows = (facts: ReadonlyArray<Fact>): ReadonlyMap<string, unknown> => {
  const stored = new Map<string, unknown>()
  facts.reduce((state, fact) => {
    const { changes, state: next } = evolveWithChanges(state, fact)
    for (const change of changes) write(stored, change)
    return next
  }, initialState)
  return sorted(stored)
}

/** The stored rows are those of the state, and the entries of every event. */
export const storesWhatChanged = ({ facts, state }: History) => {
  const live = new Map<string, unknown>(
    stateNames.flatMap((name) =>
      Array.from(state[name] as Rows<unknown>, ([key, row]) => [`${name}/${key}`, row] as const)
    )
  )
  for (const name of projectionNames.filter((name) => projections[name].entries))
    for (const fact of facts) {
      const { changes } = applyAlone(projections[name] as Projection<unknown>, HashMap.empty(), [fact])
      for (const change of changes) write(live, change)
    }
  assert.deepStrictEqual(storedRows(facts), sorted(live))
}

/** A projection that is given only the events it names, without the others, makes the same rows. */
export const readsOnlyItsTypes = ({ facts }: History) => {
  const alone = new Map<string, unknown>()
  for (const name of projectionNames) {
    const projection = projections[name] as Projection<unknown>
    const types = Object.keys(projection.handlers)
    const { changes } = applyAlone(
      projection,
      HashMap.empty(),
      facts.filter((fact) => types.includes(fact.event._tag))
    )
    for (const change of changes) write(alone, change)
  }
  assert.deepStrictEqual(storedRows(facts), sorted(alone))
}

/** Read in turns, two projects have the states that each has alone. */
export const ignoresOtherProjects = (
  one: History,
  other: History,
  chance: { readonly next: () => number }
) => {
  const states = [initialState, initialState]
  const left = [[...one.facts], [...other.facts]]
  while (left.some((facts) => facts.length > 0)) {
    const turn = chance.next() < 0.5 ? 0 : 1
    const fact = left[turn]!.shift()
    if (fact !== undefined) states[turn] = evolve(states[turn]!, fact)
  }
  assert.deepStrictEqual(states.map(textOf), [textOf(one.state), textOf(other.state)])
}

const applyAlone = (projection: Projection<unknown>, rows: Rows<unknown>, facts: ReadonlyArray<Fact>) => {
  const changes: Array<RowChange> = []
  for (const fact of facts) rows = applyInto(projection, rows, fact, changes)
  return { rows, changes }
}

const write = (rows: Map<string, unknown>, { key, projection, row }: RowChange) => {
  if (row === undefined) rows.delete(`${projection}/${key}`)
  else rows.set(`${projection}/${key}`, row)
}

const sorted = (rows: ReadonlyMap<string, unknown>) =>
  new Map(Array.from(rows).toSorted(([a], [b]) => (a < b ? -1 : 1)))
