/**
 * A projection is a fold of events into keyed rows. It calls nothing and can always be rebuilt from the first event.
 * The state that deciders and the planner look at, and the rows that people read, are the same folds.
 */
import { HashMap, Option, type Schema } from "effect"
import type { Fact } from "../event/EventCodec.ts"
import type { EventType, FactoryEvent } from "../event/FactoryEvent.ts"

export type Rows<Row> = HashMap.HashMap<string, Row>

export interface Handler<Row, E extends FactoryEvent> {
  /** Which rows the event touches. */
  readonly keys: (event: E, rows: Rows<Row>, fact: Fact<E>) => ReadonlyArray<string>
  /** The row afterwards; undefined when there is none any more. */
  readonly evolve: (row: Row | undefined, event: E, fact: Fact<E>, key: string) => Row | undefined
}

export type Handlers<Row> = {
  readonly [Type in EventType]?: Handler<Row, Extract<FactoryEvent, { readonly _tag: Type }>>
}

export interface Projection<Row> {
  readonly name: string
  /** What a row looks like. Rows are plain JSON: encoding changes nothing but the brands. */
  readonly row: Schema.Codec<Row, unknown>
  readonly handlers: Handlers<Row>
}

export const make = <Row>(
  name: string,
  row: Schema.Codec<Row, unknown>,
  handlers: Handlers<Row>
): Projection<Row> => ({
  name,
  row,
  handlers
})

/** Creates or replaces the row at one key. */
export const put = <Row, E extends FactoryEvent>(
  key: (event: E) => string,
  evolve: (event: E, fact: Fact<E>, row: Row | undefined) => NoInfer<Row>
): Handler<Row, E> => ({
  keys: (event) => [key(event)],
  evolve: (row, event, fact) => evolve(event, fact, row)
})

/** Changes the row at one key; where there is none, nothing happens. */
export const change = <Row, E extends FactoryEvent>(
  key: (event: E) => string,
  evolve: (row: Row, event: E, fact: Fact<E>) => NoInfer<Row>
): Handler<Row, E> => ({
  keys: (event) => [key(event)],
  evolve: (row, event, fact) => (row === undefined ? undefined : evolve(row, event, fact))
})

/** One row before and after an event. */
export interface RowChange {
  readonly projection: string
  readonly key: string
  /** Undefined: removed. */
  readonly row: unknown
}

/** Applies one event to the rows of one projection. */
export const apply = <Row>(
  projection: Projection<Row>,
  rows: Rows<Row>,
  fact: Fact
): { readonly rows: Rows<Row>; readonly changes: ReadonlyArray<RowChange> } => {
  const handler = projection.handlers[fact.event._tag] as Handler<Row, FactoryEvent> | undefined
  if (handler === undefined) return { rows, changes: [] }
  let next = rows
  const changes = handler.keys(fact.event, rows, fact).flatMap((key) => {
    const before = Option.getOrUndefined(HashMap.get(next, key))
    const after = handler.evolve(before, fact.event, fact, key)
    if (after === before) return []
    next = after === undefined ? HashMap.remove(next, key) : HashMap.set(next, key, after)
    return [{ projection: projection.name, key, row: after }]
  })
  return { rows: next, changes }
}
