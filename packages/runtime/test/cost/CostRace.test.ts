/**
 * Two processes that want the same money.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import { StartAgentRun } from "@layercake/core/agent/AgentRunCommand"
import { OpenGate } from "@layercake/core/gate/GateCommand"
import { GateId } from "@layercake/core/gate/Gate"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { BlobDigest } from "@layercake/core/store/Blob"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { Context, Deferred, Effect, Layer } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Factory from "../../src/Factory.ts"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { dollar, keepsWithin } from "./PaidFactory.ts"

describe("two processes on one project", () => {
  it.live("cannot both take the last money", () =>
    Effect.gen(function* () {
      const outcomes = yield* Effect.forEach(
        Array.from({ length: 5 }),
        Effect.fnUntraced(function* () {
          const world = MemoryFactory.makeWorld()
          // Both have decided, on the same state, before either may append.
          const met = yield* Deferred.make<void>()
          let arrived = 0
          const together = (store: EventStore["Service"]): EventStore["Service"] => ({
            ...store,
            append: (request) =>
              Effect.gen(function* () {
                if (request.events.some((event) => event.type === "AgentRunStarted") && ++arrived === 2)
                  yield* Deferred.succeed(met, undefined)
                if (arrived === 1) yield* Deferred.await(met)
                return yield* store.append(request)
              })
          })
          const process = Layer.fresh(
            Factory.layer(MemoryFactory.templates).pipe(
              Layer.provideMerge(
                Layer.effect(EventStore, Effect.map(EventStore, together)).pipe(
                  Layer.provideMerge(MemoryStore.layerWith(world.store))
                )
              )
            )
          )
          const [one, other] = yield* Effect.all([Layer.build(process), Layer.build(process)])
          const gate = GateId.make("G1")
          const execute = Context.get(one, Commands).execute
          yield* Effect.provide(
            Intake.take(
              {
                brief: MemoryFactory.brief,
                project: rooms,
                policy: { ...MemoryFactory.unattended, budgetMicroUsd: dollar },
                pipeline: {
                  name: "one",
                  gates: [
                    {
                      id: gate,
                      title: "One",
                      question: "?",
                      when: "always",
                      work: ["a", "b"].map((id) => ({
                        id,
                        agent: MemoryFactory.templates[0]!.name,
                        title: id,
                        when: "always" as const,
                        produces: []
                      })),
                      documents: [],
                      proofs: [],
                      approval: "person"
                    }
                  ]
                }
              },
              ada
            ),
            one
          )
          yield* execute(rooms, new OpenGate({ gate }))
          const start = (step: string) =>
            new StartAgentRun({
              runId: AgentRunId.make(`G1.${step}.1`),
              gate,
              step,
              purpose: "work",
              attempt: 1,
              templateVersion: 1,
              executor: "acme/one",
              prompt: BlobDigest.make("0".repeat(64)),
              idempotencyKey: step,
              estimate: { model: "acme/one", microUsd: dollar, inputTokens: 1, outputTokens: 1 }
            })
          yield* Effect.all(
            [execute(rooms, start("a")), Context.get(other, Commands).execute(rooms, start("b"))],
            { concurrency: 2 }
          )
          const state = yield* Context.get(other, ProjectStates).load(rooms)
          keepsWithin(world, [dollar])
          return [arrived, rowsOf(state, "agentRun").length, rowsOf(state, "ceiling").length]
        })
      )
      for (const outcome of outcomes) assert.deepStrictEqual(outcome, [2, 1, 1])
    }).pipe(Effect.scoped)
  )
})
