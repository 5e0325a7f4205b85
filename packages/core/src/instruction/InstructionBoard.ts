/**
 * One row for each instruction. A gate that passes lets go of those that wait at it.
 */
import type { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { Instruction } from "./Instruction.ts"

const passed = {
  keys: (event: { readonly gate: string }, rows: Projection.Rows<Instruction>) =>
    Array.from(rows).flatMap(([key, row]) =>
      row.gate === event.gate && row.status === "waiting" ? [key] : []
    ),
  evolve: (
    row: Instruction | undefined,
    { gate }: { readonly gate: string },
    { at }: { readonly at: Timestamp }
  ) => row && { ...row, status: "cancelled" as const, reason: `${gate} was passed`, endedAt: at }
}

export const instructionBoard = Projection.make<Instruction>("instruction", Instruction, {
  InstructionGiven: Projection.put(
    (event) => event.id,
    ({ agent, gate, id, step, text }, { actor, at }) => ({
      id,
      gate,
      step,
      agent,
      text,
      status: "waiting",
      reason: null,
      by: actor,
      givenAt: at,
      endedAt: null
    })
  ),
  InstructionEnded: Projection.change(
    (event) => event.id,
    (row, { outcome, reason }, { at }) => ({ ...row, status: outcome, reason, endedAt: at })
  ),
  GateApproved: passed,
  GateSkipped: passed
})
