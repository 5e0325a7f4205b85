/**
 * A projection is a fold of events into keyed rows. It calls nothing and can always be rebuilt from the first event.
 * The state that deciders and the planner look at, and the rows that people read, are the same folds.
 */
import { HashMap, Option, type Schema } from "effect"
import type { Fact } from "../event/EventCodec.ts"
import type { EventType, FactoryEvent } from "../event/FactoryEvent.ts"
import type { RowIndex } from "./RowIndex.ts"

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

export interface ProjectionOptions {
  /**
   * Which version of the fold this is, from 1. Whoever changes what the handlers make of the same events raises it, and
   * the rows are made anew from the log.
   */
  readonly fold?: number
  /**
   * Every row comes from one event alone and no handler looks at rows, so nobody has to hold the rows to go on folding.
   */
  readonly entries?: boolean
}

export interface Projection<Row> extends Required<ProjectionOptions> {
  readonly name: string
  /** For handlers that look for rows by more than their key. */
  readonly index?: RowIndex<Row>
  /** What a row looks like. Rows are plain JSON: encoding changes nothing but the brands. */
  readonly row: Schema.Codec<Row, unknown>
  readonly handlers: Handlers<Row>
}

export const make = <Row>(
  name: string,
  row: Schema.Codec<Row, unknown>,
  handlers: Handlers<Row>,
  { entries = false, fold = 1, index }: ProjectionOptions & { readonly index?: RowIndex<Row> } = {}
): Projection<Row> => ({ name, row, handlers, fold, entries, ...(index === undefined ? {} : { index }) })

/** A projection of whatever rows. */
export interface AnyProjection extends Required<ProjectionOptions> {
  readonly name: string
  readonly handlers: object
}

/** The event types that the projections look at; no other need be read for them. */
export const typesOf = (projections: ReadonlyArray<AnyProjection>): ReadonlyArray<EventType> =>
  Array.from(
    new Set(projections.flatMap((projection) => Object.keys(projection.handlers) as Array<EventType>))
  )

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
  const changes: Array<RowChange> = []
  return { rows: applyInto(projection, rows, fact, changes), changes }
}

/**
 * The rows after one event; what changed is added to `changes`, where that is asked for. Rows of `entries` are not held:
 * they are in the changes alone.
 */
export const applyInto = <Row>(
  projection: Projection<Row>,
  rows: Rows<Row>,
  fact: Fact,
  changes: Array<RowChange> | undefined
): Rows<Row> => {
  const handler = projection.handlers[fact.event._tag] as Handler<Row, FactoryEvent> | undefined
  if (handler === undefined || (projection.entries && changes === undefined)) return rows
  let next = rows
  for (const key of handler.keys(fact.event, rows, fact)) {
    const before = projection.entries ? undefined : Option.getOrUndefined(HashMap.get(next, key))
    const after = handler.evolve(before, fact.event, fact, key)
    if (after === before) continue
    if (!projection.entries) {
      const rest = next
      next = after === undefined ? HashMap.remove(rest, key) : HashMap.set(rest, key, after)
      projection.index?.follow(rest, next, { key, from: before, to: after })
    }
    changes?.push({ projection: projection.name, key, row: after })
  }
  return next
}
