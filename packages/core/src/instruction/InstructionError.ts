/**
 * The way an instruction can be refused. Nothing was changed.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"

/** It says nothing that is not done anyway. */
export class InstructionEmpty extends Schema.TaggedError<InstructionEmpty>()("InstructionEmpty", {
  gate: GateId,
  step: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return this.step === null
      ? `Say what is to be done at ${this.gate}, as \`instruction\`, or name a step that is done, to have it done again.`
      : `The step ${this.step} of ${this.gate} is not done yet and is worked on by itself. Give an \`instruction\`, or wait.`
  }
}
