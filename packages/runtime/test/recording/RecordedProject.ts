/**
 * A whole run of a project whose executor is recorded, and what its log says apart from what no two runs have in common.
 */
import type { AgentExecutor as Executor, AgentAnswer, AgentRequest } from "@layercake/core/port/AgentExecutor"
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import type { CallRecordings } from "@layercake/core/port/CallRecordings"
import type { ProjectId } from "@layercake/core/project/Project"
import { recording } from "@layercake/core/recording/RecordingExecutor"
import { EventStore } from "@layercake/core/store/EventStore"
import * as MemoryAgentExecutor from "@layercake/memory/MemoryAgentExecutor"
import * as MemoryCallRecordings from "@layercake/memory/MemoryCallRecordings"
import { Effect, Layer, Schema, Stream } from "effect"
import { Digest } from "effect/crypto"
import * as Intake from "../../src/intake/Intake.ts"
import { ada, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

/** A script as an executor, recorded. */
export const recordedScript = (
  script: (request: AgentRequest) => AgentAnswer,
  recordings: CallRecordings["Service"] = MemoryCallRecordings.make()
) =>
  Layer.effect(
    AgentExecutor,
    Effect.flatMap(AgentExecutor, (executor) => recording(executor, recordings))
  ).pipe(Layer.provide(Layer.merge(MemoryAgentExecutor.layerWith(script), Digest.layerWebCrypto)))

export const executorOf = (
  executor: Effect.Effect<Executor["Service"], never, Digest.Digest>
): Layer.Layer<AgentExecutor> =>
  Layer.effect(AgentExecutor, executor).pipe(Layer.provide(Digest.layerWebCrypto))

/** The run to its end, and its events. */
export const run = (
  executor: Layer.Layer<AgentExecutor>,
  options: Omit<MemoryFactory.MemoryFactoryOptions, "executor"> = {},
  brief: Uint8Array = MemoryFactory.brief
) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    const project: ProjectId = rooms
    yield* Intake.take({ brief, project, policy }, ada)
    const state = yield* MemoryFactory.settled(project)
    const events = yield* Stream.runCollect(store.readStream(project))
    return { state, events: events.map(({ data, type }) => ({ type, data })) }
  }).pipe(Effect.provide(MemoryFactory.layer({ ...options, executor })))

/** Ids, times and durations are new in each run; who answered, and at what price, is what recording changes. */
const own = new Set(
  [
    "idempotencyKey",
    "durationMillis",
    "at",
    "executor",
    "model",
    "recorded",
    "usage",
    "microUsd",
    "estimate"
  ].concat(["reserved", "month"])
)

type Told = Effect.Success<ReturnType<typeof run>>["events"]

/** What the events say besides. A commit is named for its time too, so it is called by what was committed. */
export const comparable = (events: Told): unknown => {
  const commits = events.flatMap(({ data, type }) => (type === "CommitMade" ? [Object(data) as Commit] : []))
  const plain = commits.reduce(
    (text, { key, sha }) => text.replaceAll(sha, key).replaceAll(sha.slice(0, 12), key),
    encode(events.map(without))
  )
  return decode(plain)
}

interface Commit {
  readonly key: string
  readonly sha: string
}

const encode = Schema.encodeUnknownSync(Schema.fromJsonString(Schema.Unknown))
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Unknown))

const without = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(without)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => !own.has(name))
            .map(([name, inner]) => [name, without(inner)])
        )
      : value
