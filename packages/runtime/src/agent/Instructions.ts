/**
 * Takes in somebody's instruction to an agent. It is in the log when it is answered; a worker finds it due.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentUnknown } from "@layercake/core/agent/AgentError"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { GateId } from "@layercake/core/gate/Gate"
import { GiveInstruction } from "@layercake/core/instruction/InstructionCommand"
import { InstructionEmpty } from "@layercake/core/instruction/InstructionError"
import { instructionsOf } from "@layercake/core/instruction/InstructionStanding"
import { definitionOf } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect, Option } from "effect"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import { AgentTemplates } from "./AgentTemplates.ts"

export interface InstructionWish {
  readonly gate: GateId
  readonly step?: string
  readonly agent?: AgentName
  readonly instruction?: string
}

/** Where nobody has a step or a name, the decider says what is wrong with the rest. */
const nobody = AgentName.make("nobody")

export const give = Effect.fn("Instructions.give")(function* (
  project: ProjectId,
  { agent, gate, instruction = "", step }: InstructionWish,
  actor: Actor
) {
  const commands = yield* Commands
  const templates = yield* AgentTemplates
  const { row, state: before } = yield* Moments.now(project)
  const own = definitionOf(row, gate)?.work.find(({ id }) => id === step)?.agent
  const wanted = own ?? agent
  if (wanted === undefined && step === undefined)
    return yield* new CommandRefused({ reason: new InstructionEmpty({ gate, step: null }) })
  if (wanted !== undefined && Option.isNone(yield* templates.find(before, wanted))) {
    const known = yield* templates.all(before)
    return yield* new AgentUnknown({ agent: wanted, known: known.map(({ template }) => template.name) })
  }
  const command = new GiveInstruction({
    gate,
    step: step ?? null,
    agent: wanted ?? nobody,
    text: instruction
  })
  const { state } = yield* commands.execute(project, command, { actor })
  const given = instructionsOf(state).at(-1)
  return given ?? (yield* new CommandRefused({ reason: new InstructionEmpty({ gate, step: step ?? null }) }))
})
