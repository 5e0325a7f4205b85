/**
 * Logs for tests: random events of every type, made of the frozen samples with names drawn from small pools, so that they
 * meet in the same rows. Folds must hold for every sequence of events that can be read. The same seed gives the same log.
 */
import { system } from "@layercake/core/actor/Actor"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type NewEvent } from "@layercake/core/store/EventStore"
import { Effect, type Schema } from "effect"
import stored from "../../../core/test/event/sample/stored-events.json" with { type: "json" }

const samples: Readonly<Record<string, Readonly<Record<string, Schema.Json>>>> = stored

export const sampleTypes = Object.keys(samples)

export const randomOf = (seed: number) => {
  let state = seed >>> 0
  return (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}
export type Random = ReturnType<typeof randomOf>

/** So many different names of each kind. */
const pool = 3

const renamed = (value: Schema.Json, field: string, random: Random): Schema.Json => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, "", random))
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value as { readonly [name: string]: Schema.Json }).map(([name, inner]) => [
        name,
        renamed(inner, name, random)
      ])
    )
  const one = random(pool) + 1
  switch (field) {
    case "gate":
      return value === null ? null : `G${one}`
    case "taskId":
      return `G${one}/work`
    case "runId":
      return `G1.work.${one}`
    case "buildId":
    case "errorId":
    case "key":
    case "id":
      return typeof value === "string" ? `${value.replace(/\d+$/, "")}${one}` : value
    case "tree":
      return typeof value === "string" && value.length === 64 ? String(one).repeat(64) : value
    case "round":
    case "attempt":
      return one
    default:
      return value
  }
}

export const at = (index: number): Timestamp =>
  Timestamp.make(
    `2026-11-22T10:${String(Math.floor(index / 60) % 60).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}.000Z`
  )

export const eventOf = (type: string, random: Random, index = 0): NewEvent => {
  const [version, data] = Object.entries(samples[type]!).at(-1)!
  // Of the pipeline the gates' names must agree with each other.
  const isWhole = type === "ProjectCreated"
  return {
    type,
    schemaVersion: Number(version),
    data: isWhole ? data : renamed(data, "", random),
    metadata: { actor: system, at: at(index), commandId: CommandId.make("sample") }
  }
}

/** A project's events: created first, then anything. */
export const eventsOf = (random: Random, count: number): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, index) =>
    eventOf(index === 0 ? "ProjectCreated" : sampleTypes[random(sampleTypes.length)]!, random, index)
  )

export const projectId = (index: number) => ProjectId.make(`project-${index}`)

/** Appends without rows, as an import or another release would leave them. */
export const append = Effect.fnUntraced(function* (project: ProjectId, events: ReadonlyArray<NewEvent>) {
  const store = yield* EventStore
  serial += 1
  return yield* store.append({
    stream: project,
    expected: "any",
    events,
    commandId: CommandId.make(`sample-${serial}`),
    views: [],
    jobs: []
  })
})
let serial = 0
