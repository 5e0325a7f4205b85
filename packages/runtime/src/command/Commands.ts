/**
 * Takes a command to its facts: seal, load, decide, fold, plan, append; all or nothing. When somebody else was first,
 * it reads again and decides again. What a person typed is in the facts as references: `PersonalTexts`.
 */
import { type Actor, system } from "@layercake/core/actor/Actor"
import { belongs } from "@layercake/core/host/HostStream"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import * as Decider from "@layercake/core/command/Decider"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { VersionDiffers } from "@layercake/core/command/VersionDiffers"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId, type EventMetadata } from "@layercake/core/event/EventMetadata"
import * as Timestamp from "@layercake/core/event/Timestamp"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { ProjectId } from "@layercake/core/project/Project"
import { ProjectExists, ProjectNotFound } from "@layercake/core/project/ProjectError"
import { evolveWithChanges, type ProjectState } from "@layercake/core/project/ProjectState"
import type { RowChange } from "@layercake/core/projection/Projection"
import { EventStore, type Position, StreamVersion } from "@layercake/core/store/EventStore"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, DateTime, Effect, Layer, Option, RcMap, Schedule, type Schema, Semaphore } from "effect"
import { SecureRandom } from "effect/crypto"
import { AgentTemplates } from "../agent/AgentTemplates.ts"
import { PartialCopies } from "../history/PartialCopies.ts"
import { CallContext } from "../operation/CallContext.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import { PersonalTexts, type SealedCommand } from "../store/PersonalTexts.ts"
import * as TraceParent from "./TraceParent.ts"

export interface CommandContext {
  /** LayerCake itself when left out. */
  readonly actor?: Actor
  /** The same id twice gives the first answer. When left out, what the call gives (`CallContext`), or a fresh one. */
  readonly commandId?: CommandId
  /** The job or request this belongs to. */
  readonly correlationId?: string
  /** The event that led to this, as `<project>@<version>`, where it is known. */
  readonly causationId?: string
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
  EventStore | ProjectStates | PartialCopies | PersonalTexts | SecureRandom.SecureRandom | AgentTemplates
> = Layer.effect(
  Commands,
  Effect.gen(function* () {
    const store = yield* EventStore
    const states = yield* ProjectStates
    const copies = yield* PartialCopies
    const texts = yield* PersonalTexts
    const random = yield* SecureRandom.SecureRandom
    const templates = yield* AgentTemplates
    // Commands of this process to one project wait for each other instead of refusing each other's version.
    const turns = yield* RcMap.make({ lookup: (_project: ProjectId) => Semaphore.make(1) })

    const attempt = Effect.fnUntraced(function* (
      project: ProjectId,
      { command, contents }: SealedCommand,
      actor: Actor,
      given: EventMetadata,
      expected: StreamVersion | undefined
    ) {
      const before = yield* states.load(project)
      if (expected !== undefined && before.version !== expected)
        return yield* new CommandRefused({ reason: new VersionDiffers({ expected, actual: before.version }) })
      if (before.version > 0 && command._tag !== "CreateProject" && (yield* copies.isPartial(project)))
        return yield* new CommandRefused({ reason: new ProjectNotFound({}) })
      const metadata = { ...given, at: notBefore(before, given.at) }
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
        contents,
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
        if (!belongs(project, command))
          return yield* new CommandRefused({
            reason: command._tag === "CreateProject" ? new ProjectExists({}) : new ProjectNotFound({})
          })
        const call = Option.getOrUndefined(yield* Effect.serviceOption(CallContext))
        const given = context.commandId ?? call?.nextCommandId()
        if (given !== undefined) {
          const known = yield* store.receipt(given)
          if (Option.isSome(known))
            return { state: yield* states.load(project), positions: known.value.positions }
        }
        const commandId = given ?? CommandId.make(yield* random.uuidV7())
        const at = Timestamp.fromDateTime(yield* DateTime.now)
        const { causationId, correlationId = call?.correlationId } = context
        const because = {
          ...(correlationId === undefined ? {} : { correlationId }),
          ...(causationId === undefined ? {} : { causationId }),
          ...(yield* TraceParent.current)
        }
        const sealed = yield* texts.seal(command, actor)
        const turn = yield* RcMap.get(turns, project)
        const metadata = { actor, at, commandId, ...because }
        return yield* attempt(project, sealed, actor, metadata, call?.takeExpected(project)).pipe(
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

/** A clock that was set back must not put an event before the one that it follows: moments are looked up by time. */
const notBefore = (state: ProjectState, at: Timestamp.Timestamp): Timestamp.Timestamp => {
  const last = state.at
  return last !== null && last > at ? last : at
}

/** Other processes write to the same stream; after some seconds of losing to them the caller is told. */
const contention = Schedule.exponential("1 millis", 1.3).pipe(Schedule.jittered, Schedule.upTo({ times: 40 }))

/** Rows are plain JSON; see `Projection.row`. */
const viewWrite = (project: ProjectId, change: RowChange): ViewWrite => ({
  projection: change.projection,
  project,
  key: change.key,
  row: change.row === undefined ? null : (change.row as Schema.Json)
})
