/**
 * Takes a command to its facts: load, decide, fold, plan, append; all or nothing. When somebody else was first, it
 * reads again and decides again.
 */
import { type Actor, system } from "@layercake/core/actor/Actor"
import type { CommandRefused } from "@layercake/core/command/CommandRefused"
import * as Decider from "@layercake/core/command/Decider"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId, type EventMetadata } from "@layercake/core/event/EventMetadata"
import * as Timestamp from "@layercake/core/event/Timestamp"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectId } from "@layercake/core/project/Project"
import { evolveWithChanges, type ProjectState } from "@layercake/core/project/ProjectState"
import type { RowChange } from "@layercake/core/projection/Projection"
import { EventStore, type Position, StreamVersion } from "@layercake/core/store/EventStore"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, DateTime, Effect, Layer, Option, RcMap, Schedule, type Schema, Semaphore } from "effect"
import { SecureRandom } from "effect/crypto"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import { ProjectStates } from "../project/ProjectStates.ts"

export interface CommandContext {
  /** LayerCake itself when left out. */
  readonly actor?: Actor
  /** The same id twice gives the first answer. A fresh one when left out. */
  readonly commandId?: CommandId
  /** The job or request this belongs to. */
  readonly correlationId?: string
}

export interface CommandOutcome {
  /** The project after the command. */
  readonly state: ProjectState
  /** Positions of the new events, in order; empty when there was nothing to do. */
  readonly positions: ReadonlyArray<Position>
}

export type CommandError = CommandRefused | StoreUnavailable | EventCodec.EventUnreadable

export class Commands extends Context.Service<
  Commands,
  {
    readonly execute: (
      project: ProjectId,
      command: FactoryCommand,
      context?: CommandContext
    ) => Effect.Effect<CommandOutcome, CommandError>
  }
>()("@layercake/runtime/command/Commands") {}

export const layer: Layer.Layer<
  Commands,
  never,
  EventStore | ProjectStates | SecureRandom.SecureRandom | AgentTemplates
> = Layer.effect(
  Commands,
  Effect.gen(function* () {
    const store = yield* EventStore
    const states = yield* ProjectStates
    const random = yield* SecureRandom.SecureRandom
    const templates = yield* AgentTemplates
    // Commands of this process to one project wait for each other instead of refusing each other's version.
    const turns = yield* RcMap.make({ lookup: (_project: ProjectId) => Semaphore.make(1) })

    const attempt = Effect.fnUntraced(function* (
      project: ProjectId,
      command: FactoryCommand,
      actor: Actor,
      metadata: EventMetadata
    ) {
      const before = yield* states.load(project)
      const events = yield* Effect.fromResult(Decider.decide(command, before, actor))
      if (events.length === 0) return { state: before, positions: [] }

      let state = before
      const changed = new Map<string, RowChange>()
      for (const event of events) {
        const step = evolveWithChanges(state, { event, actor, at: metadata.at, version: state.version + 1 })
        state = step.state
        for (const change of step.changes) changed.set(`${change.projection}\n${change.key}`, change)
      }
      const receipt = yield* store.append({
        stream: project,
        expected: StreamVersion.make(before.version),
        events: events.map((event) => EventCodec.encode(event, metadata)),
        commandId: metadata.commandId,
        views: Array.from(changed.values(), (change) => viewWrite(project, change)),
        jobs: Planner.plan(project, state, templates.tierOf)
      })
      if (receipt.duplicate) return { state: yield* states.load(project), positions: receipt.positions }
      yield* states.keep(project, state)
      return { state, positions: receipt.positions }
    })

    return Commands.of({
      execute: Effect.fn("Commands.execute")(function* (project, command, context = {}) {
        const actor = context.actor ?? system
        if (context.commandId !== undefined) {
          const known = yield* store.receipt(context.commandId)
          if (Option.isSome(known))
            return { state: yield* states.load(project), positions: known.value.positions }
        }
        const commandId = context.commandId ?? CommandId.make(yield* random.uuidV7())
        const at = Timestamp.fromDateTime(yield* DateTime.now)
        const correlation =
          context.correlationId === undefined ? {} : { correlationId: context.correlationId }
        const turn = yield* RcMap.get(turns, project)
        return yield* attempt(project, command, actor, { actor, at, commandId, ...correlation }).pipe(
          turn.withPermit,
          Effect.retry({ while: (error) => error._tag === "VersionConflict", schedule: contention }),
          Effect.catchTag("VersionConflict", (cause) =>
            Effect.fail(new StoreUnavailable({ operation: "append", cause }))
          )
        )
      }, Effect.scoped)
    })
  })
)

/** Other processes write to the same stream; after some seconds of losing to them the caller is told. */
const contention = Schedule.exponential("1 millis", 1.3).pipe(Schedule.jittered, Schedule.upTo({ times: 40 }))

/** Rows are plain JSON; see `Projection.row`. */
const viewWrite = (project: ProjectId, change: RowChange): ViewWrite => ({
  projection: change.projection,
  project,
  key: change.key,
  row: change.row === undefined ? null : (change.row as Schema.Json)
})
