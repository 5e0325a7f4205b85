/**
 * What a host process of the harness is told to do, and what it says of it. Both sides know the same script, so that the
 * control can judge without asking.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import { ProjectId } from "@layercake/core/project/Project"
import { AppendReceipt } from "@layercake/core/store/EventStore"
import { JobId, type NewJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { Effect, Schema } from "effect"
import type { Errand } from "../model/ModelErrand.ts"
import type { ModelCommand } from "../model/ModelCommand.ts"
import { between, chance, fromSeed, pick } from "../simulation/Dice.ts"

export const HostTask = Schema.Struct({
  store: Schema.Union([
    Schema.TaggedStruct("Server", { port: Schema.Int, database: Schema.String }),
    Schema.TaggedStruct("Embedded", { directory: Schema.String })
  ]),
  seed: Schema.String,
  host: Schema.Int,
  /** Of its script: the commands, errands and counted events that were acknowledged already. */
  from: Schema.Struct({ commands: Schema.Int, errands: Schema.Int, tallies: Schema.Int }),
  /** Folder in which every effect leaves a file. */
  effects: Schema.String,
  /** Milliseconds that its clock is ahead. */
  skew: Schema.Int
})
export type HostTask = typeof HostTask.Type
export const HostTaskText = Schema.fromJsonString(HostTask)

/** One line of what a host says. */
export const HostWord = Schema.Union([
  Schema.TaggedStruct("Ready", {}),
  Schema.TaggedStruct("Acknowledged", {
    what: Schema.Literals(["commands", "errands", "tallies"]),
    id: CommandId,
    receipt: AppendReceipt
  }),
  Schema.TaggedStruct("Refused", { id: CommandId }),
  Schema.TaggedStruct("Unexpected", { id: CommandId }),
  Schema.TaggedStruct("Taken", { job: JobId, attempt: Schema.Int }),
  Schema.TaggedStruct("Late", { job: JobId }),
  Schema.TaggedStruct("InUse", {}),
  Schema.TaggedStruct("Done", {})
])
export type HostWord = typeof HostWord.Type
export const HostWordLine = Schema.fromJsonString(HostWord)

export interface HostScript {
  readonly commands: ReadonlyArray<ModelCommand>
  readonly errands: ReadonlyArray<NewJob>
  readonly tallies: ReadonlyArray<{
    readonly id: CommandId
    readonly stream: ProjectId
    readonly numbers: ReadonlyArray<number>
  }>
}

const lengths = { commands: 60, errands: 8, tallies: 25 }

export const scriptOf = (seed: string, host: number): Effect.Effect<HostScript> =>
  Effect.map(fromSeed(`${seed}/host/${host}`), (dice): HostScript => ({
    commands: Array.from({ length: lengths.commands }, (_, index) => ({
      id: CommandId.make(`command ${host}.${index}`),
      stream: ProjectId.make(`stream-${between(dice, 1, 3)}`),
      expectation: pick(dice, ["exact", "exact", "any", "none", "exists"]),
      size: between(dice, 1, 3),
      weight: chance(dice, 0.05) ? 40_000 : 0
    })),
    errands: Array.from({ length: lengths.errands }, (_, index) => ({
      id: JobId.make(`errand ${host}.${index}`),
      tier: pick(dice, tiers as readonly [Tier, ...ReadonlyArray<Tier>]),
      project: ProjectId.make(`errands-${between(dice, 1, 2)}`),
      kind: "errand",
      payload: { poison: "none", takes: pick(dice, [0, 10, 300, 1500]) } satisfies Errand
    })),
    tallies: Array.from({ length: lengths.tallies }, (_, index) => ({
      id: CommandId.make(`tally ${host}.${index}`),
      stream: ProjectId.make(`tallies-${between(dice, 1, 3)}`),
      numbers: Array.from({ length: between(dice, 1, 4) }, (_, place) => host * 1000 + index * 10 + place)
    }))
  }))
