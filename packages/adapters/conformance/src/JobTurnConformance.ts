/**
 * In which order jobs come: projects take turns, and what is delayed waits for its time. A part of
 * `JobQueueConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobId, type JobQueue } from "@layercake/core/store/JobQueue"
import { Clock, Effect } from "effect"
import { drained, emptied } from "./JobSample.ts"
import { aJob, anAppend, aProject } from "./StoreSample.ts"

export const takesTurns = (it: Vitest.MethodsNonLive<JobQueue | EventStore>) => {
  it.effect("lets the projects take turns, each with its oldest job first", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [a, b, c] = [aProject(), aProject(), aProject()]
      const store = yield* EventStore
      const job = (name: string, project = a) => aJob({ id: JobId.make(`${project} ${name}`), project })
      yield* queue.enqueue(["a1", "a2", "a3"].map((name) => job(name)))
      yield* store.append(anAppend(b, { jobs: [job("b1", b), job("b2", b)] }))
      yield* queue.enqueue([job("a4"), job("c1", c)])

      const taken = yield* drained(queue, "medium", 7)

      assert.deepStrictEqual(
        taken.map(({ id, project }) => id.slice(project.length + 1)),
        ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]
      )
    })
  )

  it.effect("does not let a project that has many jobs hold up one that comes later", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [many, late] = [aProject(), aProject()]
      yield* queue.enqueue(Array.from({ length: 20 }, () => aJob({ project: many })))
      yield* drained(queue, "medium", 5)
      yield* queue.enqueue([aJob({ project: late })])

      const next = yield* drained(queue, "medium", 2)

      assert.include(
        next.map(({ project }) => project),
        late
      )
    })
  )

  it.effect("does not let a project that comes late make up for the turns that it missed", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [many, late] = [aProject(), aProject()]
      yield* queue.enqueue(Array.from({ length: 30 }, () => aJob({ project: many })))
      yield* drained(queue, "medium", 20)
      yield* queue.enqueue(Array.from({ length: 10 }, () => aJob({ project: late })))

      const next = yield* drained(queue, "medium", 10)

      const turns = next.filter(({ project }) => project === late).length
      assert.isTrue(turns === 5 || turns === 4 || turns === 6, `${turns} of 10`)
    })
  )

  it.effect("does not let a project that always comes back hold up one that has many jobs", () =>
    Effect.gen(function* () {
      const queue = yield* emptied
      const [many, busy] = [aProject(), aProject()]
      yield* queue.enqueue(Array.from({ length: 6 }, () => aJob({ project: many })))
      yield* queue.enqueue([aJob({ project: busy }), aJob({ project: busy })])

      const taken = yield* Effect.forEach(Array.from({ length: 12 }), () =>
        Effect.gen(function* () {
          const job = yield* queue.take("medium")
          if (job.project === busy) yield* queue.enqueue([aJob({ project: busy })])
          yield* queue.complete(job)
          return job.project
        })
      )

      assert.isAtLeast(taken.filter((project) => project === many).length, 4)
    })
  )

  it.effect("gives a delayed job when its time has come, and not before", () =>
    Effect.gen(function* () {
      const [queue, store] = [yield* emptied, yield* EventStore]
      const project = aProject()
      const late = aJob({ project, delayMillis: 300, timeoutMillis: 5000 })
      const early = aJob({ project })
      const before = yield* Clock.currentTimeMillis
      yield* store.append(anAppend(project, { jobs: [late, early] }))
      const [delayed] = yield* queue.list({ project })

      const first = yield* queue.take("medium")
      const second = yield* queue.take("medium")

      assert.deepInclude(delayed, { id: late.id, state: "delayed", attempt: 0, delayMillis: 300 })
      assert.strictEqual(first.id, early.id)
      assert.deepStrictEqual(second, { ...late, attempt: 1, lease: second.lease })
      assert.isAtLeast((yield* Clock.currentTimeMillis) - before, 299)
    })
  )
}
