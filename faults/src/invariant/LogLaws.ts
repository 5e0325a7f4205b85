/**
 * The laws of the log, checked from outside with the store's own reads: what was acknowledged is there once and whole,
 * in order, without gaps, under a chain that holds; and what an append carried is there with it.
 */
import { contentText, linkText } from "@layercake/core/event/EventChain"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import type { CommandId } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Array, Effect, Equal, Option, Schema, Stream } from "effect"
import { hash } from "node:crypto"
import { breach, type Ledger } from "../ledger/Ledger.ts"
import { jobOf, type ModelCommand, ModelData } from "../model/ModelCommand.ts"

export const check = Effect.fnUntraced(function* (ledger: Ledger, commands: ReadonlyArray<ModelCommand>) {
  const store = yield* EventStore
  const log = yield* Stream.runCollect(store.readAll())
  checkOrder(ledger, log)
  const streams = grouped(log, (event) => event.stream)
  for (const [stream, events] of streams) {
    checkStream(ledger, stream, events)
    const read = yield* Stream.runCollect(store.readStream(stream))
    if (!Equal.equals(read, events))
      breach(ledger, "diverged", `${stream} reads otherwise than the whole log`)
  }
  const byCommand = grouped(log, (event) => event.metadata.commandId)
  for (const command of commands) checkCommand(ledger, command, byCommand.get(command.id) ?? [])
  yield* checkReceipts(ledger)
  yield* checkViews(ledger, streams, commands)
  yield* checkJobs(ledger, commands)
})

/** A live reader that keeps its place with what it read sees each event once. */
export const checkFollower = Effect.fnUntraced(function* (ledger: Ledger, seen: ReadonlyArray<number>) {
  const store = yield* EventStore
  const positions = (yield* Stream.runCollect(store.readAll())).map((event): number => event.position)
  if (!Equal.equals(seen, positions))
    breach(ledger, "lost", `a live reader saw ${seen.join(" ")} of ${positions.join(" ")}`)
})

const checkOrder = (ledger: Ledger, log: ReadonlyArray<StoredEvent>) => {
  for (const [index, event] of log.entries())
    if (index > 0 && event.position <= (log[index - 1]?.position ?? 0))
      breach(ledger, "disorder", `position ${event.position} does not rise`)
}

const checkStream = (ledger: Ledger, stream: ProjectId, events: ReadonlyArray<StoredEvent>) => {
  let previous = ""
  for (const [index, event] of events.entries()) {
    if (event.version !== index + 1)
      breach(ledger, "disorder", `${stream} has version ${event.version} in place ${index + 1}`)
    const link = sha256(
      linkText({ previous, stream, version: event.version, content: sha256(contentOf(event)) })
    )
    if (event.hash !== link) breach(ledger, "disorder", `the chain of ${stream} breaks at ${event.version}`)
    previous = event.hash
  }
}

const sha256 = (text: string) => hash("sha256", text)
const contentOf = (event: StoredEvent) =>
  contentText({ ...event, payload: sha256(canonicalJson(event.data)) })

const isModelData = Schema.is(ModelData)

const checkCommand = (ledger: Ledger, command: ModelCommand, events: ReadonlyArray<StoredEvent>) => {
  const { id, size } = command
  const receipt = ledger.acknowledged.get(id)
  if (events.length > size)
    breach(ledger, "duplicated", `${id} has ${events.length} events instead of ${size}`)
  if (receipt !== undefined && events.length < size)
    breach(ledger, "lost", `${id} was acknowledged and has ${events.length} events instead of ${size}`)
  if (ledger.refused.has(id) && events.length > 0)
    breach(ledger, "duplicated", `${id} was refused and has ${events.length} events`)
  if (events.length === 0) return
  const isWhole = events.every(
    ({ data, position, version }, index) =>
      isModelData(data) &&
      data.index === index &&
      data.size === size &&
      data.filler.length === command.weight &&
      (receipt === undefined || position === receipt.positions[index]) &&
      version === (events[0]?.version ?? 0) + index
  )
  if (!isWhole) breach(ledger, "disorder", `the events of ${id} are not as they were sent`)
  if (command.expectation === "none" && events[0]?.version !== 1)
    breach(ledger, "disorder", `${id} expected no stream and begins at ${events[0]?.version}`)
  if (command.expectation === "exists" && events[0]?.version === 1)
    breach(ledger, "disorder", `${id} expected a stream and begins it`)
}

const checkReceipts = Effect.fnUntraced(function* (ledger: Ledger) {
  const store = yield* EventStore
  for (const [id, told] of ledger.acknowledged) {
    const kept = Option.getOrUndefined(yield* store.receipt(id))
    if (kept === undefined) breach(ledger, "lost", `the receipt of ${id} is gone`)
    else if (kept.version !== told.version || !Equal.equals(kept.positions, told.positions))
      breach(ledger, "diverged", `the receipt of ${id} is not the one that was given`)
  }
})

const checkViews = Effect.fnUntraced(function* (
  ledger: Ledger,
  streams: ReadonlyMap<ProjectId, ReadonlyArray<StoredEvent>>,
  commands: ReadonlyArray<ModelCommand>
) {
  const views = yield* ReadModelStore
  const rows = new Map<string, unknown>(
    [...(yield* views.list("command")), ...(yield* views.list("head"))].map(
      ({ projection, project, key, row }) => [`${projection} ${project} ${key}`, row]
    )
  )
  const expected = new Map<string, unknown>()
  const sizes = new Map<CommandId, number>(commands.map(({ id, size }) => [id, size]))
  for (const [stream, events] of streams)
    for (const { data, version } of events)
      if (isModelData(data) && data.index === data.size - 1) {
        expected.set(`command ${stream} ${data.command}`, { events: sizes.get(data.command) })
        if (data.expectation === "exact") expected.set(`head ${stream} head`, { version })
      }
  for (const key of new Set([...rows.keys(), ...expected.keys()]))
    if (!Equal.equals(rows.get(key), expected.get(key))) breach(ledger, "diverged", `row ${key}`)
})

/** Nobody takes them in this world, so each is still there. */
const checkJobs = Effect.fnUntraced(function* (ledger: Ledger, commands: ReadonlyArray<ModelCommand>) {
  const queue = yield* JobQueue
  const waiting = grouped(yield* queue.list(), (job) => job.id)
  for (const command of commands) {
    const count = waiting.get(jobOf(command, "medium").id)?.length ?? 0
    if (count > 1) breach(ledger, "duplicated", `${count} jobs of ${command.id}`)
    if (count === 0 && ledger.acknowledged.has(command.id))
      breach(ledger, "lost", `the job of ${command.id} is gone`)
    if (count > 0 && ledger.refused.has(command.id))
      breach(ledger, "duplicated", `${command.id} was refused and has a job`)
  }
})

const grouped = <A, K extends string>(
  all: ReadonlyArray<A>,
  by: (one: A) => K
): ReadonlyMap<K, ReadonlyArray<A>> =>
  new Map(Object.entries(Array.groupBy(all, by)) as unknown as ReadonlyArray<[K, ReadonlyArray<A>]>)
